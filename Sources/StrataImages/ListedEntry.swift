/// One entry of a tarball, as `tar --list --verbose --quoting-style=c` shows it.
struct ListedEntry: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case file
        case directory
        case symbolicLink(to: String)
        case hardLink(to: String)
        case device
        case other
    }

    var kind: Kind
    /// The name as it stands in the tarball.
    var name: String
    var size: Int64

    /// Reads `-rw-r--r-- 0/0 123 2026-01-01 00:00 "name"`; nil when the line has another form.
    init?(line: String) {
        guard let quote = line.utf8.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
        let words = line[..<quote].split(separator: " ")
        guard words.count >= 4, let letter = words[0].utf8.first else { return nil }
        var rest = line.utf8[quote...]
        guard let name = Self.unquote(&rest) else { return nil }
        self.name = name
        size = Int64(words[2]) ?? 0
        switch letter {
        case UInt8(ascii: "-"), UInt8(ascii: "C"): kind = .file
        case UInt8(ascii: "d"): kind = .directory
        case UInt8(ascii: "b"), UInt8(ascii: "c"): kind = .device
        case UInt8(ascii: "l"), UInt8(ascii: "h"):
            guard let second = rest.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
            rest = rest[second...]
            guard let target = Self.unquote(&rest) else { return nil }
            kind = letter == UInt8(ascii: "l") ? .symbolicLink(to: target) : .hardLink(to: target)
        default: kind = .other
        }
    }

    /// The parts of the name, without `.` and empty ones; `..` stays.
    var components: [Substring] { Self.components(of: name) }

    static func components(of path: String) -> [Substring] {
        path.split(separator: "/").filter { $0 != "." }
    }

    /// Takes a string in double quotes from the front, with C's escapes (tar, "Quoting Member Names").
    private static func unquote(_ text: inout Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var index = text.index(after: text.startIndex)
        while index < text.endIndex {
            let byte = text[index]
            index = text.index(after: index)
            if byte == UInt8(ascii: "\"") {
                text = text[index...]
                return String(decoding: bytes, as: UTF8.self)
            }
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            guard index < text.endIndex else { return nil }
            let digits = text[index...].prefix(3)
            if digits.count == 3, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }) {
                bytes.append(UInt8(truncatingIfNeeded: digits.reduce(0) { $0 * 8 + Int($1 - UInt8(ascii: "0")) }))
                index = text.index(index, offsetBy: 3)
                continue
            }
            let plain: [UInt8: UInt8] = [
                UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8,
                UInt8(ascii: "f"): 12, UInt8(ascii: "v"): 11,
            ]
            bytes.append(plain[text[index]] ?? text[index])
            index = text.index(after: index)
        }
        return nil
    }
}
