public import StrataAPI

/// What a machine should be: an instance's wishes, with everything looked up that a driver cannot look up.
public struct Order: Sendable {
    /// The instance's identity, with which the machine is tagged.
    public var uid: UID
    public var name: ObjectName
    public var type: InstanceType
    /// The root file system to start from; nil when an existing machine is only to be changed.
    public var image: StoredImage?
    public var cpuCores: Double?
    public var memory: Quantity?
    public var processes: Int?
    /// Empty for the image's own.
    public var command: [String]
    public var environment: [String: String]
    public var hostname: String
    public var ports: [Instance.Port]
    public var labels: [String: String]
    /// `spec.stack.<stack>`, valid by the driver's shape.
    public var options: JSONValue

    /// The order of an instance.
    public init(_ instance: Instance, type: InstanceType, image: StoredImage?, stack: String) {
        uid = instance.metadata.uid
        name = instance.name
        self.type = type
        self.image = image
        cpuCores = instance.spec.cpu.cores
        memory = instance.spec.memory
        processes = instance.spec.processes
        command = instance.spec.command
        environment = instance.spec.environment
        hostname = instance.spec.hostname.isEmpty ? instance.metadata.name : instance.spec.hostname
        ports = instance.spec.ports
        labels = instance.metadata.labels
        options = instance.spec.stack[stack] ?? .object([:])
    }
}

/// An image in this server's image library.
public struct StoredImage: Sendable, Hashable {
    /// `sha256:` and 64 hexadecimal digits over the file.
    public var digest: String
    /// The file on the server's machine: a tarball of a root file system, compressed or not, as its name says (`.tar`, `.tar.gz`, `.tar.xz`, `.tar.zst`).
    public var path: String
    /// The file's size in bytes.
    public var size: Int64
    public var type: InstanceType
    public var architecture: String
    /// What runs as the first process unless the instance says otherwise.
    public var command: [String]
    /// The signal that asks the first process to shut the container down: `SIGPWR`, `SIGTERM`, `SIGUSR2`, `SIGRTMIN+3`, …
    public var stopSignal: String

    public init(
        digest: String, path: String, size: Int64, type: InstanceType, architecture: String, command: [String], stopSignal: String
    ) {
        self.digest = digest
        self.path = path
        self.size = size
        self.type = type
        self.architecture = architecture
        self.command = command
        self.stopSignal = stopSignal
    }
}
