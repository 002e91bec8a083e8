import Glibc

extension stat {
    /// Whether the file system lies on a block device. It does not where memory alone stands behind it, nor where a network does.
    var isOnDevice: Bool { st_dev & Self.major != 0 }

    /// The bits of a device's major number, which is zero where there is none (makedev(3)).
    private static let major: dev_t = 0xFFFF_F000_000F_FF00
}
