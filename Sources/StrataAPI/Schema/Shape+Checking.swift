extension Shape {
    /// Adds everything wrong with `value` to `issues`: types, missing and unknown fields, values out of bounds.
    /// A null counts as absent, as it does for Kubernetes' own kinds.
    public func check(_ value: JSONValue, at path: FieldPath, into issues: inout FieldIssues) {
        switch form {
        case .any: break
        case .boolean:
            if value.bool == nil { addType("boolean", value, path, &issues) }
        case .integer(let range):
            guard let number = value.int else { return addType("integer", value, path, &issues) }
            if !range.contains(number) { issues.add(path, .invalid, "Invalid value: \(number): must be \(Self.bounds(range))") }
        case .number(let range):
            guard let number = value.double else { return addType("number", value, path, &issues) }
            if !range.contains(number) {
                issues.add(path, .invalid, "Invalid value: \(number): must be between \(range.lowerBound) and \(range.upperBound)")
            }
        case .string(let rule):
            guard let text = value.string else { return addType("string", value, path, &issues) }
            rule.add(text, path, &issues)
        case .integerOrString(let rule):
            guard let text = value.string ?? value.int.map(String.init) else { return addType("string or integer", value, path, &issues) }
            rule.add(text, path, &issues)
        case .oneOrMany(let rule):
            if let text = value.string { return rule.add(text, path, &issues) }
            guard let items = value.array else { return addType("string or array of strings", value, path, &issues) }
            for (index, item) in items.enumerated() {
                guard let text = item.string else {
                    addType("string", item, path.index(index), &issues)
                    continue
                }
                rule.add(text, path.index(index), &issues)
            }
        case .list(let element, let kind): checkList(value, element, kind, path, &issues)
        case .map(let element, let keys):
            guard let members = value.object else { return addType("object", value, path, &issues) }
            for (key, member) in members.sorted(by: { $0.key < $1.key }) {
                keys.add(key, path.key(key), &issues)
                element.check(member, at: path.key(key), into: &issues)
            }
        case .object(let properties): checkObject(value, properties, path, &issues)
        }
    }

    private func checkList(_ value: JSONValue, _ element: Shape, _ kind: ListKind, _ path: FieldPath, _ issues: inout FieldIssues) {
        guard let items = value.array else { return addType("array", value, path, &issues) }
        var seen: Set<JSONValue> = []
        for (index, item) in items.enumerated() {
            element.check(item, at: path.index(index), into: &issues)
            guard let identity = kind.identity(of: item) else { continue }
            if !seen.insert(identity).inserted {
                issues.add(path.index(index), .duplicate, "Duplicate value: \(identity.text.printable())")
            }
        }
    }

    private func checkObject(_ value: JSONValue, _ properties: [Property], _ path: FieldPath, _ issues: inout FieldIssues) {
        guard let members = value.object else { return addType("object", value, path, &issues) }
        var known = 0
        for property in properties {
            switch members[property.name] {
            case nil, .null?:
                if members[property.name] != nil { known += 1 }
                if property.isRequired { issues.add(path.member(property.name), .required, "Required value") }
            case let member?:
                known += 1
                property.shape.check(member, at: path.member(property.name), into: &issues)
            }
        }
        guard known < members.count else { return }
        let names = Set(properties.map(\.name))
        for name in members.keys.sorted() where !names.contains(name) {
            let field = path.member(name)
            issues.add(field, .unknown, "unknown field \"\(field)\"" + Self.suggestion(for: name, among: names))
        }
    }

    private func addType(_ expected: String, _ value: JSONValue, _ path: FieldPath, _ issues: inout FieldIssues) {
        issues.add(path, .typeInvalid, "Invalid value: \"\(value.typeName)\": must be of type \(expected): \"\(value.typeName)\"")
    }

    private static func bounds(_ range: ClosedRange<Int64>) -> String {
        range.upperBound == .max ? "at least \(range.lowerBound)" : "between \(range.lowerBound) and \(range.upperBound)"
    }

    /// A hint for the commonest slip, a wrong case or a missing plural.
    private static func suggestion(for name: String, among names: Set<String>) -> String {
        let lowered = name.lowercased()
        let near = names.sorted().first {
            let candidate = $0.lowercased()
            return candidate == lowered || candidate == lowered + "s" || candidate + "s" == lowered
        }
        return near.map { " (did you mean \"\($0)\"?)" } ?? ""
    }
}

extension Shape.ListKind {
    /// What tells an item of such a list from the others, nil where nothing does.
    func identity(of item: JSONValue) -> JSONValue? {
        switch self {
        case .atomic: nil
        case .set: item
        case .map(let keys):
            .object(Dictionary(keys.compactMap { key in item[key].map { (key, $0) } }, uniquingKeysWith: { $1 }))
        }
    }
}

extension StringRule {
    fileprivate func add(_ text: String, _ path: FieldPath, _ issues: inout FieldIssues) {
        if let issue = issue(with: text, at: path) { issues.add(issue.path, issue.reason, issue.message) }
    }
}
