import StrataAPI

/// The header of a disk in QEMU's format, in big-endian numbers (QEMU, docs/interop/qcow2.txt).
struct QCOW2Header {
    static let magic = Array("QFI".utf8) + [0xFB]

    private let bytes: [UInt8]
    private let shown: String

    init(_ bytes: [UInt8], shown: String) {
        self.bytes = bytes
        self.shown = shown
    }

    /// Lets pass what is complete in itself, readable and not too large.
    func check(limit: Int64, path: String) throws(ImageError) {
        guard bytes.count >= 104, [2, 3].contains(number(4, 4)) else {
            throw .invalid("\(shown) is a QEMU disk image of a version that is not known, or cut short")
        }
        guard number(8, 8) == 0 else {
            throw .invalid("\(shown) is a QEMU disk image above another one; make one of both with: qemu-img convert -O qcow2")
        }
        guard number(32, 4) == 0 else { throw .invalid("\(shown) is an encrypted QEMU disk image") }
        let features = number(4, 4) == 3 ? number(72, 8) : 0
        // Bit 1 says that it is damaged, bit 2 that its data lie in another file; bits 3 and 4 are forms of compression and of its tables.
        guard features & ~0b1_1001 == 0 else {
            throw .invalid(
                "\(shown) is a QEMU disk image that is damaged, keeps its data in another file or is newer than what is known; "
                    + "make a plain one with: qemu-img convert -O qcow2")
        }
        let size = number(24, 8)
        guard size <= UInt64(limit) else { throw .tooLarge(path: path, what: "its disk has \(size) bytes, and \(limit) are allowed") }
    }

    private func number(_ offset: Int, _ count: Int) -> UInt64 {
        guard offset + count <= bytes.count else { return 0 }
        return bytes[offset..<(offset + count)].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
