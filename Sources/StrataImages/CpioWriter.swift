/// Writes a cpio file in the form that Linux unpacks into memory at boot ("newc"; Documentation/driver-api/early-userspace/buffer-format.rst).
/// Its bytes depend on nothing but its entries.
struct CpioWriter {
    private(set) var bytes: [UInt8] = []
    private var count = 0

    mutating func addDirectory(_ name: String, mode: Int = 0o755) { add(name, mode: 0o040_000 | mode, []) }

    mutating func addFile(_ name: String, mode: Int = 0o644, _ content: [UInt8]) { add(name, mode: 0o100_000 | mode, content) }

    mutating func addSymbolicLink(_ name: String, to target: String) { add(name, mode: 0o120_777, Array(target.utf8)) }

    /// Ends the file, filled up to a multiple of 512 bytes.
    mutating func finish() {
        add("TRAILER!!!", mode: 0, [])
        bytes += [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    }

    private mutating func add(_ name: String, mode: Int, _ content: [UInt8]) {
        count += 1
        // Inode, mode, user, group, links, time, size, device and special device numbers, length of the name, checksum.
        let numbers = [count, mode, 0, 0, 1, 0, content.count, 0, 0, 0, 0, name.utf8.count + 1, 0]
        bytes += Array("070701".utf8)
        for number in numbers {
            let digits = String(number, radix: 16)
            bytes += Array((String(repeating: "0", count: max(0, 8 - digits.count)) + digits).utf8)
        }
        bytes += Array(name.utf8) + [0]
        align()
        bytes += content
        align()
    }

    private mutating func align() { bytes += [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4) }
}
