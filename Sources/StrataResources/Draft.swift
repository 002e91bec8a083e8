import StrataAPI
import StrataStore

/// An object on its way into the store: what was there, what is to be, and what was noticed about it.
struct Draft {
    let definition: KindDefinition
    let options: WriteOptions
    /// The object as it is; nil when it is to be created.
    let old: JSONValue?
    var new: JSONValue
    var warnings: [String] = []

    var kind: ResourceKind { definition.kind }

    init(_ definition: KindDefinition, from old: JSONValue?, to new: JSONValue, _ options: WriteOptions) {
        self.definition = definition
        self.options = options
        self.old = old
        self.new = new
    }

    /// Brings the wanted object into the form in which it can be stored, or refuses it.
    mutating func prepare(_ name: ObjectName, now: Timestamp) throws(APIError) {
        try checkHead(name)
        new["apiVersion"] = .string(kind.apiVersion)
        new["kind"] = .string(kind.name)
        new = definition.normalize(new)
        keepServerFields(name, now: now)
        if let old { try restrictPart(old) } else if definition.hasStatus, options.part == .main { new["status"] = nil }
        try check(name)
        new = definition.complete(definition.shape.defaulted(definition.shape.pruned(new)))
        countGeneration()
    }

    /// Checks a document that is to be answered. It needs no name, and nothing is added to it.
    mutating func prepareQuestion() throws(APIError) {
        let name = ObjectName(
            namespace: new["metadata"]?["namespace"]?.string ?? "", name: new["metadata"]?["name"]?.string ?? "")
        try checkHead(name)
        new["apiVersion"] = .string(kind.apiVersion)
        new["kind"] = .string(kind.name)
        if new["metadata"] == nil { new["metadata"] = [:] }
        new["status"] = nil
        new = definition.normalize(new)
        try check(name)
        new = definition.shape.defaulted(definition.shape.pruned(new))
    }

    /// Checks a document that is to be applied as far as it can be judged alone: fields it gives must exist and be well formed.
    mutating func prepareApplied(_ name: ObjectName) throws(APIError) {
        try checkHead(name)
        new = definition.normalize(new)
        if definition.hasStatus {
            switch options.part {
            case .whole: break
            case .main: new["status"] = nil
            case .status: new = .object((new.object ?? [:]).filter { ["apiVersion", "kind", "metadata", "status"].contains($0.key) })
            }
        }
        var issues = FieldIssues()
        definition.shape.check(new, at: .root, into: &issues)
        let unknown = issues.unknown.map(\.message) + options.duplicates.map { "duplicate field \"\($0.printable())\"" }
        if !unknown.isEmpty {
            switch options.fieldValidation {
            case .strict: throw .unknownFields(kind, unknown)
            case .warn: warnings += unknown
            case .ignore: break
            }
        }
        let wrong = issues.wrong.filter { $0.reason != .required }
        guard wrong.isEmpty else { throw .invalid(kind, name.name, wrong) }
        new = definition.shape.pruned(new)
    }

    /// The document's own word about what it is must not contradict the request.
    private func checkHead(_ name: ObjectName) throws(APIError) {
        guard case .object = new else {
            throw APIError(.badRequest, "the body is no \(kind.name) object but of type \(new.typeName)", kind: kind)
        }
        for (field, expected) in [("apiVersion", kind.apiVersion), ("kind", kind.name)] {
            guard let given = new[field], given.string != expected else { continue }
            throw APIError(
                .badRequest,
                "the \(field) in the data (\(given.text.printable(limit: 120))) does not match the expected \(field) (\(expected))",
                kind: kind)
        }
        if let metadata = new["metadata"], metadata.object == nil {
            throw .invalid(
                kind, name.name,
                [FieldIssue(FieldPath("metadata"), .typeInvalid, "Invalid value: \"\(metadata.typeName)\": must be of type object")])
        }
        if let given = new["metadata"]?["name"]?.string, !given.isEmpty, given != name.name {
            throw APIError(
                .badRequest,
                "the name of the object (\(given.printable(limit: 253))) does not match the name on the URL (\(name.name.printable(limit: 253)))",
                kind: kind)
        }
        if let given = new["metadata"]?["namespace"]?.string, !given.isEmpty, given != name.namespace {
            throw APIError(
                .badRequest,
                "the namespace of the provided object does not match the namespace sent on the request (\(given.printable(limit: 253)), \(name.namespace.printable(limit: 253)))",
                kind: kind)
        }
    }

    /// What only the server writes comes from the object as it is.
    private mutating func keepServerFields(_ name: ObjectName, now: Timestamp) {
        var metadata = new["metadata"] ?? .object([:])
        metadata["name"] = .string(name.name)
        metadata["namespace"] = kind.isNamespaced ? .string(name.namespace) : nil
        metadata["resourceVersion"] = nil
        metadata["selfLink"] = nil
        let kept = ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "managedFields"]
        for field in kept { metadata[field] = old?["metadata"]?[field] }
        if old == nil {
            metadata["uid"] = .string(UID.random().text)
            metadata["creationTimestamp"] = .string(now.text)
        }
        if let generated = old?["metadata"]?["generateName"] { metadata["generateName"] = generated }
        new["metadata"] = metadata
    }

    /// A write of the status changes nothing else, and any other write leaves the status.
    private mutating func restrictPart(_ old: JSONValue) throws(APIError) {
        guard definition.hasStatus else { return }
        switch options.part {
        case .whole: break
        case .main: new["status"] = old["status"]
        case .status:
            var kept = old
            kept["status"] = new["status"]
            new = kept
        }
    }

    private mutating func check(_ name: ObjectName) throws(APIError) {
        var issues = definition.issues(with: new)
        let unknown = issues.unknown.map(\.message) + options.duplicates.map { "duplicate field \"\($0.printable())\"" }
        if !unknown.isEmpty {
            switch options.fieldValidation {
            case .strict: throw .unknownFields(kind, unknown)
            case .warn: warnings += unknown
            case .ignore: break
            }
            if issues.wrong.isEmpty { definition.validate(new, &issues) }
        }
        var wrong = issues.wrong
        if let old, !options.mayChangeImmutable {
            var changes = FieldIssues()
            definition.shape.checkImmutable(definition.shape.defaulted(new), was: old, at: .root, into: &changes)
            wrong += changes.all
        }
        guard wrong.isEmpty else { throw .invalid(kind, name.name, wrong) }
        if old?["immutable"] == true, kind == Secret.kind, new["data"] != old?["data"] || new["immutable"] != true {
            throw .invalid(
                kind, name.name, [FieldIssue(FieldPath("data"), .forbidden, "Forbidden: field is immutable when `immutable` is set")])
        }
    }

    /// The generation counts changes of what is wanted: of everything but metadata and status.
    private mutating func countGeneration() {
        guard definition.hasStatus else { return }
        func wish(_ object: JSONValue) -> JSONValue {
            var object = object
            object["metadata"] = nil
            object["status"] = nil
            return object
        }
        let before = old?["metadata"]?["generation"]?.int ?? 0
        let isChanged = old.map { wish($0) != wish(new) } ?? true
        new[path: ["metadata", "generation"]] = .int(isChanged ? before + 1 : before)
    }
}
