import NIOCore
import NIOHTTP1
import StrataAPI
import StrataResources

extension APIResponder {
    /// Plans the answer to a review. Everybody who is known may ask about themselves.
    func plan(_ review: Review, _ head: HTTPRequestHead, _ record: inout RequestRecord) throws(APIError) -> Plan {
        guard record.user != .anonymous else { throw APIError(.unauthorized, "Unauthorized") }
        guard head.method == .POST else { return .respond(.methodNotAllowed("POST")) }
        let form = try DocumentForm.negotiate(head.headers["Accept"], .yaml)
        let user = record.user
        return .read { [self] body in
            do throws(APIError) {
                let json = try await answer(review, try Self.document(body, review.kind), user)
                guard form == .yaml else { return Response(json, status: .created) }
                return Response(.created, type: MediaType.yaml, body: .bytes(.init(string: json.yaml)))
            } catch {
                return Response(error)
            }
        }
    }

    private static func document(_ body: RequestBody, _ kind: ResourceKind) throws(APIError) -> JSONValue {
        var duplicates: [String] = []
        let document = try body.document(duplicates: &duplicates)
        for (field, expected) in [("apiVersion", kind.apiVersion), ("kind", kind.name)] {
            guard let given = document[field], given.string != expected else { continue }
            throw APIError(
                .badRequest,
                "the \(field) in the data (\(given.text.printable(limit: 120))) does not match the expected \(field) (\(expected))")
        }
        return document
    }

    private func answer(_ review: Review, _ document: JSONValue, _ user: User) async throws(APIError) -> JSONValue {
        var answer: [String: JSONValue] = [
            "apiVersion": .string(review.kind.apiVersion), "kind": .string(review.kind.name), "metadata": [:],
        ]
        answer["spec"] = document["spec"]
        switch review {
        case .access: answer["status"] = ["allowed": .bool(await authorizer.allows(try request(document["spec"], user)))]
        case .rules: answer["status"] = await rules(of: user, in: document[path: ["spec", "namespace"]]?.string ?? "")
        case .identity:
            answer["status"] = [
                "userInfo": ["username": .string(user.name), "groups": .array(user.groups.sorted().map(JSONValue.string))]
            ]
        }
        return .object(answer)
    }

    /// The request that a `SelfSubjectAccessReviewSpec` asks about.
    private func request(_ spec: JSONValue?, _ user: User) throws(APIError) -> AccessRequest {
        switch (spec?["resourceAttributes"]?.object, spec?["nonResourceAttributes"]?.object) {
        case (let resource?, nil):
            func text(_ name: String) -> String { resource[name]?.string ?? "" }
            let known = objects.kinds.map(\.kind).first { $0.group == text("group") && $0.plural == text("resource") }
            let kind =
                known
                ?? ResourceKind(
                    group: text("group"), version: text("version"), name: text("resource"), plural: text("resource"), scope: .namespaced)
            return AccessRequest(
                user: user, verb: text("verb"), kind: kind, subresource: text("subresource"), namespace: text("namespace"),
                name: text("name"))
        case (nil, let path?): return AccessRequest(user: user, verb: path["verb"]?.string ?? "", path: path["path"]?.string ?? "")
        default:
            let kind = Review.access.kind
            throw .invalid(
                kind, "",
                [
                    FieldIssue(
                        FieldPath("spec"), .invalid,
                        "Invalid value: exactly one of resourceAttributes and nonResourceAttributes must be given")
                ])
        }
    }

    /// What a user may do, found by asking the policy about every verb of every kind (`SubjectRulesReviewStatus`).
    private func rules(of user: User, in namespace: String) async -> JSONValue {
        var rules: [JSONValue] = []
        for definition in objects.kinds {
            let kind = definition.kind
            for (resource, verbs) in discovery.verbs(definition) {
                let parts = resource.split(separator: "/", maxSplits: 1).map(String.init)
                var allowed: [JSONValue] = []
                for verb in verbs {
                    let request = AccessRequest(
                        user: user, verb: verb, kind: kind, subresource: parts.count > 1 ? parts[1] : "",
                        namespace: kind.isNamespaced ? namespace : "")
                    if await authorizer.allows(request) { allowed.append(.string(verb)) }
                }
                guard !allowed.isEmpty else { continue }
                rules.append(["apiGroups": [.string(kind.group)], "resources": [.string(resource)], "verbs": .array(allowed)])
            }
        }
        var paths: [JSONValue] = []
        for path in documentPaths where await authorizer.allows(AccessRequest(user: user, verb: "get", path: path)) {
            paths.append(.string(path))
        }
        return [
            "resourceRules": .array(rules),
            "nonResourceRules": paths.isEmpty ? [] : [["verbs": ["get"], "nonResourceURLs": .array(paths)]],
            "incomplete": false,
        ]
    }
}
