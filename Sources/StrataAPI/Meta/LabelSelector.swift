/// A condition on an object's labels in the notation of `kubectl -l`: `app=web,tier in (a,b),!canary`.
public struct LabelSelector: Sendable, Hashable {
    public enum Requirement: Sendable, Hashable {
        case among(String, Set<String>)
        case notAmong(String, Set<String>)
        case exists(String)
        case absent(String)
        case greater(String, Int64)
        case less(String, Int64)

        func matches(_ labels: [String: String]) -> Bool {
            switch self {
            case .among(let key, let values): labels[key].map(values.contains) ?? false
            case .notAmong(let key, let values): labels[key].map { !values.contains($0) } ?? true
            case .exists(let key): labels[key] != nil
            case .absent(let key): labels[key] == nil
            case .greater(let key, let bound): labels[key].flatMap { Int64($0) }.map { $0 > bound } ?? false
            case .less(let key, let bound): labels[key].flatMap { Int64($0) }.map { $0 < bound } ?? false
            }
        }
    }

    public var requirements: [Requirement]

    /// Matches everything.
    public static let everything = LabelSelector(requirements: [])

    public init(requirements: [Requirement]) { self.requirements = requirements }

    public var isEmpty: Bool { requirements.isEmpty }

    public func matches(_ labels: [String: String]) -> Bool { requirements.allSatisfy { $0.matches(labels) } }

    /// Parses the notation; the error is a sentence about what does not fit.
    public init(parsing text: String) throws(InvalidSelector) {
        var requirements: [Requirement] = []
        for part in try Self.parts(of: text) {
            requirements.append(try Self.requirement(part.trimmed))
        }
        self.requirements = requirements
    }

    /// Splits at commas outside parentheses.
    private static func parts(of text: String) throws(InvalidSelector) -> [Substring] {
        guard text.utf8.count <= 8192 else { throw InvalidSelector("the selector is longer than 8192 bytes") }
        guard !text[...].trimmed.isEmpty else { return [] }
        var parts: [Substring] = []
        var start = text.startIndex
        var isInside = false
        for index in text.indices {
            switch text[index] {
            case "(": isInside = true
            case ")": isInside = false
            case "," where !isInside:
                parts.append(text[start..<index])
                start = text.index(after: index)
            default: break
            }
        }
        guard !isInside else { throw InvalidSelector("a '(' is not closed in \"\(text.printable())\"") }
        return parts + [text[start...]]
    }

    private static func requirement(_ text: Substring) throws(InvalidSelector) -> Requirement {
        if text.hasPrefix("!") { return .absent(try key(text.dropFirst())) }
        for (sign, isEqual) in [("!=", false), ("==", true), ("=", true)] {
            guard let range = text.range(ofFirst: sign) else { continue }
            let key = try key(text[..<range.lowerBound])
            let value = try value(text[range.upperBound...])
            return isEqual ? .among(key, [value]) : .notAmong(key, [value])
        }
        for (sign, isGreater) in [(">", true), ("<", false)] {
            guard let range = text.range(ofFirst: sign) else { continue }
            let key = try key(text[..<range.lowerBound])
            guard let bound = Int64(text[range.upperBound...].trimmed) else {
                throw InvalidSelector("\"\(text.printable)\" compares with something that is no integer")
            }
            return isGreater ? .greater(key, bound) : .less(key, bound)
        }
        for (word, isIn) in [(" notin", false), (" in", true)] {
            guard let open = text.firstIndex(of: "("), text.hasSuffix(")") else { continue }
            let head = text[..<open].trimmed
            guard head.hasSuffix(word) else { continue }
            let key = try key(head.dropLast(word.count))
            var values: Set<String> = []
            for item in text[text.index(after: open)...].dropLast().split(separator: ",", omittingEmptySubsequences: false) {
                values.insert(try value(item))
            }
            return isIn ? .among(key, values) : .notAmong(key, values)
        }
        return .exists(try key(text))
    }

    private static func key(_ text: Substring) throws(InvalidSelector) -> String {
        let key = String(text.trimmed)
        if let reason = StringRule.qualifiedName.check?(key) {
            throw InvalidSelector("invalid label key \"\(key.printable())\": \(reason)")
        }
        return key
    }

    private static func value(_ text: Substring) throws(InvalidSelector) -> String {
        let value = String(text.trimmed)
        if let issue = StringRule.labelValue.issue(with: value, at: .root) {
            throw InvalidSelector("invalid label value: \(issue.message)")
        }
        return value
    }
}

/// Why a selector could not be read.
public struct InvalidSelector: Error, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

extension Substring {
    var trimmed: Substring {
        var text = self
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }

    var printable: String { String(self).printable() }

    func range(ofFirst needle: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(needle) { return start..<index(start, offsetBy: needle.count) }
            start = index(after: start)
        }
        return nil
    }
}
