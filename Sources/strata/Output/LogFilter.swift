/// Lets lines, tabs and colours of a log through to a terminal, and nothing else that would act upon it. Works on pieces of any size.
struct LogFilter: Sendable {
    /// Whether colours are let through.
    var allowsColor: Bool
    /// The beginning of an escape sequence, or of a character, whose rest has not come yet.
    private var pending: [UInt8] = []

    init(allowsColor: Bool) { self.allowsColor = allowsColor }

    /// What is safe of the bytes.
    mutating func pass(_ bytes: [UInt8]) -> [UInt8] {
        let input = pending + bytes
        pending = []
        var output: [UInt8] = []
        output.reserveCapacity(input.count)
        var index = 0
        while index < input.count {
            let byte = input[index]
            switch byte {
            case 0x1B:
                guard let length = colorLength(input[index...]) else {
                    pending = Array(input[index...])
                    return output
                }
                if length == 0 {
                    output += "\\u{1b}".utf8
                    index += 1
                } else {
                    if allowsColor { output += input[index..<(index + length)] }
                    index += length
                }
            case 0x09, 0x0A, 0x0D, 0x20..<0x7F:
                output.append(byte)
                index += 1
            case 0x80...:
                guard let length = characterLength(input[index...]) else {
                    pending = Array(input[index...])
                    return output
                }
                let text = String(decoding: input[index..<(index + length)], as: UTF8.self)
                output += TerminalText.clean(text).utf8
                index += length
            default:
                output += "\\u{\(String(byte, radix: 16))}".utf8
                index += 1
            }
        }
        return output
    }

    /// The length of the colour sequence (`ESC [ digits ; … m`) that the bytes begin with; zero for anything else, nil where more must come
    /// to tell.
    private func colorLength(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= 2 else { return nil }
        guard bytes[bytes.startIndex + 1] == UInt8(ascii: "[") else { return 0 }
        for (offset, byte) in bytes.enumerated().dropFirst(2) {
            if byte == UInt8(ascii: "m") { return offset + 1 }
            let isParameter = (UInt8(ascii: "0")...UInt8(ascii: ";")).contains(byte)
            if !isParameter || offset > 40 { return 0 }
        }
        return nil
    }

    /// The length of the UTF-8 character that the bytes begin with; one for bytes that begin none, nil where more must come.
    private func characterLength(_ bytes: ArraySlice<UInt8>) -> Int? {
        let first = bytes[bytes.startIndex]
        let length = first >= 0xF0 && first < 0xF8 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1
        guard first < 0xF8, length > 1 else { return 1 }
        let rest = bytes.dropFirst().prefix(length - 1)
        guard rest.allSatisfy({ $0 & 0xC0 == 0x80 }) else { return 1 }
        return rest.count == length - 1 ? length : nil
    }
}
