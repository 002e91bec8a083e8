/// What a field, a parameter or a result is.
struct FieldType: Sendable, Hashable {
    /// A type's name; of references the type that is referred to.
    var base: String
    var isList = false
    var isReference = false
    var isOptional = false

    init(base: String, isList: Bool = false, isReference: Bool = false, isOptional: Bool = false) {
        self.base = base
        self.isList = isList
        self.isReference = isReference
        self.isOptional = isOptional
    }

    /// `@HostSystem[]?`, as the table has it.
    init(_ text: Substring) {
        var text = text
        if text.last == "?" {
            isOptional = true
            text.removeLast()
        }
        while text.hasSuffix("[]") {
            isList = true
            text.removeLast(2)
        }
        if text.first == "@" {
            isReference = true
            text.removeFirst()
        }
        base = String(text)
    }

    /// One item of a list.
    var item: FieldType {
        var item = self
        item.isList = false
        return item
    }
}

/// The types of vim25: which fields they have, in which order, and which methods managed objects have.
struct TypeTable: Sendable {
    struct Field: Sendable {
        let name: String
        let type: FieldType
    }

    struct Method: Sendable {
        let name: String
        let parameters: [Field]
        let result: FieldType
        /// The privilege that it takes on its object; empty where it depends on what is asked for.
        let privilege: String
    }

    /// An object of data, or a managed one.
    struct Kind: Sendable {
        let parent: String
        let isManaged: Bool
        /// Those of its parents first.
        var fields: [Field]
        var places: [String: Int] = [:]
        var methods: [String: Method] = [:]

        func field(_ name: String) -> Field? { places[name].map { fields[$0] } }
    }

    static let shared = TypeTable()

    private var kinds: [String: Kind] = [:]
    private var children: [String: [String]] = [:]
    private var words: [String: Set<String>] = [:]

    private init() {
        var own: [String: (parent: String, isManaged: Bool, fields: [Field], methods: [Method])] = [:]
        for line in Self.source.description.split(separator: "\n") {
            let parts = line.split(separator: " ")
            let name = String(parts[1])
            switch parts[0] {
            case "E": words[name] = Set(parts.dropFirst(2).map(String.init))
            case "D": own[name] = (String(parts[2]), false, parts.dropFirst(3).map(Self.field), [])
            default:
                let bar = parts.firstIndex(of: "|") ?? parts.endIndex
                own[name] = (String(parts[2]), true, parts[3..<bar].map(Self.field), parts[bar...].dropFirst().map(Self.method))
            }
        }
        for name in own.keys { _ = resolve(name, own) }
        for (name, kind) in kinds { children[kind.parent, default: []].append(name) }
    }

    private mutating func resolve(
        _ name: String, _ own: [String: (parent: String, isManaged: Bool, fields: [Field], methods: [Method])]
    ) -> Kind? {
        if let kind = kinds[name] { return kind }
        guard let found = own[name] else { return nil }
        let base = resolve(found.parent, own)
        var kind = Kind(parent: found.parent, isManaged: found.isManaged, fields: (base?.fields ?? []) + found.fields)
        for (index, field) in kind.fields.enumerated() { kind.places[field.name] = index }
        kind.methods = base?.methods ?? [:]
        for method in found.methods { kind.methods[method.name] = method }
        kinds[name] = kind
        return kind
    }

    private static func field(_ text: Substring) -> Field {
        let colon = text.firstIndex(of: ":") ?? text.endIndex
        return Field(name: String(text[..<colon]), type: FieldType(text[colon...].dropFirst()))
    }

    private static func method(_ text: Substring) -> Method {
        let open = text.firstIndex(of: "(") ?? text.endIndex
        let close = text.firstIndex(of: ")") ?? text.endIndex
        let equals = text[close...].firstIndex(of: "=") ?? text.endIndex
        return Method(
            name: String(text[..<open]), parameters: text[open..<close].dropFirst().split(separator: ",").map(field),
            result: FieldType(text[close..<equals].dropFirst()), privilege: String(text[equals...].dropFirst()))
    }

    func kind(_ name: String) -> Kind? { kinds[name] }

    func words(_ name: String) -> Set<String>? { words[name] }

    /// Whether a type is another or derives from it.
    func derives(_ type: String, from base: String) -> Bool {
        var name = type
        while true {
            if name == base { return true }
            guard let kind = kinds[name] else { return false }
            name = kind.parent
        }
    }

    /// A field of a type, or of one that is derived from it.
    func field(_ name: String, in type: String) -> Field? {
        if let found = kinds[type]?.field(name) { return found }
        guard kinds[type]?.isManaged == false else { return nil }
        for child in children[type] ?? [] { if let found = field(name, in: child) { return found } }
        return nil
    }
}
