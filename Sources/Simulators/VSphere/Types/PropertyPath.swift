/// A path to a property within a managed object: `runtime.powerState`, `config.hardware.device[4000].backing`.
struct PropertyPath: Sendable, Hashable {
    struct Step: Sendable, Hashable {
        let name: String
        /// What stands in brackets behind it, without quotes.
        let key: String?
    }

    let text: String
    let steps: [Step]

    init?(_ text: String) {
        self.text = text
        var steps: [Step] = []
        var rest = text[...]
        while !rest.isEmpty {
            let name = rest.prefix { $0 != "." && $0 != "[" }
            guard !name.isEmpty else { return nil }
            rest = rest.dropFirst(name.count)
            var key: String?
            if rest.first == "[" {
                // A key in quotes may hold dots and brackets.
                let body = rest.dropFirst()
                if body.first == "\"" {
                    let inner = body.dropFirst()
                    guard let quote = inner.firstIndex(of: "\""), inner[quote...].hasPrefix("\"]") else { return nil }
                    key = String(inner[..<quote])
                    rest = inner[quote...].dropFirst(2)
                } else {
                    guard let end = body.firstIndex(of: "]") else { return nil }
                    key = String(body[..<end])
                    rest = body[end...].dropFirst()
                }
            }
            steps.append(Step(name: String(name), key: key))
            if rest.isEmpty { break }
            guard rest.first == ".", rest.count > 1 else { return nil }
            rest = rest.dropFirst()
        }
        guard !steps.isEmpty else { return nil }
        self.steps = steps
    }

    /// What stands there, by the table; what only a derived type has counts too.
    func type(in managed: String) -> FieldType? {
        var owner = managed
        var result: FieldType?
        for (index, step) in steps.enumerated() {
            if result?.base == "anyType" { return result }
            guard result?.isReference != true, var type = TypeTable.shared.field(step.name, in: owner)?.type else { return nil }
            if step.key != nil {
                guard type.isList else { return nil }
                type = type.item
            } else if type.isList, index < steps.count - 1 {
                return nil
            }
            result = type
            owner = type.base
        }
        return result
    }

    /// The value there, from the first step's, or from that of some steps; nil where nothing is.
    func value(from root: Value, after first: Int = 1) -> Value? {
        var value = root
        for (index, step) in steps.enumerated() where index >= first - 1 {
            if index >= first {
                guard let next = value[step.name] else { return nil }
                value = next
            }
            if let key = step.key {
                guard let found = value.list.first(where: { Self.key(of: $0) == key }) else { return nil }
                value = found
            }
        }
        return value
    }

    private static func key(of value: Value) -> String? {
        switch value {
        case .ref(let ref): ref.id
        case .object(let object):
            object.string("key") ?? object.int("key").map(String.init) ?? object.ref("key")?.id ?? object.int("id").map(String.init)
        default: nil
        }
    }
}
