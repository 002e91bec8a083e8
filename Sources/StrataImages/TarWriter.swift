/// Writes a tar file whose bytes depend on nothing but its entries (POSIX.1-2017, pax, "ustar Interchange Format").
struct TarWriter {
    private(set) var bytes: [UInt8] = []
    /// The same for all entries: 2000-01-01, since tar(1) warns of the epoch itself.
    private static let time = 946_684_800

    mutating func addDirectory(_ name: String, mode: Int = 0o755) {
        addHeader(name + "/", mode: mode, size: 0, type: "5", link: "")
    }

    mutating func addSymbolicLink(_ name: String, to target: String) {
        addHeader(name, mode: 0o777, size: 0, type: "2", link: target)
    }

    mutating func addFile(_ name: String, mode: Int = 0o644, _ content: [UInt8]) {
        addHeader(name, mode: mode, size: content.count, type: "0", link: "")
        bytes += content
        bytes += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    /// Ends the file: two blocks of zeros, filled up to a record of twenty.
    mutating func finish() {
        let end = bytes.count + 1024
        bytes += [UInt8](repeating: 0, count: 1024 + (10_240 - end % 10_240) % 10_240)
    }

    /// Names and targets are at most 100 bytes, which ``BusyboxRecipe`` sees to.
    private mutating func addHeader(_ name: String, mode: Int, size: Int, type: String, link: String) {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int, _ length: Int) {
            for (index, byte) in text.utf8.prefix(length).enumerated() { block[offset + index] = byte }
        }
        func octal(_ number: Int, _ digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        put("./" + name, at: 0, 100)
        put(octal(mode, 7), at: 100, 8)
        put(octal(0, 7), at: 108, 8)
        put(octal(0, 7), at: 116, 8)
        put(octal(size, 11), at: 124, 12)
        put(octal(Self.time, 11), at: 136, 12)
        put("        ", at: 148, 8)
        put(type, at: 156, 1)
        put(link, at: 157, 100)
        put("ustar", at: 257, 6)
        put("00", at: 263, 2)
        put("root", at: 265, 32)
        put("root", at: 297, 32)
        let sum = block.reduce(0) { $0 + Int($1) }
        put(octal(sum, 6) + "\0 ", at: 148, 8)
        bytes += block
    }
}
