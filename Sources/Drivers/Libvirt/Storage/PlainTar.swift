/// The frame of a tarball with a few plain files (POSIX.1-2017, pax, "ustar Interchange Format").
enum PlainTar {
    /// What goes before a file.
    /// - Parameters:
    ///   - name: at most 100 bytes of ASCII.
    ///   - size: less than 8 GiB.
    static func header(_ name: String, size: Int64) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at place: Int) { for (index, byte) in text.utf8.enumerated() { block[place + index] = byte } }
        func octal(_ number: Int64, _ digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        put(name, at: 0)
        put("0000644", at: 100)
        put("0000000", at: 108)
        put("0000000", at: 116)
        put(octal(size, 11), at: 124)
        put("00000000000", at: 136)
        put("        0", at: 148)
        put("ustar\u{0}00", at: 257)
        let sum = block.reduce(Int64(0)) { $0 + Int64($1) }
        put(octal(sum, 6) + "\u{0}", at: 148)
        return block
    }

    /// What goes after a file of that many bytes.
    static func padding(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: (512 - count % 512) % 512) }

    static let end = [UInt8](repeating: 0, count: 1024)
}
