/// One key and its bytes at one revision.
public struct Entry: Sendable, Equatable {
    /// The key: 1 to 2,048 bytes of UTF-8. Keys are compared and sorted by their bytes, never by Unicode equivalence.
    public var key: String
    /// The bytes as they were written.
    public var value: [UInt8]
    /// The revision at which the key began to exist (again, if it was deleted before).
    public var created: Revision
    /// The revision of the last write; for a deleted entry, the revision of its deletion.
    public var modified: Revision

    /// An entry of these parts.
    public init(key: String, value: [UInt8], created: Revision, modified: Revision) {
        self.key = key
        self.value = value
        self.created = created
        self.modified = modified
    }
}
