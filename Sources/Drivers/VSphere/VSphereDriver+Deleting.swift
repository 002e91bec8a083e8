public import StrataAPI
public import StrataDriverKit
import VSphere

extension VSphereDriver {
    /// See ``Driver/delete(_:owner:)``. A running machine is stopped hard first. Its snapshots and disks go with it.
    public func delete(_ id: NativeID, owner: UID) async throws(DriverError) {
        let attempt = "delete"
        guard let record = try await record(id, attempt) else { return }
        guard let note = record.owner, note.uid == owner else {
            throw .notOwned(.init(attempt, record.name, answer: Self.belonging(record)))
        }
        // One that is on its way in is removed as soon as the server lets go of it.
        guard !note.isUnfinished else { return try await removeUnfinished(record, attempt) }
        do throws(DriverError) {
            if record.powerWord == "poweredOn" { try await perform("PowerOffVM_Task", on: record, attempt) }
            try await perform("Destroy_Task", on: record, attempt)
        } catch {
            // Another deletion may have been faster.
            guard try await self.record(of: record.object, attempt) == nil else { throw error }
        }
        book.forget(record.object)
    }

    /// Whose a machine is, as a sentence.
    static func belonging(_ record: MachineRecord) -> String {
        guard let owner = record.owner else { return "it is not Strata's" }
        return "it belongs to the instance \(owner.instance.printable(limit: 120)) with the UID \(owner.uid)"
    }
}
