import HTTPS
import Proxmox
public import StrataAPI
public import StrataDriverKit

extension ProxmoxDriver {
    /// See ``Driver/delete(_:owner:)``. A running guest is stopped hard first. Its snapshots and disks go with it, and it is taken out of backup and
    /// replication jobs and of high availability.
    public func delete(_ id: NativeID, owner: UID) async throws(DriverError) {
        let attempt = "delete"
        guard let guest = GuestID(id), let record = try await record(guest, attempt) else { return }
        guard let tags = record.owner, tags.uid == owner else {
            throw .notOwned(.init(attempt, id.text, answer: Self.belonging(record)))
        }
        try await settle(record, attempt)
        if try await self.record(guest, attempt)?.isOff == false { try await stop(id, grace: .zero) }
        do throws(DriverError) {
            try await act(on: record, attempt) { client throws(ProxmoxError) in
                try await client.perform(
                    .delete, guest.path(on: record.node), ["purge": "1", "destroy-unreferenced-disks": "1"], within: .seconds(600))
            }
        } catch {
            // Another deletion may have been faster.
            if case .notFound = error { return }
            guard try await self.record(guest, attempt) == nil else { throw error }
        }
        guests[guest] = nil
    }

    /// Whose a guest is, as a sentence.
    static func belonging(_ record: GuestRecord) -> String {
        guard let owner = record.owner else { return "it is not Strata's" }
        return "it belongs to the instance \(owner.instance.printable(limit: 120)) with the UID \(owner.uid)"
    }
}
