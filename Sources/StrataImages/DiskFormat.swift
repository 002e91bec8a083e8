import StrataAPI
import StrataDriverKit

/// The formats of virtual machines' disks that can be imported, told by their content.
enum DiskFormat: String, Sendable, CaseIterable {
    /// QEMU's own (QEMU, docs/interop/qcow2.txt).
    case qcow2
    /// A disk byte by byte.
    case raw
    /// A CD's or DVD's content (ECMA-119).
    case iso
    /// VMware's, in one file (VMware, Virtual Disk Format 1.1, "Hosted Sparse Extents").
    case vmdk
    /// Hyper-V's (Microsoft, MS-VHDX).
    case vhdx
    /// VirtualBox's.
    case vdi

    /// How many bytes are looked at: as many as hold the first sector of a CD's description.
    static let length = 18 * 2048
    static let sector = 512

    /// As what a file of the format is stored: those that QEMU reads less well than its own become that.
    var form: StoredImage.Form {
        switch self {
        case .raw: .rawDisk
        case .iso: .iso
        case .qcow2, .vmdk, .vhdx, .vdi: .qcow2
        }
    }

    var needsConversion: Bool { [.vmdk, .vhdx, .vdi].contains(self) }

    /// What the file is by its first bytes; nil where it is no disk.
    ///
    /// Some formats may name other files to read from. Whoever brings one could have the server read any file for them, so such are refused.
    /// - Parameters:
    ///   - limit: how large the disk may seem to its guest, in bytes.
    ///   - size: the file's, in bytes, where it is known.
    /// - Throws: ``ImageError/invalid(_:)``, ``ImageError/tooLarge(path:what:)``.
    static func sniff(_ bytes: [UInt8], path: String, limit: Int64 = .max, size: Int64 = .max) throws(ImageError) -> DiskFormat? {
        let shown = path.printable(limit: 300)
        if bytes.starts(with: QCOW2Header.magic) {
            try QCOW2Header(bytes, shown: shown).check(limit: limit, path: path)
            return .qcow2
        }
        if bytes.starts(with: VMDKHeader.magic) {
            try VMDKHeader(bytes, shown: shown).check()
            return .vmdk
        }
        if bytes.starts(with: Array("# Disk DescriptorFile".utf8)) {
            throw .invalid(
                "\(shown) only describes a VMware disk whose data lie in other files; make one of all with: qemu-img convert -O qcow2")
        }
        if bytes.starts(with: Array("vhdxfile".utf8)) { return .vhdx }
        if VDIHeader.isThere(in: bytes) {
            try VDIHeader(bytes, shown: shown).check(size: size)
            return .vdi
        }
        let volume = 16 * 2048 + 1
        if bytes.count >= volume + 5, bytes[volume..<(volume + 5)].elementsEqual("CD001".utf8) { return .iso }
        // The mark of a sector from which a PC starts, which disks with a GPT have too (UEFI specification, "Legacy MBR").
        return bytes.count >= sector && bytes[510] == 0x55 && bytes[511] == 0xAA ? .raw : nil
    }
}
