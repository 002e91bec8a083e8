/// Who set which fields of an object: `metadata.managedFields`, and the rules of server-side apply over it.
public struct ManagedFields: Sendable {
    public enum Operation: String, Sendable {
        case apply = "Apply"
        case update = "Update"
    }

    public struct Entry: Sendable {
        public var manager: String
        public var operation: Operation
        public var subresource: String
        public var time: Timestamp?
        public var fields: FieldSet
    }

    /// Other managers hold fields that an apply would change.
    public struct Conflict: Error, Sendable {
        /// One of them.
        public struct Holder: Sendable {
            public var manager: String
            public var operation: Operation
            public var subresource: String
            public var time: Timestamp?
            /// The contested fields that it holds, as `.spec.memory`.
            public var fields: [String]
        }

        /// All of them, sorted by name.
        public var holders: [Holder]
    }

    public private(set) var entries: [Entry]
    private let apiVersion: String
    private let shape: Shape

    /// What a document says about itself and what the server keeps belongs to nobody.
    private static let unowned: FieldSet = {
        var metadata = FieldSet()
        for name in [
            "name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "managedFields", "selfLink", "generateName",
        ] {
            metadata.children["f:\(name)"] = .leaf
        }
        var all = FieldSet()
        all.children = ["f:apiVersion": .leaf, "f:kind": .leaf, "f:metadata": metadata]
        return all
    }()

    /// The record of an object.
    public init(of object: JSONValue, apiVersion: String, shape: Shape) {
        self.apiVersion = apiVersion
        self.shape = shape
        entries = (object["metadata"]?["managedFields"]?.array ?? []).compactMap(Self.entry)
    }

    /// The record as a client's document has it, which replaces the object's: `[{}]` empties it.
    ///
    /// Nil where the document has none or one that cannot be read, so that clients who know nothing of the record do not lose it.
    public init?(replacedBy given: JSONValue?, apiVersion: String, shape: Shape) {
        guard let list = given?.array, !list.isEmpty else { return nil }
        let entries = list.compactMap(Self.entry)
        guard entries.count == list.count || list == [[:]] else { return nil }
        self.apiVersion = apiVersion
        self.shape = shape
        self.entries = entries
    }

    private static func entry(_ json: JSONValue) -> Entry? {
        guard let manager = json["manager"]?.string, let operation = json["operation"]?.string.flatMap(Operation.init(rawValue:)) else {
            return nil
        }
        return Entry(
            manager: manager, operation: operation, subresource: json["subresource"]?.string ?? "",
            time: json["time"]?.string.flatMap { Timestamp($0) }, fields: FieldSet(json: json["fieldsV1"] ?? .null))
    }

    /// The record as `metadata.managedFields`; nil when nobody holds anything.
    public var json: JSONValue? {
        let list = entries.filter { !$0.fields.isEmpty }.map { entry in
            var json: [String: JSONValue] = [
                "manager": .string(entry.manager), "operation": .string(entry.operation.rawValue), "apiVersion": .string(apiVersion),
                "fieldsType": "FieldsV1", "fieldsV1": entry.fields.json,
            ]
            if let time = entry.time { json["time"] = .string(time.text) }
            if !entry.subresource.isEmpty { json["subresource"] = .string(entry.subresource) }
            return JSONValue.object(json)
        }
        return list.isEmpty ? nil : .array(list)
    }

    private func owned(_ document: JSONValue) -> FieldSet {
        FieldSet(of: document, shape).subtracting(Self.unowned)
    }

    /// Records a write that was no apply: what it changed is the writer's from now on, what it removed is nobody's.
    public mutating func recordUpdate(from old: JSONValue, to new: JSONValue, manager: String, subresource: String, now: Timestamp) {
        let present = owned(new)
        var changed = FieldSet()
        for leaf in present.leaves where old.value(at: leaf[...], shape) != new.value(at: leaf[...], shape) {
            changed = changed.union(Self.set(of: leaf))
        }
        let before = owned(old)
        var removed = FieldSet()
        for leaf in before.leaves where new.value(at: leaf[...], shape) == nil { removed = removed.union(Self.set(of: leaf)) }
        for index in entries.indices {
            entries[index].fields = entries[index].fields.subtracting(removed)
            if !(entries[index].manager == manager && entries[index].operation == .update && entries[index].subresource == subresource) {
                entries[index].fields = entries[index].fields.subtracting(changed)
            }
        }
        if !changed.isEmpty { add(changed, manager: manager, operation: .update, subresource: subresource, now: now) }
        entries.removeAll { $0.fields.isEmpty }
    }

