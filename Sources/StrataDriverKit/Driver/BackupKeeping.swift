public import StrataAPI

/// The stack's own name for a backup, unique within its site.
public struct BackupID: Sendable, Hashable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) { self.text = text }

    public var description: String { text }
}

/// A backup that is to be made.
public struct BackupOrder: Sendable, Hashable {
    /// The Backup's identity, with which it is tagged.
    public var uid: UID
    public var name: ObjectName
    /// Where the stack is to keep it, in the stack's own words: a storage or a pool. The site's choice when empty.
    public var storage: String

    public init(uid: UID, name: ObjectName, storage: String = "") {
        self.uid = uid
        self.name = name
        self.storage = storage
    }
}

/// A backup as the stack shows it.
public struct KeptBackup: Sendable, Hashable {
    public var id: BackupID
    /// The moment that it holds.
    public var takenAt: Timestamp?
    /// What it takes where it is kept, as far as the stack tells.
    public var size: Quantity?
    /// Whether it holds only what changed since an earlier one, on which it depends.
    public var isIncremental: Bool

    public init(id: BackupID, takenAt: Timestamp? = nil, size: Quantity? = nil, isIncremental: Bool = false) {
        self.id = id
        self.takenAt = takenAt
        self.size = size
        self.isIncremental = isIncremental
    }
}

/// The stack keeps backups of machines apart from their disks: they outlive the machine, and others can be made from them.
public protocol BackupKeeping: Driver {
    /// Keeps the machine's disks as they are at one moment, running or not. The machine goes on as it was.
    /// A backup with that UID that is whole already is returned, never made twice; what a killed call began is ended or removed first.
    /// Cancelled, it leaves none.
    func backUp(_ id: NativeID, _ order: BackupOrder) async throws(DriverError) -> KeptBackup

    /// Makes the machine of an order, stopped, with the disks that a backup holds, and with everything else as the order says: name, addresses, identity.
    /// The backup stays. Promises what ``Driver/create(_:)`` does.
    func restore(_ order: Order, from backup: BackupID) async throws(DriverError) -> NativeID

    /// The backup that was made for a UID of that machine, and is whole; nil where there is none. The machine itself may be gone. What a killed call began is
    /// ended or removed first.
    ///
    /// Who made a backup and died before its name was written down learns it so.
    func findBackup(of machine: NativeID, owner: UID) async throws(DriverError) -> KeptBackup?

    /// Removes a backup; machines and other backups do not notice. No effect where it is gone.
    /// One that does not carry `owner` is left alone: ``DriverError/notOwned(_:)``.
    func deleteBackup(_ backup: BackupID, owner: UID) async throws(DriverError)
}
