extension JSONValue {
    /// The value with a document laid over it by its kind's shape: objects are merged, lists by their kind, everything else is replaced.
    public func applying(_ document: JSONValue, _ shape: Shape) -> JSONValue {
        switch (shape.form, self, document) {
        case (.object, .object(var members), .object(let changes)), (.map, .object(var members), .object(let changes)):
            for (name, change) in changes {
                members[name] = members[name].map { $0.applying(change, shape.member(name)) } ?? change
            }
            return .object(members)
        case (.list(let element, let kind), .array(let items), .array(let changes)) where kind != .atomic:
            var result = items
            for change in changes {
                let key = kind.fieldKey(of: change)
                if let index = result.firstIndex(where: { kind.fieldKey(of: $0) == key }) {
                    result[index] = result[index].applying(change, element)
                } else {
                    result.append(change)
                }
            }
            return .array(result)
        default: return document
        }
    }

    /// The value without the fields of a set. Objects and lists that lose their last member that way go too.
    public func removing(_ fields: FieldSet, _ shape: Shape) -> JSONValue? {
        if fields.isMember, fields.children.isEmpty { return nil }
        switch (shape.form, self) {
        case (.object, .object(var members)), (.map, .object(var members)):
            for (key, child) in fields.children where key.hasPrefix("f:") {
                let name = String(key.dropFirst(2))
                guard let member = members[name] else { continue }
                members[name] = member.removing(child, shape.member(name))
            }
            return members.isEmpty ? nil : .object(members)
        case (.list(let element, let kind), .array(let items)):
            let kept = items.compactMap { item -> JSONValue? in
                guard let key = kind.fieldKey(of: item), let child = fields.children[key] else { return item }
                return child.isMember ? nil : item.removing(child, element)
            }
            return kept.isEmpty ? nil : .array(kept)
        default: return self
        }
    }

    /// The value at a leaf of a field set, nil where there is none.
    func value(at keys: ArraySlice<String>, _ shape: Shape) -> JSONValue? {
        guard let key = keys.first else { return self }
        switch (shape.form, self) {
        case (.list(let element, let kind), .array(let items)):
            return items.first { kind.fieldKey(of: $0) == key }?.value(at: keys.dropFirst(), element)
        default:
            let name = String(key.dropFirst(2))
            return self[name]?.value(at: keys.dropFirst(), shape.member(name))
        }
    }
}
