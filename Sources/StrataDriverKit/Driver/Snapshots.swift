public import StrataAPI

/// The stack's own name for a snapshot, unique within its machine.
public struct SnapshotID: Sendable, Hashable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) { self.text = text }

    public var description: String { text }
}

/// A snapshot that is to be taken.
public struct SnapshotOrder: Sendable, Hashable {
    /// The Snapshot's identity, with which it is tagged.
    public var uid: UID
    public var name: ObjectName
    /// Whether the memory of a running machine is kept too, so that a revert lets it run on from there.
    public var withMemory: Bool

    public init(uid: UID, name: ObjectName, withMemory: Bool = false) {
        self.uid = uid
        self.name = name
        self.withMemory = withMemory
    }
}

/// A snapshot as the stack shows it.
public struct ObservedSnapshot: Sendable, Hashable {
    public var id: SnapshotID
    /// The Snapshot it was taken for, as its tag says; nil for those that Strata did not take.
    public var owner: UID?
    public var createdAt: Timestamp?
    /// What it takes on disk, as far as the stack tells.
    public var size: Quantity?
    public var hasMemory: Bool

    public init(id: SnapshotID, owner: UID? = nil, createdAt: Timestamp? = nil, size: Quantity? = nil, hasMemory: Bool = false) {
        self.id = id
        self.owner = owner
        self.createdAt = createdAt
        self.size = size
        self.hasMemory = hasMemory
    }
}

/// Moments of a machine can be kept and gone back to.
public protocol Snapshotting: Driver {
    /// The machine's snapshots, Strata's and others', oldest first.
    func snapshots(_ id: NativeID) async throws(DriverError) -> [ObservedSnapshot]

    /// Keeps the machine's disks as they are now, and its memory where the order asks for it. The machine goes on as it was.
    /// A snapshot with that UID that exists already is completed and returned, never taken twice.
    func takeSnapshot(_ id: NativeID, _ order: SnapshotOrder) async throws(DriverError) -> SnapshotID

    /// Makes the machine what it was then. What happened since is lost; later snapshots stay. Where the stack could only go back without them, it is
    /// refused before anything is done: ``DriverError/refused(_:)``.
    ///
    /// A running machine is stopped first. Afterwards the machine is stopped, or, where the snapshot has its memory, running.
    func revert(_ id: NativeID, to snapshot: SnapshotID) async throws(DriverError)

    /// Removes a snapshot; the machine and other snapshots do not notice. No effect where it is gone.
    /// One that does not carry `owner` is left alone: ``DriverError/notOwned(_:)``.
    func deleteSnapshot(_ id: NativeID, _ snapshot: SnapshotID, owner: UID) async throws(DriverError)
}

/// Snapshots can hold the memory of a running machine beside its disks. Promises nothing beyond ``Snapshotting``: it says that
/// ``SnapshotOrder/withMemory`` may be asked for, which others refuse with ``Ability/memory``.
public protocol MemorySnapshotting: Snapshotting {}

/// A machine can be made as a copy of another one of its site.
public protocol Cloning: Driver {
    /// Makes the machine of an order, stopped, with the disks that `source` has now or had at `snapshot`, and with everything else as the
    /// order says: name, addresses, identity. Shares what it can with its source, and outlives it. Promises what ``Driver/create(_:)`` does.
    func clone(_ order: Order, of source: NativeID, at snapshot: SnapshotID?) async throws(DriverError) -> NativeID
}

/// What a machine consists of can be carried away, while it runs or not.
public protocol Exporting: Driver {
    /// Holds the machine's disks still, as they are now or were at `snapshot`, until the export is closed. The machine does not notice.
    func export(_ id: NativeID, at snapshot: SnapshotID?) async throws(DriverError) -> MachineExport
}

/// The parts of a machine on their way out. Each has the form of an image, so that the same can be created again from it, on any stack that takes the form.
public struct MachineExport: Sendable {
    /// One disk or file system.
    public struct Part: Sendable {
        /// A plain file name, unique within the export: `rootfs.tar`, `disk0.qcow2`.
        public var name: String
        public var form: StoredImage.Form
        /// Sends the part as output, once; the session's exit tells whether it is whole.
        public var open: @Sendable () async throws(DriverError) -> CommandSession

        public init(name: String, form: StoredImage.Form, open: @escaping @Sendable () async throws(DriverError) -> CommandSession) {
            self.name = name
            self.form = form
            self.open = open
        }
    }

    /// The first is what the machine starts from.
    public var parts: [Part]
    public var architecture: String
    /// What runs as the first process, and the signal that asks it to end; empty for virtual machines.
    public var command: [String]
    public var stopSignal: String
    /// Lets go of what was held. Called once, after the last part was sent or given up.
    public var close: @Sendable () async -> Void

    public init(
        parts: [Part], architecture: String, command: [String] = [], stopSignal: String = "",
        close: @escaping @Sendable () async -> Void = {}
    ) {
        self.parts = parts
        self.architecture = architecture
        self.command = command
        self.stopSignal = stopSignal
        self.close = close
    }
}
