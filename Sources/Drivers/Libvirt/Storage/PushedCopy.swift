import Libvirt
import StrataAPI
import XMLDocuments

/// A copy of a running machine's disks, which QEMU makes (libvirt, "Backup XML", mode push).
struct PushedCopy: Sendable {
    /// What a copy holds no more than the changes since.
    struct Earlier: Sendable {
        /// The checkpoint that was made at the same moment.
        var checkpoint: String
        /// The volumes that the copy's lie above, in the order of the disks.
        var paths: [String]
    }

    /// The disks, and what their copies are called.
    var disks: [DomainCard.Disk]
    var names: [String]
    var pool: StoragePool
    /// What encrypts the copies; nil for nothing.
    var key: DiskKey?
    /// The checkpoint that is made at the same moment; nil for none.
    var checkpoint: CheckpointNote?
    /// Nil for a copy that is complete in itself.
    var earlier: Earlier?

    /// The volume of a copy. It is made beforehand, since it is then that it can be said what it lies above.
    func volume(_ number: Int, size: Int64) -> XMLElement {
        VolumeDocument.of(
            names[number], format: "qcow2", size: size, below: earlier.map { (path: $0.paths[number], format: "qcow2") }, key: key)
    }

    /// - Parameters:
    ///   - all: the machine's disks, of which those that are not to be copied must be named too.
    ///   - paths: those of the copies.
    func definition(_ all: [DomainCard.Disk], _ paths: [String]) -> XMLElement {
        var elements = others(all).map { XMLElement("disk", [("name", $0.target), ("backup", "no")]) }
        for (disk, path) in zip(disks, paths) {
            elements.append(
                XMLElement(
                    "disk", [("name", disk.target), ("backup", "yes"), ("type", "file")],
                    [
                        XMLElement("driver", [("type", "qcow2")]),
                        XMLElement("target", [("file", path)], key.map { [$0.element] } ?? []),
                    ]))
        }
        var backup = XMLElement("domainbackup", [("mode", "push")])
        if let earlier { backup["incremental"] = XMLElement("incremental", text: earlier.checkpoint) }
        backup["disks"] = XMLElement("disks", [], elements)
        return backup
    }

    func checkpointDefinition(_ all: [DomainCard.Disk]) -> XMLElement? {
        checkpoint?.definition(of: disks.map(\.target), without: others(all).map(\.target))
    }

    private func others(_ all: [DomainCard.Disk]) -> [DomainCard.Disk] {
        all.filter { disk in !disks.contains { $0.target == disk.target } }
    }
}
