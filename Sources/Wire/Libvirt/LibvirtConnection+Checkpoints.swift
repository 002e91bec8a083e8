internal import CLibvirt
import Glibc
public import XMLDocuments

extension LibvirtConnection {
    /// The definitions of a domain's checkpoints (libvirt, "Checkpoint XML"), each after the one that it follows, without the domain as it was then. None where the
    /// hypervisor, or the library, knows none.
    public func checkpoints(of id: DomainID) async throws(LibvirtError) -> [XMLElement] {
        do throws(LibvirtError) {
            return try await call("list the checkpoints of \(id)") { caller throws(LibvirtError) in
                guard let listAll = caller.api.virDomainListAllCheckpoints else { return [] }
                let describe = try caller.young("virDomainCheckpointGetXMLDesc", caller.api.virDomainCheckpointGetXMLDesc)
                let free = try caller.young("virDomainCheckpointFree", caller.api.virDomainCheckpointFree)
                return try caller.domain(id) { domain throws(LibvirtError) in
                    var list: UnsafeMutablePointer<virDomainCheckpointPtr?>?
                    let count = try caller.check(
                        listAll(domain, &list, UInt32(VIR_DOMAIN_CHECKPOINT_LIST_TOPOLOGICAL.rawValue)))
                    let checkpoints = (0..<Int(count)).compactMap { list?[$0] }
                    defer {
                        for checkpoint in checkpoints { _ = free(checkpoint) }
                        Glibc.free(list)
                    }
                    var definitions: [XMLElement] = []
                    for checkpoint in checkpoints {
                        let text = describe(checkpoint, UInt32(VIR_DOMAIN_CHECKPOINT_XML_NO_DOMAIN.rawValue))
                        definitions.append(try XMLElement(definition: caller.text(text, "a checkpoint's definition")))
                    }
                    return definitions
                }
            }
        } catch {
            if error.code == .noSupport { return [] }
            throw error
        }
    }

    /// Removes a checkpoint, with what was noted since: of a running domain, whose QEMU notes it. No effect where it is gone.
    ///
    /// - Parameter noteOnly: removes libvirt's own note of it alone, also of a domain that is off, where what it stands for is lost.
    public func deleteCheckpoint(_ name: String, of id: DomainID, noteOnly: Bool = false) async throws(LibvirtError) {
        do throws(LibvirtError) {
            try await call("delete a checkpoint of \(id)", within: .seconds(120)) { caller throws(LibvirtError) in
                let find = try caller.young("virDomainCheckpointLookupByName", caller.api.virDomainCheckpointLookupByName)
                let delete = try caller.young("virDomainCheckpointDelete", caller.api.virDomainCheckpointDelete)
                let free = try caller.young("virDomainCheckpointFree", caller.api.virDomainCheckpointFree)
                try caller.domain(id) { domain throws(LibvirtError) in
                    let checkpoint: virDomainCheckpointPtr = try caller.check(find(domain, name, 0))
                    defer { _ = free(checkpoint) }
                    let flags = noteOnly ? UInt32(VIR_DOMAIN_CHECKPOINT_DELETE_METADATA_ONLY.rawValue) : 0
                    _ = try caller.check(delete(checkpoint, flags))
                }
            }
        } catch {
            guard error.code == .noDomainCheckpoint else { throw error }
        }
    }
}
