extension JSONValue {
    /// The value changed by Kubernetes' strategic merge patch, which clients send for core kinds: a merge patch with directives, that merges
    /// the lists which the shape declares as sets or maps.
    ///
    /// See https://github.com/kubernetes/community/blob/main/contributors/devel/sig-api-machinery/strategic-merge-patch.md.
    public func strategicallyMerged(with patch: JSONValue, _ shape: Shape) throws(PatchError) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        switch changes["$patch"]?.string {
        case nil, "merge": break
        case "replace": return .object(changes.filter { $0.key != "$patch" })
        case "delete": return .null
        case let directive?: throw .malformed("unknown $patch directive \"\(directive.printable())\"")
        }
        var members = object ?? [:]
        if let kept = changes["$retainKeys"]?.array {
            let names = Set(kept.compactMap(\.string))
            members = members.filter { names.contains($0.key) }
        }
        for (name, change) in changes where !name.hasPrefix("$") {
            let memberShape = shape.member(name)
            switch (change, memberShape.form) {
            case (.null, _): members[name] = nil
            case (.object, _):
                let merged = try (members[name] ?? .object([:])).strategicallyMerged(with: change, memberShape)
                members[name] = merged.isNull ? nil : merged
            case (.array(let items), .list(let element, let kind)) where kind != .atomic:
                members[name] = .array(try Self.merge(items, into: members[name]?.array ?? [], element, kind))
            default: members[name] = change
            }
        }
        for (name, change) in changes {
            guard let target = name.split(separator: "/", maxSplits: 1).last.map(String.init), let values = change.array else { continue }
            if name.hasPrefix("$deleteFromPrimitiveList/") {
                members[target] = .array((members[target]?.array ?? []).filter { !values.contains($0) })
            } else if name.hasPrefix("$setElementOrder/"), case .list(_, let kind) = shape.member(target).form {
                members[target] = members[target].map { Self.ordered($0, by: values, kind) }
            }
        }
        return .object(members)
    }

    private static func merge(_ changes: [JSONValue], into items: [JSONValue], _ element: Shape, _ kind: Shape.ListKind) throws(PatchError)
        -> [JSONValue]
    {
        if changes.contains(where: { $0["$patch"]?.string == "replace" }) { return changes.filter { $0["$patch"] == nil } }
        var result = items
        for change in changes {
            let key = kind.fieldKey(of: change)
            let index = result.firstIndex { kind.fieldKey(of: $0) == key }
            if change["$patch"]?.string == "delete" {
                if let index { result.remove(at: index) }
            } else if let index {
                result[index] = change.object == nil ? change : try result[index].strategicallyMerged(with: change, element)
            } else {
                result.append(change)
            }
        }
        return result
    }

    /// The list in a given order of keys; items the order does not name stay behind the others.
    private static func ordered(_ list: JSONValue, by order: [JSONValue], _ kind: Shape.ListKind) -> JSONValue {
        guard let items = list.array else { return list }
        let keys = order.map { kind.fieldKey(of: $0) }
        let ranked = items.enumerated().sorted { left, right in
            let (a, b) = (keys.firstIndex(of: kind.fieldKey(of: left.element)), keys.firstIndex(of: kind.fieldKey(of: right.element)))
            return (a ?? .max, left.offset) < (b ?? .max, right.offset)
        }
        return .array(ranked.map(\.element))
    }
}
