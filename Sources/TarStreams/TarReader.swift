/// Takes an archive of POSIX's or GNU's form apart as it comes, holding no more of it than one piece. Does no I/O.
public actor TarReader {
    private let source: @Sendable () async throws -> [UInt8]?
    private var rest: ArraySlice<UInt8> = []
    /// Of the present entry's content, and what fills its last block.
    private var left: Int64 = 0
    private var padding: Int64 = 0
    private var hasEnded = false

    /// The most bytes of an extended header.
    private static let longestExtended: Int64 = 1 << 20
    /// What no content's size comes up to.
    private static let largest: Int64 = 1 << 60

    /// - Parameter source: the next bytes, nil after the last.
    public init(_ source: @escaping @Sendable () async throws -> [UInt8]?) { self.source = source }

    /// The next entry, nil at the end. What was not read of the present one is passed over.
    ///
    /// - Throws: ``TarError``, and what the source throws.
    public func next() async throws -> TarEntry? {
        if hasEnded { return nil }
        try await skip(left + padding)
        (left, padding) = (0, 0)
        var extended: [String: String] = [:]
        while true {
            let block = try await take(TarText.block)
            if block.allSatisfy({ $0 == 0 }) {
                hasEnded = true
                // What fills the last record: who sends it must be able to.
                while try await source() != nil {}
                return nil
            }
            guard TarText.number(block, 148, 8) == TarText.sum(block), let size = TarText.number(block, 124, 12), size < Self.largest else {
                throw TarError.malformed("a header is damaged")
            }
            switch block[156] {
            case UInt8(ascii: "x"), UInt8(ascii: "L"), UInt8(ascii: "K"):
                extended.merge(try await records(block[156], size)) { $1 }
            case UInt8(ascii: "g"): try await skip(size + Int64(TarText.padding(size)))
            default: return try entry(block, size, extended)
            }
        }
    }

    /// More of the present entry's content, nil at its end.
    public func content() async throws -> [UInt8]? {
        guard left > 0 else { return nil }
        try await fill()
        let piece = rest.prefix(Int(min(left, Int64(rest.count))))
        rest = rest.dropFirst(piece.count)
        left -= Int64(piece.count)
        return Array(piece)
    }

    private func entry(_ block: [UInt8], _ headerSize: Int64, _ extended: [String: String]) throws -> TarEntry {
        let isPOSIX = Array(block[257..<263]) == Array("ustar\u{0}".utf8)
        let prefix = isPOSIX ? TarText.text(block, 345, 155) : ""
        var name = extended["path"] ?? ((prefix.isEmpty ? "" : "\(prefix)/") + TarText.text(block, 0, 100))
        let isNamedDirectory = name.hasSuffix("/")
        while name.count > 1, name.hasSuffix("/") { name.removeLast() }
        let link = extended["linkpath"] ?? TarText.text(block, 157, 100)
        guard let size = extended["size"].map({ Int64($0) }) ?? headerSize, (0..<Self.largest).contains(size) else {
            throw TarError.malformed("an entry has no size")
        }
        let kind: TarEntry.Kind
        switch block[156] {
        case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): kind = isNamedDirectory ? .directory : .file(size)
        case UInt8(ascii: "1"): kind = .hardLink(to: link)
        case UInt8(ascii: "2"): kind = .symbolicLink(to: link)
        case UInt8(ascii: "5"): kind = .directory
        case let letter: kind = .other(letter)
        }
        // Links and directories have no content, whatever their size says; of what is unknown it is passed over.
        switch kind {
        case .file: (left, padding) = (size, Int64(TarText.padding(size)))
        case .other(let letter) where !(UInt8(ascii: "3")...UInt8(ascii: "6")).contains(letter):
            padding = size + Int64(TarText.padding(size))
        default: break
        }
        func id(_ key: String, _ offset: Int) -> Int { Int(extended[key].flatMap { Int64($0) } ?? TarText.number(block, offset, 8) ?? 0) }
        var entry = TarEntry(
            kind, name, mode: Int(TarText.number(block, 100, 8) ?? 0) & 0o7777, user: id("uid", 108), group: id("gid", 116),
            modified: extended["mtime"].flatMap { Int64($0.prefix { $0 != "." }) } ?? TarText.number(block, 136, 12) ?? 0)
        entry.userName = TarText.text(block, 265, 32)
        entry.groupName = TarText.text(block, 297, 32)
        return entry
    }

    /// What an extended header says of the next entry.
    private func records(_ kind: UInt8, _ size: Int64) async throws -> [String: String] {
        guard size <= Self.longestExtended else { throw TarError.malformed("an extended header has \(size) bytes") }
        let bytes = try await take(Int(size))
        try await skip(Int64(TarText.padding(size)))
        guard kind == UInt8(ascii: "x") else {
            return [kind == UInt8(ascii: "L") ? "path" : "linkpath": String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)]
        }
        guard let records = TarText.records(bytes) else { throw TarError.malformed("an extended header is damaged") }
        return records
    }

    private func fill() async throws {
        while rest.isEmpty {
            guard let more = try await source() else { throw TarError.truncated }
            rest = more[...]
        }
    }

    private func take(_ count: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            try await fill()
            let piece = rest.prefix(count - bytes.count)
            bytes += piece
            rest = rest.dropFirst(piece.count)
        }
        return bytes
    }

    private func skip(_ count: Int64) async throws {
        var count = count
        while count > 0 {
            try await fill()
            let piece = Int(min(count, Int64(rest.count)))
            rest = rest.dropFirst(piece)
            count -= Int64(piece)
        }
    }
}
