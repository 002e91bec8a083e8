/// Going past what nobody asked for. It is held against the grammar and the limits as everything else is, but for the inside of strings, whose encoding and
/// escapes are not looked at.
extension JSONParser {
    /// Goes past a value.
    mutating func skipValue() throws(JSONError) {
        guard position < bytes.count else { throw failure("unexpected end of the document") }
        switch bytes[position] {
        case UInt8(ascii: "{"):
            try nested { parser throws(JSONError) in try parser.members { parser, _ throws(JSONError) in try parser.skipValue() } }
        case UInt8(ascii: "["):
            try nested { parser throws(JSONError) in try parser.items { parser throws(JSONError) in try parser.skipValue() } }
        case UInt8(ascii: "\""): _ = try skipString()
        case UInt8(ascii: "t"): _ = try word("true", .null)
        case UInt8(ascii: "f"): _ = try word("false", .null)
        case UInt8(ascii: "n"): _ = try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try skipNumber()
        default: throw failure("unexpected character")
        }
    }

    /// Goes through an object; a body takes each member's value, given the bytes of its name between the quotes, as they are written.
    mutating func members(
        _ body: (inout JSONParser, _ name: UnsafeBufferPointer<UInt8>) throws(JSONError) -> Void
    ) throws(JSONError) {
        position += 1
        skipSpace()
        if take("}") { return }
        while true {
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw failure("expected a member name in quotes") }
            let name = try skipString()
            skipSpace()
            guard take(":") else { throw failure("expected ':' after the member name") }
            skipSpace()
            try body(&self, name)
            skipSpace()
            if take("}") { return }
            guard take(",") else { throw failure("expected ',' or '}' in an object") }
        }
    }

    /// Goes through an array; a body takes each item.
    mutating func items(_ body: (inout JSONParser) throws(JSONError) -> Void) throws(JSONError) {
        position += 1
        skipSpace()
        if take("]") { return }
        while true {
            skipSpace()
            try body(&self)
            skipSpace()
            if take("]") { return }
            guard take(",") else { throw failure("expected ',' or ']' in an array") }
        }
    }

    /// Goes past a string.
    ///
    /// - Returns: what stands between the quotes, as it is written.
    private mutating func skipString() throws(JSONError) -> UnsafeBufferPointer<UInt8> {
        position += 1
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return UnsafeBufferPointer(rebasing: bytes[start..<position - 1])
            case UInt8(ascii: "\\"): position += 2
            case 0..<0x20: throw failure("a control character inside a string must be escaped")
            default: position += 1
            }
        }
        position = bytes.count
        throw failure("a string does not end")
    }
}
