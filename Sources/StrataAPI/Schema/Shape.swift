/// The form of a value in an object: what decides whether a document is valid, what its defaults are and what its OpenAPI schema says.
///
/// A shape knows no Swift type; ``Schema`` binds one to the type it decodes to.
public struct Shape: Sendable {
    public indirect enum Form: Sendable {
        /// Anything, kept as it is.
        case any
        case boolean
        case integer(ClosedRange<Int64>)
        case number(ClosedRange<Double>)
        case string(StringRule)
        /// A string, or a whole number that means the same as its digits, like Kubernetes' quantities.
        case integerOrString(StringRule)
        /// One string, or a list of them.
        case oneOrMany(StringRule)
        case list(Shape, ListKind)
        case map(Shape, keys: StringRule)
        case object([Property])
    }

    /// How server-side apply merges a list (`x-kubernetes-list-type`).
    public enum ListKind: Sendable, Hashable {
        /// One owner owns the list as a whole.
        case atomic
        /// A set of scalars, each with its own owner.
        case set
        /// Objects told apart by the named members.
        case map(keys: [String])
    }

    /// A named field of an object.
    public struct Property: Sendable {
        public var name: String
        public var shape: Shape
        public var isRequired: Bool
        /// Whether the value may not change once set.
        public var isImmutable: Bool

        public init(_ name: String, _ shape: Shape, isRequired: Bool = false, isImmutable: Bool = false) {
            self.name = name
            self.shape = shape
            self.isRequired = isRequired
            self.isImmutable = isImmutable
        }
    }

    public var form: Form
    public var description: String
    /// What an absent value means. It is written into the object when it is stored.
    public var defaultValue: JSONValue?

    public init(_ form: Form, _ description: String = "", defaultValue: JSONValue? = nil) {
        self.form = form
        self.description = description
        self.defaultValue = defaultValue
    }

    /// The property of that name, when this is an object that has it.
    public func property(_ name: String) -> Property? {
        guard case .object(let properties) = form else { return nil }
        return properties.first { $0.name == name }
    }

    /// The same shape with other words about it.
    public func described(_ description: String) -> Shape {
        var shape = self
        shape.description = description
        return shape
    }
}

/// What a string must be.
public struct StringRule: Sendable {
    /// The values allowed, in the order in which they are shown; nil when any is.
    public var allowed: [String]?
    /// OpenAPI's `format`, for readers and generators: `date-time`, `byte`, …
    public var format: String?
    public var length: ClosedRange<Int>
    /// A regular expression that says the same as ``check``, for OpenAPI.
    public var pattern: String?
    /// Returns what is wrong with a value, nil when nothing is.
    public var check: (@Sendable (String) -> String?)?

    public init(
        allowed: [String]? = nil, format: String? = nil, length: ClosedRange<Int> = 0...4096, pattern: String? = nil,
        check: (@Sendable (String) -> String?)? = nil
    ) {
        self.allowed = allowed
        self.format = format
        self.length = length
        self.pattern = pattern
        self.check = check
    }

    func issue(with text: String, at path: FieldPath) -> FieldIssue? {
        if let allowed, !allowed.contains(text) {
            let choices = allowed.map { "\"\($0)\"" }.joined(separator: ", ")
            return FieldIssue(path, .notSupported, "Unsupported value: \"\(text.printable())\": supported values: \(choices)")
        }
        if text.utf8.count > length.upperBound {
            return FieldIssue(path, .tooLong, "Too long: \(text.utf8.count) bytes, may not be more than \(length.upperBound)")
        }
        if text.utf8.count < length.lowerBound {
            return text.isEmpty
                ? FieldIssue(path, .required, "Required value: must not be empty")
                : FieldIssue(path, .invalid, "Invalid value: \"\(text.printable())\": must be at least \(length.lowerBound) bytes long")
        }
        if let reason = check?(text) {
            return FieldIssue(path, .invalid, "Invalid value: \"\(text.printable())\": \(reason)")
        }
        return nil
    }
}
