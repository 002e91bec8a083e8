/// Writes the small archives in which files travel to a machine in one command (POSIX.1-2017, pax, "ustar Interchange Format").
package enum TarArchive {
    /// The archive of a tree's entries. Their paths are short and plain.
    package static func encode(_ entries: [TreeEntry]) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            let name = "./" + entry.path + (entry.content == nil && !entry.path.isEmpty ? "/" : "")
            var header = [UInt8](repeating: 0, count: 512)
            put(name, into: &header, at: 0)
            put(octal(entry.mode & 0o7777, digits: 7), into: &header, at: 100)
            put(octal(entry.user, digits: 7), into: &header, at: 108, base256: entry.user)
            put(octal(entry.group, digits: 7), into: &header, at: 116, base256: entry.group)
            put(octal(UInt32(entry.content?.count ?? 0), digits: 11), into: &header, at: 124)
            put(octal(0, digits: 11), into: &header, at: 136)
            header[156] = UInt8(ascii: entry.content == nil ? "5" : "0")
            put("ustar", into: &header, at: 257)
            put("00", into: &header, at: 263)
            for index in 148..<156 { header[index] = UInt8(ascii: " ") }
            let sum = header.reduce(UInt32(0)) { $0 + UInt32($1) }
            put(octal(sum, digits: 6), into: &header, at: 148)
            header[154] = 0
            bytes += header
            if let content = entry.content {
                bytes += content
                bytes += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
            }
        }
        return bytes + [UInt8](repeating: 0, count: 1024)
    }

    /// An id beyond seven octal digits is written in binary with the top bit set, which GNU, BSD and busybox tar read (tar(5)).
    private static func put(_ text: String, into header: inout [UInt8], at offset: Int, base256 number: UInt32? = nil) {
        if let number, number > 0o7777777 {
            header[offset] = 0x80
            for index in 0..<4 { header[offset + 7 - index] = UInt8(number >> UInt32(8 * index) & 0xFF) }
            return
        }
        for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
    }

    private static func octal(_ number: UInt32, digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