    /// The fields of a document that an object still has with the same values.
    public func unchanged(_ document: JSONValue, in live: JSONValue) -> FieldSet {
        var fields = FieldSet()
        for leaf in owned(document).leaves where live.value(at: leaf[...], shape) == document.value(at: leaf[...], shape) {
            fields = fields.union(Self.set(of: leaf))
        }
        return fields
    }

    /// Lays an applied document over an object.
    ///
    /// - Parameter condoned: fields that are taken over from others without `force`.
    /// - Returns: the object with the document's values, and without the fields that the manager applied before and does not any more.
    /// - Throws: ``Conflict`` when other managers hold fields to be changed, unless `force` takes them over.
    public mutating func apply(
        _ document: JSONValue, over live: JSONValue, manager: String, subresource: String, force: Bool, condoned: FieldSet = FieldSet(),
        now: Timestamp
    ) throws(Conflict) -> JSONValue {
        let wanted = owned(document)
        var holders: [Conflict.Holder] = []
        for index in entries.indices where !(entries[index].manager == manager && entries[index].operation == .apply) {
            let entry = entries[index]
            var contested = FieldSet()
            for leaf in entry.fields.intersection(wanted).leaves
            where live.value(at: leaf[...], shape) != document.value(at: leaf[...], shape) {
                contested = contested.union(Self.set(of: leaf))
            }
            guard !contested.isEmpty else { continue }
            entries[index].fields = entry.fields.subtracting(contested)
            let refused = contested.subtracting(condoned)
            guard !force, !refused.isEmpty else { continue }
            holders.append(
                Conflict.Holder(
                    manager: entry.manager, operation: entry.operation, subresource: entry.subresource, time: entry.time,
                    fields: refused.leaves.map(FieldSet.text)))
        }
        guard holders.isEmpty else { throw Conflict(holders: holders.sorted { $0.manager < $1.manager }) }
        let position = entries.firstIndex { $0.manager == manager && $0.operation == .apply && $0.subresource == subresource }
        let before = position.map { entries[$0].fields } ?? FieldSet()
        var held = FieldSet()
        for (index, entry) in entries.enumerated() where index != position { held = held.union(entry.fields) }
        let abandoned = before.subtracting(wanted).subtracting(held)
        var result = live.applying(document, shape)
        if !abandoned.isEmpty { result = result.removing(abandoned, shape) ?? .object([:]) }
        if let position, entries[position].fields == wanted {
            // An apply that changes nothing leaves the record as it is, its time included, so that nothing needs to be written.
        } else if let position {
            entries[position].fields = wanted
            entries[position].time = now
        } else {
            entries.append(Entry(manager: manager, operation: .apply, subresource: subresource, time: now, fields: wanted))
        }
        entries.removeAll { $0.fields.isEmpty }
        return result
    }

    private mutating func add(_ fields: FieldSet, manager: String, operation: Operation, subresource: String, now: Timestamp) {
        if let index = entries.firstIndex(where: { $0.manager == manager && $0.operation == operation && $0.subresource == subresource }) {
            entries[index].fields = entries[index].fields.union(fields)
            entries[index].time = now
        } else {
            entries.append(Entry(manager: manager, operation: operation, subresource: subresource, time: now, fields: fields))
        }
    }

    private static func set(of leaf: [String]) -> FieldSet {
        leaf.reversed().reduce(FieldSet.leaf) { child, key in
            var parent = FieldSet()
            parent.children[key] = child
            if key.hasPrefix("k:") {
                var item = child
                item.isMember = true
                parent.children[key] = item
            }
            return parent
        }
    }
}
