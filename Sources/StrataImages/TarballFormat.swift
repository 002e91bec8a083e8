/// How a tarball is packed, told by its first bytes.
enum TarballFormat: String, Sendable, CaseIterable {
    case plain = ".tar"
    case gzip = ".tar.gz"
    case xz = ".tar.xz"
    case zstd = ".tar.zst"

    /// How many bytes ``init(sniffing:path:)`` looks at: one block of a tar file.
    static let length = 512

    /// - Throws: ``ImageError/notATarball(path:reason:)`` with what it is instead, where that can be told.
    init(sniffing bytes: [UInt8], path: String) throws(ImageError) {
        func begins(_ magic: [UInt8]) -> Bool { bytes.starts(with: magic) }
        if begins([0x1F, 0x8B]) {
            self = .gzip
        } else if begins([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) {
            self = .xz
        } else if begins([0x28, 0xB5, 0x2F, 0xFD]) {
            self = .zstd
        } else if Self.isHeader(bytes) {
            self = .plain
        } else if let other = Self.others.first(where: { begins($0.magic) }) {
            throw .notATarball(path: path, reason: "it is \(other.name)")
        } else {
            throw .notATarball(
                path: path, reason: bytes.isEmpty ? "it is empty" : "it is neither a tar file nor one packed by gzip, xz or zstd")
        }
    }

    /// Whether a tar file that is not packed ends as it must, with blocks of zeros; tar(1) takes one that was cut between entries for whole.
    /// - Throws: ``ImageError/notATarball(path:reason:)``.
    static func checkEnd(of file: SourceFile) throws(ImageError) {
        let end = try file.read(length, at: max(0, file.size - Int64(length)))
        guard end.count == length, end.allSatisfy({ $0 == 0 }) else { throw .notATarball(path: file.path, reason: "it is cut short") }
    }

    /// The program that unpacks it, and the Debian package it is in.
    var unpacker: (program: String, package: String)? {
        switch self {
        case .plain: nil
        case .gzip: ("gzip", "gzip")
        case .xz: ("xz", "xz-utils")
        case .zstd: ("zstd", "zstd")
        }
    }

    private static let others: [(magic: [UInt8], name: String)] = [
        (Array("BZh".utf8), "packed by bzip2, which is not supported; unpack it first"), (Array("PK".utf8) + [3, 4], "a ZIP archive"),
        (Array("hsqs".utf8), "a SquashFS file system"),
        ([0x7F] + Array("ELF".utf8), "a program"), ([0x04, 0x22, 0x4D, 0x18], "packed by LZ4, which is not supported; unpack it first"),
        (Array("<!".utf8), "a web page"), (Array("<html".utf8), "a web page"),
    ]

    /// Whether a block is a tar header: its checksum is the sum of all bytes, with spaces in place of the checksum itself (POSIX.1-2017, pax, "ustar").
    private static func isHeader(_ block: [UInt8]) -> Bool {
        guard block.count == length, block[0] != 0 else { return false }
        let digits = block[148..<156].drop { $0 == 0x20 }.prefix { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
        guard let stated = Int(String(decoding: digits, as: UTF8.self), radix: 8) else { return false }
        let sum = block.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 0x20 : Int($1.element)) }
        return sum == stated
    }
}
