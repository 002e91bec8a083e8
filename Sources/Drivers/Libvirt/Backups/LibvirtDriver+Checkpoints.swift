import Libvirt
import StrataAPI
import StrataDriverKit
import XMLDocuments

/// A machine's checkpoints: moments since which QEMU notes, in the qcow2 disks themselves, what changes.
struct MachineCheckpoints: Sendable {
    /// Strata's, each after the one that it follows.
    var own: [CheckpointNote] = []
    /// The names of others'.
    var others: [String] = []

    init(_ definitions: [XMLElement]) {
        for definition in definitions {
            if let note = CheckpointNote(in: definition) { own.append(note) } else { others.append(definition["name"]?.text ?? "") }
        }
    }
}

extension LibvirtDriver {
    func checkpoints(
        of id: NativeID, _ connection: LibvirtConnection, _ attempt: String
    ) async throws(DriverError) -> MachineCheckpoints {
        guard facts.knowsBackups else { return MachineCheckpoints([]) }
        return MachineCheckpoints(
            try await translating(attempt, id.text) { () throws(LibvirtError) in try await connection.checkpoints(of: .name(id.text)) })
    }

    /// Refuses what would break somebody else's checkpoints.
    func requireNoForeignCheckpoints(
        _ checkpoints: MachineCheckpoints, of id: NativeID, _ attempt: String, because why: String
    ) throws(DriverError) {
        guard let first = checkpoints.others.first else { return }
        let names = checkpoints.others.prefix(8).map { $0.printable(limit: 60) }.joined(separator: ", ")
        throw .refused(
            .init(
                attempt, id.text, answer: "it has checkpoints that Strata did not make: \(names); \(why)",
                hint: "Delete them first: virsh checkpoint-delete \(id.text.printable(limit: 60)) \(first.printable(limit: 60))"))
    }

    /// Removes all of Strata's checkpoints of a machine, after which its next backup is whole. One that is off is started for that, and its guest held before it does
    /// anything: only QEMU itself removes what it noted. Memory that libvirt kept must not be there any more.
    func dropCheckpoints(of id: NativeID, _ connection: LibvirtConnection, _ attempt: String) async throws(DriverError) {
        let own = try await checkpoints(of: id, connection, attempt).own
        guard !own.isEmpty else { return }
        let isActive = try await state(id, attempt).1.isActive
        if !isActive {
            try await startNetworks(id, connection)
            try await ask(id, attempt) { domain throws(LibvirtError) in try await connection.startHeld(domain) }
        }
        let result: Result<Void, DriverError>
        do throws(DriverError) {
            for note in own { try await drop(note, of: id, connection, attempt) }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        if !isActive {
            // Also in a task that was cancelled.
            let ending = Task { () async -> Result<Void, DriverError> in
                do throws(DriverError) { return .success(try await end(id, connection, attempt)) } catch { return .failure(error) }
            }
            try await ending.value.get()
        }
        try result.get()
    }

    /// Removes one of Strata's checkpoints of a running machine. Of one whose notes are lost, by a crash or with the disk, libvirt's own note is removed.
    func drop(_ note: CheckpointNote, of id: NativeID, _ connection: LibvirtConnection, _ attempt: String) async throws(DriverError) {
        try await ask(id, attempt) { domain throws(LibvirtError) in
            do throws(LibvirtError) {
                try await connection.deleteCheckpoint(note.backup.text, of: domain)
            } catch {
                guard [.internalError, .checkpointInconsistent, .operationInvalid].contains(error.code) else { throw error }
                try await connection.deleteCheckpoint(note.backup.text, of: domain, noteOnly: true)
            }
        }
    }
}
