import Foundation
import HTTPS
import StrataAPI

/// A tag of a vCenter's.
public struct Tag: Sendable, Hashable {
    public var id: String
    public var name: String
    public var categoryID: String
}

/// A client of the one thing that vCenter has in its REST interface alone: tags (vSphere Automation API, `cis/tagging`). `/api` is there since 7.0; older
/// servers have `/rest`, which wraps what it answers. A single ESXi host has neither.
public struct TagClient: Sendable {
    private let http: HTTPSClient
    private let sessions: TagSessions
    /// Whether the server is one that has `/rest` alone.
    private let isOld: Bool

    /// How many objects one question may be about.
    public static let objectsAtOnce = 1000
    private static let answerLimit = 32 << 20

    init(_ http: HTTPSClient, user: String, password: String, isOld: Bool) {
        self.http = http
        self.isOld = isOld
        sessions = TagSessions { () async throws(VSphereError) -> String in
            let credentials = Data("\(user):\(password)".utf8).base64EncodedString()
            let answer = try await Self.exchange(
                http, .post, isOld ? "/rest/com/vmware/cis/session" : "/api/session", [("Authorization", "Basic \(credentials)")], nil)
            guard (200...201).contains(answer.status), let id = Self.value(answer.json, isOld: isOld)?.string else {
                throw Self.refusal(answer)
            }
            return id
        }
    }

    /// The identities of the tags that objects have. Objects that have none may be left out.
    ///
    /// - Parameter objects: at most ``objectsAtOnce``.
    public func tags(of objects: [ManagedObject]) async throws(VSphereError) -> [ManagedObject: [String]] {
        guard !objects.isEmpty else { return [:] }
        let answer = try await call(
            .post, "tag-association", action: "list-attached-tags-on-objects", ["object_ids": .array(objects.map(Self.json))])
        var found: [ManagedObject: [String]] = [:]
        for entry in answer.array ?? [] {
            guard let type = entry["object_id"]?["type"]?.string, let id = entry["object_id"]?["id"]?.string else { continue }
            found[ManagedObject(type, id)] = entry["tag_ids"]?.array?.compactMap(\.string) ?? []
        }
        return found
    }

    /// One tag; nil where it is gone.
    public func tag(_ id: String) async throws(VSphereError) -> Tag? {
        guard let json = try await callIfThere("tag", id), let name = json["name"]?.string else { return nil }
        return Tag(id: id, name: name, categoryID: json["category_id"]?.string ?? "")
    }

    /// The name of a category; nil where it is gone.
    public func category(_ id: String) async throws(VSphereError) -> String? { try await callIfThere("category", id)?["name"]?.string }

    /// The identities of all tags that this user may see.
    public func all() async throws(VSphereError) -> [String] {
        try await call(.get, "tag").array?.compactMap(\.string) ?? []
    }

    /// Attaches a tag to an object, or takes it off. No effect where it is so.
    public func attach(_ tag: String, to object: ManagedObject, _ isAttached: Bool) async throws(VSphereError) {
        _ = try await call(
            .post, "tag-association", tag, action: isAttached ? "attach" : "detach", ["object_id": Self.json(object)])
    }

    /// Ends the session.
    public func close() async {
        guard let session = await sessions.leave() else { return }
        // One that is not ended ends by itself.
        _ = try? await Self.exchange(
            http, .delete, isOld ? "/rest/com/vmware/cis/session" : "/api/session", [("vmware-api-session-id", session)], nil, .seconds(3))
    }

    private func callIfThere(_ kind: String, _ id: String) async throws(VSphereError) -> JSONValue? {
        do throws(VSphereError) { return try await call(.get, kind, id) } catch {
            guard case .transport(.malformed(_, let reason)) = error, reason.hasPrefix("HTTP status 404") else { throw error }
            return nil
        }
    }

