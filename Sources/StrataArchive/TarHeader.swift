/// The header of one file in a tar archive (POSIX.1-2017, pax, "ustar Interchange Format"), as far as archives of instances need it.
struct TarHeader: Equatable {
    static let size = 512

    var name: String
    var length: Int64

    /// Bytes after the file's own that fill its last block.
    static func padding(_ length: Int64) -> Int { Int((512 - length % 512) % 512) }

    var bytes: [UInt8] {
        var header = [UInt8](repeating: 0, count: Self.size)
        func put(_ text: String, at offset: Int) { for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte } }
        put(name, at: 0)
        put("0000600\0", at: 100)
        put("0000000\0", at: 108)
        put("0000000\0", at: 116)
        put(Self.octal(length, digits: 11), at: 124)
        put(Self.octal(0, digits: 11), at: 136)
        put("        ", at: 148)
        header[156] = UInt8(ascii: "0")
        put("ustar\0", at: 257)
        put("00", at: 263)
        put(Self.octal(Self.checksum(header), digits: 6) + "\0 ", at: 148)
        return header
    }

    init(name: String, length: Int64) {
        self.name = name
        self.length = length
    }

    /// Reads a header; nil for one that is not written exactly as those of archives are, since every bit of it must be as it was.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        func field(_ range: Range<Int>) -> String { String(decoding: bytes[range].prefix { $0 != 0 }, as: UTF8.self) }
        guard let length = Int64(field(124..<136), radix: 8), length >= 0 else { return nil }
        self.init(name: field(0..<100), length: length)
        guard self.bytes == bytes else { return nil }
    }

    /// The sum of all bytes, with spaces in the sum's own place.
    private static func checksum(_ header: [UInt8]) -> Int64 {
        header.enumerated().reduce(0) { $0 + Int64((148..<156).contains($1.offset) ? UInt8(ascii: " ") : $1.element) }
    }

    private static func octal(_ number: Int64, digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
