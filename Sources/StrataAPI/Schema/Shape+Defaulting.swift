extension Shape {
    /// The value with every absent field that has a default filled in, and members that are null removed.
    public func defaulted(_ value: JSONValue) -> JSONValue {
        switch (form, value) {
        case (.object(let properties), .object(var members)):
            for property in properties {
                if let member = members[property.name], !member.isNull {
                    members[property.name] = property.shape.defaulted(member)
                } else {
                    members[property.name] = property.shape.defaultValue
                }
            }
            return .object(members)
        case (.list(let element, _), .array(let items)): return .array(items.map(element.defaulted))
        case (.map(let element, _), .object(let members)): return .object(members.mapValues(element.defaulted))
        default: return value
        }
    }

    /// The value without the members that the shape does not name.
    public func pruned(_ value: JSONValue) -> JSONValue {
        switch (form, value) {
        case (.object(let properties), .object(let members)):
            var kept: [String: JSONValue] = [:]
            for property in properties {
                if let member = members[property.name] { kept[property.name] = property.shape.pruned(member) }
            }
            return .object(kept)
        case (.list(let element, _), .array(let items)): return .array(items.map(element.pruned))
        case (.map(let element, _), .object(let members)): return .object(members.mapValues(element.pruned))
        default: return value
        }
    }

    /// Adds an issue for every field that may not change and did.
    public func checkImmutable(_ new: JSONValue, was old: JSONValue, at path: FieldPath, into issues: inout FieldIssues) {
        guard case .object(let properties) = form else { return }
        for property in properties {
            let before = old[property.name]
            let after = new[property.name]
            let field = path.member(property.name)
            if property.isImmutable {
                guard let before, !before.isNull, before != after else { continue }
                let shown = after.map { $0.text.printable(limit: 80) } ?? "null"
                issues.add(
                    field, .invalid, "Invalid value: \(shown): field is immutable; delete the object and create it anew to change it")
            } else if let before, let after {
                property.shape.checkImmutable(after, was: before, at: field, into: &issues)
            }
        }
    }
}
