/// Why some bytes are not JSON that Strata accepts.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    public var reason: String
    /// Byte offset of the first byte that does not fit.
    public var offset: Int
    public var line: Int
    public var column: Int

    public var description: String { "\(reason) at line \(line), column \(column)" }
}

/// Bounds on what is read from outside, so that no document costs more than it is worth.
public struct JSONLimits: Sendable {
    /// The deepest nesting of arrays and objects.
    public var depth: Int
    /// The largest document in bytes.
    public var bytes: Int

    /// The defaults: 64 levels and 3 MiB, the size at which kube-apiserver refuses a request as well.
    public init(depth: Int = 64, bytes: Int = 3 << 20) {
        self.depth = depth
        self.bytes = bytes
    }
}

extension JSONValue {
    /// Parses one JSON document (RFC 8259).
    ///
    /// - Parameter duplicates: receives the path of every member that an object repeats; the last one wins, as in most parsers.
    public init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits(), duplicates: inout [String]) throws(JSONError) {
        let outcome = bytes.withUnsafeBufferPointer { buffer -> Result<(JSONValue, [String]), JSONError> in
            var parser = JSONParser(bytes: buffer, limits: limits)
            do throws(JSONError) {
                return .success((try parser.document(), parser.duplicates))
            } catch {
                return .failure(error)
            }
        }
        let parsed = try outcome.get()
        self = parsed.0
        duplicates += parsed.1
    }

    /// Parses one JSON document; of a repeated member the last one wins.
    public init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
        var ignored: [String] = []
        try self.init(parsing: bytes, limits: limits, duplicates: &ignored)
    }

    /// Parses one JSON document given as text.
    public init(parsing text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }
}

