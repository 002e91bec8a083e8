/// The header of an entry of a tar archive, in blocks of 512 bytes (POSIX.1-1988 ustar).
struct TarHeader: Sendable {
    static let size = 512
    private(set) var bytes: [UInt8]

    /// - Parameter name: at most 100 bytes; longer ones stand in a header before it.
    init(name: String, size: Int, kind: UInt8) {
        bytes = [UInt8](repeating: 0, count: Self.size)
        put(Array("ustar\u{0}00".utf8), at: 257)
        put(octal(0o644, digits: 7), at: 100)
        for offset in [108, 116] { put(octal(0, digits: 7), at: offset) }
        put(octal(0, digits: 11), at: 136)
        bytes[156] = kind
        put(octal(size, digits: 11), at: 124)
        self.name = name
    }

    /// Nil for what is no header.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        self.bytes = bytes
        guard number(at: 148, 8) == sum else { return nil }
    }

    var kind: UInt8 { bytes[156] }

    /// How many bytes of content follow; GNU's binary form is for files of 8 GiB and more.
    var contentSize: Int? {
        if bytes[124] & 0x80 == 0 { return number(at: 124, 12) }
        var value = Int(bytes[124] & 0x7F)
        for byte in bytes[125..<136] {
            let (product, overflow) = value.multipliedReportingOverflow(by: 256)
            guard !overflow, product >= 0 else { return nil }
            value = product | Int(byte)
        }
        return value
    }

    /// The whole name, with its prefix.
    var name: String {
        get {
            let prefix = isPOSIX ? text(at: 345, 155) : ""
            let name = text(at: 0, 100)
            return prefix.isEmpty ? name : "\(prefix)/\(name)"
        }
        set {
            put([UInt8](repeating: 0, count: 100), at: 0)
            put(Array(newValue.utf8.prefix(100)), at: 0)
            if isPOSIX { put([UInt8](repeating: 0, count: 155), at: 345) }
            seal()
        }
    }

    /// What a link leads to.
    var link: String {
        get { text(at: 157, 100) }
        set {
            put([UInt8](repeating: 0, count: 100), at: 157)
            put(Array(newValue.utf8.prefix(100)), at: 157)
            seal()
        }
    }

    /// GNU's archives have other things where the prefix is.
    private var isPOSIX: Bool { Array(bytes[257..<263]) == Array("ustar\u{0}".utf8) }

    private mutating func seal() {
        put([UInt8](repeating: 0x20, count: 8), at: 148)
        put(octal(sum, digits: 6) + [0, 0x20], at: 148)
    }

    /// Of all bytes, those of the sum itself taken for spaces.
    private var sum: Int { bytes.indices.reduce(0) { $0 + ((148..<156).contains($1) ? 0x20 : Int(bytes[$1])) } }

    private mutating func put(_ content: [UInt8], at offset: Int) { bytes.replaceSubrange(offset..<offset + content.count, with: content) }

    private func text(at offset: Int, _ count: Int) -> String {
        String(decoding: bytes[offset..<offset + count].prefix { $0 != 0 }, as: UTF8.self)
    }

    private func number(at offset: Int, _ count: Int) -> Int? {
        let digits = bytes[offset..<offset + count].drop { $0 == 0x20 }.prefix { (0x30...0x37).contains($0) }
        return digits.isEmpty ? 0 : Int(String(decoding: digits, as: UTF8.self), radix: 8)
    }

    private func octal(_ number: Int, digits: Int) -> [UInt8] {
        let text = String(number, radix: 8)
        return Array((String(repeating: "0", count: max(0, digits - text.utf8.count)) + text).utf8)
    }
}