    private func call(
        _ method: HTTPSRequest.Method, _ kind: String, _ id: String? = nil, action: String? = nil, _ body: JSONValue? = nil
    ) async throws(VSphereError) -> JSONValue {
        var target = isOld ? "/rest/com/vmware/cis/tagging/\(kind)" : "/api/cis/tagging/\(kind)"
        if let id { target += isOld ? "/id:\(Self.encoded(id))" : "/\(Self.encoded(id))" }
        if let action { target += isOld ? "?~action=\(action)" : "?action=\(action)" }
        var session = try await sessions.session()
        var answer = try await Self.exchange(http, method, target, [("vmware-api-session-id", session)], body)
        if answer.status == 401 {
            session = try await sessions.session(afterRefusalOf: session)
            answer = try await Self.exchange(http, method, target, [("vmware-api-session-id", session)], body)
        }
        guard (200..<300).contains(answer.status) else { throw Self.refusal(answer) }
        return Self.value(answer.json, isOld: isOld) ?? .null
    }

    private static func value(_ json: JSONValue?, isOld: Bool) -> JSONValue? { isOld ? json?["value"] : json }

    private static func json(_ object: ManagedObject) -> JSONValue { ["id": .string(object.id), "type": .string(object.type)] }

    private struct Answer {
        var status: Int
        var host: String
        var json: JSONValue?
    }

    private static func exchange(
        _ http: HTTPSClient, _ method: HTTPSRequest.Method, _ target: String, _ headers: [(name: String, value: String)],
        _ body: JSONValue?, _ timeout: Duration = .seconds(30)
    ) async throws(VSphereError) -> Answer {
        var request = HTTPSRequest(method, target, headers: headers + [("Accept", "application/json")])
        if let body {
            request.headers.append(("Content-Type", "application/json"))
            request.body = [.bytes(body.encoded())]
        }
        request.timeout = timeout
        request.limit = answerLimit
        let answer: HTTPSAnswer
        do throws(HTTPSError) { answer = try await http.send(request) } catch {
            if case .cancelled = error { throw .cancelled }
            throw .transport(error)
        }
        let json: JSONValue?
        do { json = answer.body.isEmpty ? nil : try JSONValue(parsing: answer.body) } catch {
            // What is no success may be said in any form.
            guard !(200..<300).contains(answer.status) else { throw .malformed("\(error)") }
            json = nil
        }
        return Answer(status: answer.status, host: http.host, json: json)
    }

    private static func refusal(_ answer: Answer) -> VSphereError {
        let messages = answer.json?["messages"] ?? answer.json?["value"]?["messages"]
        let words = messages?.array?.first?["default_message"]?.string ?? ""
        return .transport(
            .malformed(
                host: answer.host, reason: "HTTP status \(answer.status)\(words.isEmpty ? "" : ": \(words.printable(limit: 300))")"))
    }

    /// What stands in a path: identities are URNs, whose colons do.
    private static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            let character = Character(Unicode.Scalar(byte))
            let isPlain = byte < 0x80 && (character.isLetter || character.isNumber || "-._~:".contains(character))
            result += isPlain ? String(character) : "%\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))"
        }
        return result
    }
}

/// The session of the REST interface, begun once however many ask, and anew where the server has forgotten it.
actor TagSessions {
    private let logIn: @Sendable () async throws(VSphereError) -> String
    private var current: Task<Result<String, VSphereError>, Never>?
    private var known: String?

    init(_ logIn: @escaping @Sendable () async throws(VSphereError) -> String) { self.logIn = logIn }

    func session(afterRefusalOf refused: String? = nil) async throws(VSphereError) -> String {
        if let known, known != refused { return known }
        if let current { return try await current.value.get() }
        // Not the asking task's own: another that waits for it must not lose it when that one is cancelled.
        let task = Task { [logIn] () -> Result<String, VSphereError> in
            do throws(VSphereError) { return .success(try await logIn()) } catch { return .failure(error) }
        }
        current = task
        let result = await task.value
        current = nil
        known = try? result.get()
        return try result.get()
    }

    func leave() -> String? {
        defer { known = nil }
        return known
    }
}