/// A recursive-descent parser over bytes. Its recursion is bounded by ``JSONLimits/depth``.
struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    let limits: JSONLimits
    var position = 0
    var depth = 0
    /// Where the parser is, in words only made where a duplicate is told of.
    private var path: [Step] = []
    var duplicates: [String] = []

    init(bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func document() throws(JSONError) -> JSONValue { try document { parser throws(JSONError) in try parser.value() } }

    /// What a body reads of the whole document, of which nothing may be left then.
    mutating func document<Value>(_ body: (inout JSONParser) throws(JSONError) -> Value) throws(JSONError) -> Value {
        guard bytes.count <= limits.bytes else {
            throw failure("the document is \(bytes.count) bytes long, more than the \(limits.bytes) allowed")
        }
        skipSpace()
        let value = try body(&self)
        skipSpace()
        guard position == bytes.count else { throw failure("unexpected text after the end of the document") }
        return value
    }

    mutating func value() throws(JSONError) -> JSONValue {
        guard position < bytes.count else { throw failure("unexpected end of the document") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try nested { parser throws(JSONError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw failure("unexpected character")
        }
    }

    mutating func nested<Value>(_ body: (inout JSONParser) throws(JSONError) -> Value) throws(JSONError) -> Value {
        depth += 1
        guard depth <= limits.depth else { throw failure("nested deeper than \(limits.depth) levels") }
        let value = try body(&self)
        depth -= 1
        return value
    }

    private enum Step {
        case member(String)
        case item(Int)

        var text: String {
            switch self {
            case .member(let name): name
            case .item(let index): "[\(index)]"
            }
        }
    }

    private mutating func object() throws(JSONError) -> JSONValue {
        position += 1
        var members: [String: JSONValue] = [:]
        skipSpace()
        if take("}") { return .object(members) }
        while true {
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw failure("expected a member name in quotes") }
            let name = try string()
            skipSpace()
            guard take(":") else { throw failure("expected ':' after the member name") }
            skipSpace()
            path.append(.member(name))
            let value = try value()
            // Most objects have one member or a handful; growing one by one would move these three times.
            if members.count == 1 { members.reserveCapacity(6) }
            if members.updateValue(value, forKey: name) != nil, duplicates.count < 32 {
                duplicates.append(path.map(\.text).joined(separator: "."))
            }
            path.removeLast()
            skipSpace()
            if take("}") { return .object(members) }
            guard take(",") else { throw failure("expected ',' or '}' in an object") }
        }
    }

    private mutating func array() throws(JSONError) -> JSONValue {
        position += 1
        var items: [JSONValue] = []
        skipSpace()
        if take("]") { return .array(items) }
        while true {
            skipSpace()
            path.append(.item(items.count))
            items.append(try value())
            path.removeLast()
            skipSpace()
            if take("]") { return .array(items) }
            guard take(",") else { throw failure("expected ',' or ']' in an array") }
        }
    }

    mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        var seen: UInt8 = 0
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                let run = UnsafeBufferPointer(rebasing: bytes[start..<position])
                // ASCII needs no second look.
                if seen < 0x80 {
                    position += 1
                    return String(decoding: run, as: UTF8.self)
                }
                guard let text = String(validating: run, as: UTF8.self) else { throw failure("a string is not valid UTF-8") }
                position += 1
                return text
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case 0..<0x20: throw failure("a control character inside a string must be escaped")
            default:
                seen |= byte
                position += 1
            }
        }
        throw failure("a string does not end")
    }

    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var text = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw failure("a string is not valid UTF-8") }
                return string
            case UInt8(ascii: "\\"):
                guard position < bytes.count else { throw failure("a string does not end") }
                let escape = bytes[position]
                position += 1
                switch escape {
                case UInt8(ascii: "n"): text.append(0x0A)
                case UInt8(ascii: "t"): text.append(0x09)
                case UInt8(ascii: "r"): text.append(0x0D)
                case UInt8(ascii: "b"): text.append(0x08)
                case UInt8(ascii: "f"): text.append(0x0C)
                case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escape)
                case UInt8(ascii: "u"): text.append(contentsOf: String(try unicodeEscape()).utf8)
                default: throw failure("unknown escape in a string")
                }
            case 0..<0x20: throw failure("a control character inside a string must be escaped")
            default: text.append(byte)
            }
        }
        throw failure("a string does not end")
    }

    private mutating func unicodeEscape() throws(JSONError) -> Character {
        let first = try hexadecimal()
        if (0xD800..<0xDC00).contains(first) {
            guard take("\\"), take("u") else { throw failure("half a surrogate pair in a string") }
            let second = try hexadecimal()
            guard (0xDC00..<0xE000).contains(second) else { throw failure("half a surrogate pair in a string") }
            let scalar = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
            guard let unicode = Unicode.Scalar(scalar) else { throw failure("invalid character escape") }
            return Character(unicode)
        }
        guard let unicode = Unicode.Scalar(first) else { throw failure("half a surrogate pair in a string") }
        return Character(unicode)
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw failure("a string does not end") }
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else { throw failure("invalid character escape") }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        let isWhole = try skipNumber()
        if isWhole, position - start <= 18 { return .int(wholeNumber(from: start)) }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let whole = Int64(text) { return .int(whole) }
        guard let real = Double(text), real.isFinite else { throw failure("the number \(text.prefix(40)) is out of range") }
        return .double(real)
    }

    /// Goes past a number.
    ///
    /// - Returns: whether it has neither fraction nor exponent.
    @discardableResult
    mutating func skipNumber() throws(JSONError) -> Bool {
        var isWhole = true
        _ = take("-")
        let digits = position
        skipDigits()
        guard position > digits else { throw failure("a number needs digits") }
        guard position == digits + 1 || bytes[digits] != UInt8(ascii: "0") else { throw failure("a number must not start with 0") }
        if take(".") {
            isWhole = false
            let fraction = position
            skipDigits()
            guard position > fraction else { throw failure("a number needs digits after the point") }
        }
        if take("e") || take("E") {
            isWhole = false
            if !take("+") { _ = take("-") }
            let exponent = position
            skipDigits()
            guard position > exponent else { throw failure("a number needs digits in its exponent") }
        }
        return isWhole
    }

    /// The digits from a place up to here, at most eighteen of them, which cannot overflow.
    private func wholeNumber(from start: Int) -> Int64 {
        let isNegative = bytes[start] == UInt8(ascii: "-")
        var value: Int64 = 0
        for index in (isNegative ? start + 1 : start)..<position { value = value * 10 + Int64(bytes[index] - UInt8(ascii: "0")) }
        return isNegative ? -value : value
    }

    private mutating func skipDigits() {
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) { position += 1 }
    }

    mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count,
            UnsafeBufferPointer(rebasing: bytes[position..<end]).elementsEqual(
                UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        else { throw failure("unexpected character") }
        position = end
        return value
    }

    mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Whether that character comes next.
    func isAt(_ character: Unicode.Scalar) -> Bool { position < bytes.count && bytes[position] == UInt8(ascii: character) }

    func failure(_ reason: String) -> JSONError {
        var line = 1
        var lineStart = 0
        let end = min(position, bytes.count)
        for index in 0..<end where bytes[index] == 0x0A {
            line += 1
            lineStart = index + 1
        }
        return JSONError(reason: reason, offset: position, line: line, column: end - lineStart + 1)
    }
}
