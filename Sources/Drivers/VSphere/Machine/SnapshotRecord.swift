import StrataAPI
import StrataDriverKit
import VSphere
import XMLDocuments

/// A snapshot as a machine's tree of them shows it.
struct SnapshotRecord: Sendable {
    var object: ManagedObject
    /// Counts up within a machine.
    var number: Int
    var owner: UID?
    var createdAt: Timestamp?
    var hasMemory: Bool

    private static let mark = "(UID "

    /// What stands in the description.
    static func text(_ order: SnapshotOrder) -> String { "The snapshot \(order.name) of Strata \(mark)\(order.uid))." }

    init?(_ element: XMLElement) {
        guard let object = ManagedObject(element["snapshot"]) else { return nil }
        self.object = object
        number = element["id"].flatMap { Int($0.text) } ?? 0
        owner = Self.owner(in: element["description"]?.text ?? "")
        createdAt = element["createTime"].flatMap { Timestamp($0.text) }
        hasMemory = element["state"]?.text == "poweredOn"
    }

    var observed: ObservedSnapshot {
        ObservedSnapshot(id: SnapshotID(object.id), owner: owner, createdAt: createdAt, hasMemory: hasMemory)
    }

    /// Walks a tree of snapshots; the reader of XML has bounded its depth.
    static func collect(_ trees: [XMLElement], into found: inout [SnapshotRecord]) {
        for tree in trees {
            if let record = SnapshotRecord(tree) { found.append(record) }
            collect(tree.children("childSnapshotList"), into: &found)
        }
    }

    private static func owner(in text: String) -> UID? {
        guard let range = text.firstRange(of: mark) else { return nil }
        let uid = UID(String(text[range.upperBound...].prefix(36)))
        return uid.isUUID ? uid : nil
    }
}
