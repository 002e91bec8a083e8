/// A condition on an object's fields in the notation of `kubectl --field-selector`: `metadata.name=web,status.phase!=Running`.
public struct FieldSelector: Sendable, Hashable {
    public struct Requirement: Sendable, Hashable {
        public var field: String
        public var value: String
        public var isEqual: Bool

        public init(_ field: String, _ value: String, isEqual: Bool = true) {
            self.field = field
            self.value = value
            self.isEqual = isEqual
        }
    }

    public var requirements: [Requirement]

    /// Matches everything.
    public static let everything = FieldSelector(requirements: [])

    public init(requirements: [Requirement]) { self.requirements = requirements }

    public var isEmpty: Bool { requirements.isEmpty }

    /// The value that the selector demands of `field`, if it demands one.
    public func required(_ field: String) -> String? { requirements.first { $0.field == field && $0.isEqual }?.value }

    /// Parses the notation.
    ///
    /// - Parameter fields: the fields that the kind can be selected by; another is an error that names them.
    public init(parsing text: String, fields: Set<String>) throws(InvalidSelector) {
        guard text.utf8.count <= 8192 else { throw InvalidSelector("the field selector is longer than 8192 bytes") }
        var requirements: [Requirement] = []
        for part in Self.split(text) where !part.isEmpty {
            guard let (field, value, isEqual) = Self.requirement(part) else {
                throw InvalidSelector("invalid field selector \"\(part.printable())\": expected FIELD=VALUE or FIELD!=VALUE")
            }
            guard fields.contains(field) else {
                throw InvalidSelector(
                    "field label not supported: \(field.printable()); this kind can be selected by \(fields.sorted().joined(separator: ", "))"
                )
            }
            requirements.append(Requirement(field, value, isEqual: isEqual))
        }
        self.requirements = requirements
    }

    /// Whether the fields of an object, looked up by name, meet every requirement. An absent field is an empty one.
    public func matches(_ value: (String) -> String?) -> Bool {
        requirements.allSatisfy { (value($0.field) ?? "" == $0.value) == $0.isEqual }
    }

    /// Splits at commas that no backslash escapes, and removes the escapes.
    private static func split(_ text: String) -> [String] {
        var parts = [""]
        var isEscaped = false
        for character in text {
            if isEscaped {
                parts[parts.count - 1].append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "," {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts
    }

    private static func requirement(_ text: String) -> (String, String, Bool)? {
        for (sign, isEqual) in [("!=", false), ("==", true), ("=", true)] {
            guard let range = text[...].range(ofFirst: sign) else { continue }
            return (String(text[..<range.lowerBound].trimmed), String(text[range.upperBound...]), isEqual)
        }
        return nil
    }
}
