import Glibc

/// GRUB's first stages for a BIOS, which know of each other by the numbers of sectors (GRUB, include/grub/i386/pc/boot.h, grub-core/boot/i386/pc/diskboot.S).
struct BIOSBoot {
    /// The sector that the BIOS starts.
    let start: [UInt8]
    /// What that loads: one sector that loads the rest.
    let core: [UInt8]

    /// How much of the first sector is a program; then comes the partition table.
    private static let programLength = 440
    /// Where in the first sector the number of `core`'s first one stands.
    private static let coreAddress = 0x5C
    /// Where in `core`'s first sector the number of its second one stands.
    private static let restAddress = 500

    /// Puts both in their places on a disk that has a partition for them.
    func write(to path: String, firstSector: Int, directory: String) throws(ImageError) {
        guard start.count == 512, start[510] == 0x55, core.count > 1024, core.count <= 1 << 20 else {
            throw .buildFailed(source: path, answer: "GRUB's first stages are not what they should be", hint: "")
        }
        var (start, core) = (start, core)
        Self.put(firstSector, in: &start, at: Self.coreAddress)
        Self.put(firstSector + 1, in: &core, at: Self.restAddress)
        let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw ImageError.call(on: path, errno, directory: directory) }
        defer { close(descriptor) }
        for (bytes, offset) in [(Array(start.prefix(Self.programLength)), 0), (core, firstSector * 512)] {
            guard pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count else {
                throw ImageError.call(on: path, errno, directory: directory)
            }
        }
    }

    private static func put(_ number: Int, in bytes: inout [UInt8], at offset: Int) {
        for index in 0..<8 { bytes[offset + index] = UInt8(truncatingIfNeeded: number >> (8 * index)) }
    }
}
