internal import CLibvirt
import Glibc
public import XMLDocuments

extension LibvirtConnection {
    private static var labour: Duration { .seconds(300) }

    /// The definitions of a domain's snapshots, in no order.
    public func snapshots(of id: DomainID) async throws(LibvirtError) -> [XMLElement] {
        try await call("list the snapshots of \(id)") { caller throws(LibvirtError) in
            try caller.domain(id) { domain throws(LibvirtError) in
                var list: UnsafeMutablePointer<virDomainSnapshotPtr?>?
                let count = try caller.check(caller.api.virDomainListAllSnapshots(domain, &list, 0))
                let snapshots = (0..<Int(count)).compactMap { list?[$0] }
                defer {
                    for snapshot in snapshots { _ = caller.api.virDomainSnapshotFree(snapshot) }
                    free(list)
                }
                var definitions: [XMLElement] = []
                for snapshot in snapshots {
                    definitions.append(
                        try XMLElement(
                            definition: caller.text(caller.api.virDomainSnapshotGetXMLDesc(snapshot, 0), "a snapshot's definition"))
                    )
                }
                return definitions
            }
        }
    }

    /// Takes a snapshot. Of a running domain whose disks keep it within themselves it holds the memory too, and the guest stands still meanwhile.
    public func takeSnapshot(_ definition: XMLElement, of id: DomainID) async throws(LibvirtError) {
        let xml = definition.xml
        try await call("take a snapshot of \(id)", within: Self.labour) { caller throws(LibvirtError) in
            try caller.domain(id) { domain throws(LibvirtError) in
                let snapshot: virDomainSnapshotPtr = try caller.check(caller.api.virDomainSnapshotCreateXML(domain, xml, 0))
                _ = caller.api.virDomainSnapshotFree(snapshot)
            }
        }
    }

    /// What a domain does after it was made what it was.
    public enum AfterRevert: Sendable {
        case asItWas
        case running
        case paused
    }

    /// Makes a domain what it was when a snapshot was taken. What it was since is lost.
    public func revert(_ id: DomainID, to name: String, then: AfterRevert) async throws(LibvirtError) {
        let state: UInt32 =
            switch then {
            case .asItWas: 0
            case .running: VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING.rawValue
            case .paused: VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED.rawValue
            }
        try await withSnapshot(name, of: id, "revert") {
            $0.virDomainRevertToSnapshot($1, state | VIR_DOMAIN_SNAPSHOT_REVERT_FORCE.rawValue)
        }
    }

    /// Removes a snapshot; those that were taken after it stay.
    public func deleteSnapshot(_ name: String, of id: DomainID) async throws(LibvirtError) {
        try await withSnapshot(name, of: id, "delete a snapshot of") { $0.virDomainSnapshotDelete($1, 0) }
    }

    private func withSnapshot(
        _ name: String, of id: DomainID, _ verb: String, _ body: @escaping @Sendable (strata_libvirt, virDomainSnapshotPtr) -> Int32
    ) async throws(LibvirtError) {
        try await call("\(verb) \(id)", within: Self.labour) { caller throws(LibvirtError) in
            try caller.domain(id) { domain throws(LibvirtError) in
                let snapshot: virDomainSnapshotPtr = try caller.check(caller.api.virDomainSnapshotLookupByName(domain, name, 0))
                defer { _ = caller.api.virDomainSnapshotFree(snapshot) }
                _ = try caller.check(body(caller.api, snapshot))
            }
        }
    }
}
