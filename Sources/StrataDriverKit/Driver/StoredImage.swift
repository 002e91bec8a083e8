public import StrataAPI

/// An image in this server's image library.
public struct StoredImage: Sendable, Hashable {
    /// What the image's file holds.
    public enum Form: String, Sendable, CaseIterable {
        /// A tarball of a root file system, compressed or not, as its name says (`.tar`, `.tar.gz`, `.tar.xz`, `.tar.zst`).
        case rootFileSystem = "RootFileSystem"
        /// A plain tarball of a Linux kernel and the file system it unpacks into memory: `kernel` and `initrd`.
        case kernel = "Kernel"
        /// A whole disk in QEMU's format, complete in itself: no backing file, no data file.
        case qcow2 = "QCOW2"
        /// A whole disk, byte by byte.
        case rawDisk = "RawDisk"
        /// A CD's or DVD's content, from which a machine starts to install itself.
        case iso = "ISO"

        /// What can be started from it.
        public var type: InstanceType { self == .rootFileSystem ? .container : .virtualMachine }
    }

    /// `sha256:` and 64 hexadecimal digits over the file.
    public var digest: String
    /// The file on the server's machine.
    public var path: String
    public var form: Form
    /// The file's size in bytes.
    public var size: Int64
    public var type: InstanceType
    public var architecture: String
    /// What runs as the first process unless the instance says otherwise; empty for virtual machines.
    public var command: [String]
    /// The signal that asks the first process to shut the container down: `SIGPWR`, `SIGTERM`, `SIGUSR2`, `SIGRTMIN+3`, …; empty for virtual machines.
    public var stopSignal: String

    public init(
        digest: String, path: String, form: Form = .rootFileSystem, size: Int64, type: InstanceType, architecture: String,
        command: [String], stopSignal: String
    ) {
        self.digest = digest
        self.path = path
        self.form = form
        self.size = size
        self.type = type
        self.architecture = architecture
        self.command = command
        self.stopSignal = stopSignal
    }
}
