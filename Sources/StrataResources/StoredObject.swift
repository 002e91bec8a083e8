public import StrataAPI
public import StrataStore

/// An object as it lies in the watch cache: the bytes that answer requests, made once, and what selectors look at.
public final class StoredObject: Sendable {
    public let name: ObjectName
    public let uid: UID
    public let labels: [String: String]
    /// The UIDs of the objects this one belongs to.
    public let owners: [String]
    /// The selectable fields, by dotted path.
    public let fields: SelectableFields
    public let revision: Revision
    /// `metadata.generation`, zero where the kind has none.
    public let generation: Int64
    /// `status.observedGeneration`.
    public let observedGeneration: Int64
    /// Whether deletion was asked for.
    public let isBeingDeleted: Bool
    /// What the object takes of its namespace's quotas.
    let quotaUse: QuotaUse
    /// The whole object as JSON, `metadata.resourceVersion` included. An array takes the memory it needs; a buffer would take the next power of two.
    public let bytes: [UInt8]

    init(_ json: JSONValue, fields: SelectableFields, quotaUse: QuotaUse = QuotaUse(), revision: Revision, bytes: [UInt8]) {
        let metadata = json["metadata"]?.object ?? [:]
        name = ObjectName(namespace: metadata["namespace"]?.string ?? "", name: metadata["name"]?.string ?? "")
        uid = UID(metadata["uid"]?.string ?? "")
        labels = metadata["labels"]?.object?.compactMapValues(\.string) ?? [:]
        owners = metadata["ownerReferences"]?.array?.compactMap { $0["uid"]?.string } ?? []
        generation = metadata["generation"]?.int ?? 0
        observedGeneration = json["status"]?["observedGeneration"]?.int ?? 0
        isBeingDeleted = metadata["deletionTimestamp"] != nil
        self.fields = fields
        self.quotaUse = quotaUse
        self.revision = revision
        self.bytes = bytes
    }

    /// The object as a tree, parsed anew with each call.
    public var json: JSONValue {
        // What the cache holds was encoded by this process or refused when it was loaded, so it parses.
        (try? JSONValue(parsing: bytes, limits: ObjectCodec.storedLimits)) ?? .null
    }
}

/// What a watch tells of an object (`metav1.WatchEvent`).
public enum WatchEventType: String, Sendable, CaseIterable {
    case added = "ADDED"
    case modified = "MODIFIED"
    case deleted = "DELETED"
    case bookmark = "BOOKMARK"
    case error = "ERROR"
}
