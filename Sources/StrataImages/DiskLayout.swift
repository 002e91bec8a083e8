/// Where the parts of a virtual machine's disk lie: GRUB for a BIOS, the partition that a UEFI reads, and last, so that it can grow, the root file system.
struct DiskLayout: Sendable {
    static let sector = 512
    /// The first sector of the partition with GRUB for a BIOS.
    static let biosStart = 2048
    static let bootOffset = 2 << 20
    static let bootSize = 62 << 20

    /// Whether there is a partition for a BIOS.
    var hasBIOS: Bool
    /// The whole disk in bytes.
    var size = 3 << 30

    var rootOffset: Int { Self.bootOffset + Self.bootSize }
    /// Up to the table's copy at the disk's end.
    var rootSize: Int { size - rootOffset - (1 << 20) }

    /// The partition table as sfdisk(8) is told it, with the types of the Discoverable Partitions Specification. The numbers are those that Debian's own
    /// cloud images have.
    var table: String {
        var lines = ["label: gpt", "first-lba: \(Self.biosStart)"]
        func add(_ number: Int, _ offset: Int, _ size: Int, _ type: String) {
            lines.append("\(number) : start=\(offset / Self.sector), size=\(size / Self.sector), type=\(type)")
        }
        add(1, rootOffset, rootSize, "0FC63DAF-8483-4772-8E79-3D69D8477DE4")
        if hasBIOS { add(14, Self.biosStart * Self.sector, 1 << 20, "21686148-6449-6E6F-744E-656564454649") }
        add(15, Self.bootOffset, Self.bootSize, "C12A7328-F81F-11D2-BA4B-00A0C93EC93B")
        return lines.joined(separator: "\n") + "\n"
    }
}
