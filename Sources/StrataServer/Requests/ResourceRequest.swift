import NIOHTTP1
import StrataAPI
import StrataStore

/// A request about objects of a kind.
struct ResourceRequest: Sendable {
    var definition: KindDefinition
    var namespace: String
    /// Nil for requests about the whole collection.
    var name: String?
    var subresource: String
    var verb: Verb
    var query: Query
    var accept: [String]
    var userAgent: String

    /// Kubernetes' verbs.
    enum Verb: String, Sendable, CaseIterable {
        case get, list, watch, create, update, patch, delete, deletecollection
    }

    var kind: ResourceKind { definition.kind }
    var objectName: ObjectName { ObjectName(namespace: namespace, name: name ?? "") }
}

extension ResourceRequest {
    /// The objects that the query selects.
    func fieldSelector() throws(APIError) -> FieldSelector {
        var text = query["fieldSelector"] ?? ""
        if let name { text += (text.isEmpty ? "" : ",") + "metadata.name=\(name)" }
        do {
            return try FieldSelector(parsing: text, fields: definition.selectableFields)
        } catch {
            throw APIError(.badRequest, error.description)
        }
    }

    func labelSelector() throws(APIError) -> LabelSelector {
        do {
            return try LabelSelector(parsing: query["labelSelector"] ?? "")
        } catch {
            throw APIError(.badRequest, "unable to parse requirement: \(error)")
        }
    }

    /// `resourceVersion`; nil where it is absent or empty, zero where anything will do.
    func resourceVersion() throws(APIError) -> Revision? {
        guard let text = query["resourceVersion"], !text.isEmpty else { return nil }
        guard let number = UInt64(text) else {
            throw optionsError(
                "resourceVersion", "Invalid value: \"\(text.printable())\": must be a number that the server gave", options: "ListOptions")
        }
        return Revision(rawValue: number)
    }

    /// Whether `dryRun` asks for everything but the write.
    func isDryRun(_ more: [String] = []) throws(APIError) -> Bool {
        let values = query.all("dryRun").filter { !$0.isEmpty } + more
        if let other = values.first(where: { $0 != "All" }) {
            throw optionsError("dryRun", "Unsupported value: \"\(other.printable())\": supported values: \"All\"", reason: .notSupported)
        }
        return !values.isEmpty
    }

    /// Who writes: `fieldManager`, or the first part of the `User-Agent`, as kube-apiserver has it.
    func manager(isRequired: Bool) throws(APIError) -> String? {
        if let manager = query["fieldManager"], !manager.isEmpty {
            guard manager.utf8.count <= 128, !manager.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
                throw optionsError("fieldManager", "Invalid value: must be at most 128 printable bytes")
            }
            return manager
        }
        if isRequired { throw optionsError("fieldManager", "Required value: is required for apply patch", reason: .required) }
        let agent = userAgent.split(separator: "/", maxSplits: 1).first.map(String.init) ?? ""
        let printable = String(
            String.UnicodeScalarView(agent.unicodeScalars.prefix(64).filter { $0.properties.generalCategory != .control }))
        return printable.isEmpty ? "unknown" : printable
    }

    /// A parameter that is wrong, in kube-apiserver's words.
    func optionsError(_ field: String, _ message: String, reason: FieldIssue.Reason = .invalid, options: String? = nil) -> APIError {
        let type =
            options
            ?? (verb == .delete || verb == .deletecollection
                ? "DeleteOptions" : "\(verb.rawValue.prefix(1).uppercased())\(verb.rawValue.dropFirst())Options")
        return APIError(
            .invalid, "\(type).meta.k8s.io \"\" is invalid: \(field): \(message)",
            causes: [APIError.Cause(reason: reason.rawValue, message: message, field: field)])
    }
}
