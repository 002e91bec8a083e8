import Libvirt
import StrataAPI
import StrataDriverKit
import XMLDocuments

/// How a snapshot says whose it is: its name is the Snapshot's UID, and its description begins with a word of Strata's (libvirt, "Snapshot XML").
enum SnapshotNote {
    private static let disks = "strata: disks of "
    private static let memory = "strata: memory of "

    static func definition(_ order: SnapshotOrder) -> XMLElement {
        XMLElement(
            "domainsnapshot", [],
            [
                XMLElement("name", text: order.uid.text),
                XMLElement("description", text: (order.withMemory ? memory : disks) + order.name.description),
            ])
    }

    static func observed(_ definition: XMLElement) -> ObservedSnapshot {
        let name = definition["name"]?.text ?? ""
        let description = definition["description"]?.text ?? ""
        let (isOurs, hasMemory) = (description.hasPrefix(disks) || description.hasPrefix(memory), description.hasPrefix(memory))
        let state = definition["state"]?.text
        let time = definition["creationTime"].flatMap { Int64($0.text) }
        return ObservedSnapshot(
            id: SnapshotID(name), owner: isOurs ? UID(name) : nil,
            createdAt: time.map { Timestamp(microseconds: $0.multipliedReportingOverflow(by: 1_000_000).partialValue) },
            hasMemory: isOurs ? hasMemory : state == "running" || state == "paused")
    }
}
