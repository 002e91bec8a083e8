/// Writes archives of POSIX's form, which everything reads that reads tar.
public enum TarWriter {
    /// What stands before an entry's content.
    public static func head(_ entry: TarEntry) -> [UInt8] {
        var records: [UInt8] = []
        let name = entry.kind == .directory ? "\(entry.name)/" : entry.name
        if name.utf8.count > 100 { records += TarText.record("path", name) }
        var link = ""
        switch entry.kind {
        case .symbolicLink(let target), .hardLink(let target): link = target
        default: break
        }
        if link.utf8.count > 100 { records += TarText.record("linkpath", link) }
        if entry.size >= 1 << 33 { records += TarText.record("size", "\(entry.size)") }
        for (key, id) in [("uid", entry.user), ("gid", entry.group)] where !(0..<(1 << 21)).contains(id) {
            records += TarText.record(key, "\(id)")
        }
        let header = block(name, link, entry, kind: letter(entry.kind), size: entry.size >= 1 << 33 ? 0 : entry.size)
        guard !records.isEmpty else { return header }
        let size = Int64(records.count)
        return block("PaxHeaders/\(name.suffix(80))", "", entry, kind: UInt8(ascii: "x"), size: size) + records
            + [UInt8](repeating: 0, count: TarText.padding(size)) + header
    }

    /// What stands behind a content of a size.
    public static func padding(_ size: Int64) -> [UInt8] { [UInt8](repeating: 0, count: TarText.padding(size)) }

    /// What an archive ends with.
    public static let end = [UInt8](repeating: 0, count: 2 * TarText.block)

    private static func letter(_ kind: TarEntry.Kind) -> UInt8 {
        switch kind {
        case .file: UInt8(ascii: "0")
        case .hardLink: UInt8(ascii: "1")
        case .symbolicLink: UInt8(ascii: "2")
        case .directory: UInt8(ascii: "5")
        case .other(let letter): letter
        }
    }

    private static func block(_ name: String, _ link: String, _ entry: TarEntry, kind: UInt8, size: Int64) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: TarText.block)
        func put(_ bytes: some Sequence<UInt8>, at offset: Int) { for (index, byte) in bytes.enumerated() { block[offset + index] = byte } }
        func id(_ number: Int) -> Int64 { (0..<(1 << 21)).contains(number) ? Int64(number) : 0 }
        put(name.utf8.prefix(100), at: 0)
        put(TarText.octal(Int64(entry.mode & 0o7777), 7), at: 100)
        put(TarText.octal(id(entry.user), 7), at: 108)
        put(TarText.octal(id(entry.group), 7), at: 116)
        put(TarText.octal(size, 11), at: 124)
        put(TarText.octal(max(0, entry.modified), 11), at: 136)
        block[156] = kind
        put(link.utf8.prefix(100), at: 157)
        put("ustar\u{0}00".utf8, at: 257)
        put(entry.userName.utf8.prefix(31), at: 265)
        put(entry.groupName.utf8.prefix(31), at: 297)
        put(TarText.octal(TarText.sum(block), 6) + [0, UInt8(ascii: " ")], at: 148)
        return block
    }
}
