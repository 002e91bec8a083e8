import StrataAPI
import StrataDriverKit

/// Tells disks of virtual machines from other files, and whether one may be used.
enum DiskFormat {
    /// How many bytes are looked at: a sector, which also holds the header of QEMU's format.
    static let length = 512

    /// What the file is by its first bytes; nil where it is no disk.
    ///
    /// A disk in QEMU's format may name other files to read from. Whoever brings one could have the server read any file for them, so such are refused
    /// (QEMU, docs/interop/qcow2.txt).
    /// - Throws: ``ImageError/invalid(_:)``.
    static func sniff(_ bytes: [UInt8], path: String) throws(ImageError) -> StoredImage.Form? {
        func number(_ offset: Int, _ count: Int) -> UInt64 {
            guard offset + count <= bytes.count else { return 0 }
            return bytes[offset..<(offset + count)].reduce(0) { $0 << 8 | UInt64($1) }
        }
        if bytes.starts(with: Array("QFI".utf8) + [0xFB]) {
            let shown = path.printable(limit: 300)
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
            return .qcow2
        }
        // The mark of a sector from which a PC starts, which disks with a GPT have too (UEFI specification, "Legacy MBR").
        return bytes.count == length && bytes[510] == 0x55 && bytes[511] == 0xAA ? .rawDisk : nil
    }
}
