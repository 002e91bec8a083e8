import SimulatorKit

/// What an endpoint takes.
struct ParameterTable: Sendable {
    private(set) var types: [String: ParameterType]
    private(set) var required: Set<String>
    /// Names that a number follows, with the highest: `net` and 31.
    private(set) var numbered: [String: Int]

    init(_ types: [String: ParameterType] = [:], required: Set<String> = [], numbered: [String: Int] = [:]) {
        self.types = types
        self.required = required
        self.numbered = numbered
    }

    func adding(_ other: ParameterTable) -> ParameterTable {
        ParameterTable(
            types.merging(other.types) { $1 }, required: required.union(other.required), numbered: numbered.merging(other.numbered) { $1 })
    }

    /// Checks what was sent, as the real server does before anything else.
    ///
    /// - Parameter isExact: whether a list of one is one: a form cannot tell that from a text with several words in it, which are then taken for the list.
    /// - Returns: the values by name; of lists those with NUL between them.
    /// - Throws: ``Fault`` with everything that is wrong.
    func check(_ sent: [(name: String, value: String)], isExact: Bool = false) throws(Fault) -> [String: String] {
        var values: [String: String] = [:]
        var errors: [String: String] = [:]
        for (name, value) in sent {
            guard let type = type(of: name) else {
                values[name] = value
                errors[name] = "property is not defined in schema and the schema does not allow additional properties"
                continue
            }
            if case .list = type {
                let isAlone = !isExact && sent.filter { $0.name == name }.count == 1
                let words = isAlone ? value.split { ",; \t\n\0".contains($0) }.joined(separator: "\0") : value
                values[name] = values[name].map { "\($0)\0\(words)" } ?? words
                continue
            }
            if values[name] != nil { errors[name] = "duplicate parameter" }
            values[name] = value
            if let problem = type.problem(value) { errors[name] = problem }
        }
        for name in required where values[name] == nil { errors[name] = "property is missing and it is not optional" }
        guard errors.isEmpty else { throw .parameters(errors) }
        return values
    }

    func type(of name: String) -> ParameterType? {
        if let type = types[name] { return type }
        let stem = name.prefix { !$0.isNumber }
        guard let highest = numbered[String(stem)], let number = Int(name.dropFirst(stem.count)), (0...highest).contains(number) else {
            return nil
        }
        return .string
    }
}
