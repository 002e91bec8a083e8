import StrataAPI
import StrataDriverKit

/// What is written beside a snapshot's tree: whose it is as JSON, when it was taken, and the bytes it takes, a line each.
enum SnapshotNote {
    static func line(_ order: SnapshotOrder) -> String {
        let note: JSONValue = ["uid": .string(order.uid.text), "name": .string(order.name.description)]
        return note.text
    }

    /// What a note says. One that cannot be read leaves a snapshot that is nobody's.
    static func snapshot(_ name: String, _ bytes: [UInt8]) -> ObservedSnapshot {
        let lines = String(decoding: bytes.prefix(4096), as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        var snapshot = ObservedSnapshot(id: SnapshotID(name))
        if let uid = lines.first.flatMap({ try? JSONValue(parsing: String($0)) })?["uid"]?.string, uid == name {
            snapshot.owner = UID(uid)
        }
        if lines.count > 1, let seconds = Int64(lines[1]) { snapshot.createdAt = Timestamp(seconds: seconds) }
        if lines.count > 2, let size = Int64(lines[2]), size >= 0 { snapshot.size = Quantity(bytes: size) }
        return snapshot
    }
}
