/// What a tarball or a disk may be at most.
public struct ImageLimits: Sendable, Hashable {
    /// The file's size in bytes.
    public var fileSize: Int64
    /// The sum of its entries' sizes in bytes.
    public var unpackedSize: Int64
    /// How large a disk may seem to its guest, in bytes, however little of it is in use.
    public var diskSize: Int64
    /// The number of its entries.
    public var entries: Int
    /// How long a build or a check may take.
    public var duration: Duration

    /// Makes limits; the defaults let pass what real systems are and stop what is made to fill disks.
    public init(
        fileSize: Int64 = 16 << 30, unpackedSize: Int64 = 64 << 30, diskSize: Int64 = 16 << 40, entries: Int = 1_000_000,
        duration: Duration = .seconds(1800)
    ) {
        self.fileSize = fileSize
        self.diskSize = diskSize
        self.unpackedSize = unpackedSize
        self.entries = entries
        self.duration = duration
    }
}
