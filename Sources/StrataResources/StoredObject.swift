public import NIOCore
public import StrataAPI
public import StrataStore
import Synchronization

/// An object as it lies in the watch cache: the bytes that answer requests, made once, and what selectors look at.
public final class StoredObject: Sendable {
    public let name: ObjectName
    public let uid: UID
    public let labels: [String: String]
    /// The UIDs of the objects this one belongs to.
    public let owners: [String]
    /// The selectable fields that have a value, by dotted path.
    public let fields: [String: String]
    public let revision: Revision
    /// `metadata.generation`, zero where the kind has none.
    public let generation: Int64
    /// `status.observedGeneration`.
    public let observedGeneration: Int64
    /// Whether deletion was asked for.
    public let isBeingDeleted: Bool
    /// The whole object as JSON, `metadata.resourceVersion` included.
    public let bytes: ByteBuffer

    private let frames = Mutex<[WatchEventType: ByteBuffer]>([:])

    init(_ json: JSONValue, fields: [String: String], revision: Revision, bytes: ByteBuffer) {
        let metadata = json["metadata"]?.object ?? [:]
        name = ObjectName(namespace: metadata["namespace"]?.string ?? "", name: metadata["name"]?.string ?? "")
        uid = UID(metadata["uid"]?.string ?? "")
        labels = metadata["labels"]?.object?.compactMapValues(\.string) ?? [:]
        owners = metadata["ownerReferences"]?.array?.compactMap { $0["uid"]?.string } ?? []
        generation = metadata["generation"]?.int ?? 0
        observedGeneration = json["status"]?["observedGeneration"]?.int ?? 0
        isBeingDeleted = metadata["deletionTimestamp"] != nil
        self.fields = fields
        self.revision = revision
        self.bytes = bytes
    }

    /// The object as a tree, parsed anew with each call.
    public var json: JSONValue {
        // What the cache holds was encoded by this process or refused when it was loaded, so it parses.
        (try? JSONValue(parsing: Array(bytes.readableBytesView), limits: ObjectCodec.storedLimits)) ?? .null
    }

    /// The line of a watch that tells of this object, encoded once however many watch.
    public func frame(_ type: WatchEventType) -> ByteBuffer {
        frames.withLock { frames in
            if let frame = frames[type] { return frame }
            var frame = ByteBuffer()
            frame.reserveCapacity(bytes.readableBytes + 40)
            frame.writeString("{\"type\":\"\(type.rawValue)\",\"object\":")
            frame.writeImmutableBuffer(bytes)
            frame.writeString("}\n")
            frames[type] = frame
            return frame
        }
    }
}

/// What a watch tells of an object (`metav1.WatchEvent`).
public enum WatchEventType: String, Sendable {
    case added = "ADDED"
    case modified = "MODIFIED"
    case deleted = "DELETED"
    case bookmark = "BOOKMARK"
    case error = "ERROR"
}
