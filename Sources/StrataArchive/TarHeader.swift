import TarStreams

/// The header of one file in a tar archive (POSIX.1-2017, pax, "ustar Interchange Format"), as far as archives of instances need it.
struct TarHeader: Equatable {
    static let size = 512

    var name: String
    var length: Int64

    /// Bytes after the file's own that fill its last block.
    static func padding(_ length: Int64) -> Int { TarWriter.padding(length).count }

    var bytes: [UInt8] { TarWriter.head(TarEntry(.file(length), name, mode: 0o600)) }

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
}
