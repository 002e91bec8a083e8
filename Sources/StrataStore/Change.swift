/// One committed write.
public struct Change: Sendable, Equatable {
    /// What a write did to its key.
    public enum Kind: Sendable {
        /// The key was created or updated.
        case put
        /// The key was deleted.
        case delete
    }

    /// What happened.
    public var kind: Kind
    /// The entry as this change left it. For a deletion: the last value, with `modified` set to the revision of the deletion.
    public var entry: Entry
    /// The entry as it was before; nil when the change created the key.
    public var previous: Entry?

    /// The revision of this write.
    public var revision: Revision { entry.modified }
    /// The key that was written.
    public var key: String { entry.key }

    /// A change of these parts.
    public init(kind: Kind, entry: Entry, previous: Entry?) {
        self.kind = kind
        self.entry = entry
        self.previous = previous
    }
}

/// What a follower of a prefix receives at once: changes, and how far it has now seen everything.
public struct ChangeBatch: Sendable {
    /// Changes in the order of their revisions. Empty when only writes outside the prefix happened.
    public var changes: [Change]
    /// With this batch, every change below the prefix up to and including this revision has been received.
    public var revision: Revision

    /// A batch of these parts.
    public init(changes: [Change], revision: Revision) {
        self.changes = changes
        self.revision = revision
    }
}
