import Libvirt
import StrataAPI
import StrataDriverKit
import XMLDocuments

extension LibvirtMove {
    /// See ``MachineMove/commit()``. One definition that is written makes the machine the target's.
    func commit() async throws(DriverError) -> NativeID {
        try await working { () throws(DriverError) in
            guard let card = try await arrival() else {
                throw .failed(.init(attempt, name, answer: "it has not been made ready at the other site"))
            }
            let id = NativeID(card.name)
            let there = try await target.site.connection(attempt, name)
            if card.note?.isArriving == true {
                guard try await !machine().record.isActive else {
                    if order.isLive { throw .failed(.init(attempt, name, answer: "its memory has not been sent")) }
                    throw refusal("it was started meanwhile", hint: "Stop it, or move it live")
                }
                if order.isLive, order.runs, try await !isHeld(card) {
                    throw .failed(.init(attempt, name, answer: "the QEMU that takes over does not have its memory"))
                }
                var (_, document) = try await target.existing(id, attempt)
                guard var note = OwnerNote(in: document) else { throw .failed(.init(attempt, name, answer: "its note is gone")) }
                note.isArriving = false
                note.write(into: &document)
                let settled = document
                try await translating(attempt, name) { () throws(LibvirtError) in _ = try await there.define(settled) }
                await target.site.forget(card.uuid)
                await target.end(uid, there)
            }
            if order.runs, try await isHeld(card) {
                try await target.ask(id, attempt) { domain throws(LibvirtError) in try await there.resume(domain) }
            }
            return id
        }
    }

    /// See ``MachineMove/finish()``.
    func finish() async throws(DriverError) {
        let attempt = "finish the move of"
        try await working { () throws(DriverError) in
            guard case .target = try await whereabouts() else {
                throw .refused(.init(attempt, name, answer: "it has not come to the other site"))
            }
            let found: (connection: LibvirtConnection, document: XMLElement, record: DomainRecord)
            do throws(DriverError) {
                found = try await machine()
            } catch .notFound {
                return
            }
            let card = DomainCard(found.document)
            guard !found.record.isActive else {
                throw .refused(.init(attempt, name, answer: "it runs where it was, too", hint: "Stop it there: virsh destroy \(name)"))
            }
            let isShared = try await sharesDisks(card)
            try await translating(attempt, name) { () throws(LibvirtError) in try await found.connection.undefine(.uuid(card.uuid)) }
            await source.site.forget(card.uuid)
            if !isShared {
                await source.removeLog(card)
                try await source.removeVolumes(of: uid, attempt, unlessDefined: false)
            }
        }
    }

    /// See ``MachineMove/abort(isUncommitted:)``. A machine whose memory was sent comes back by a move of the memory alone.
    func abort(isUncommitted: Bool) async throws(DriverError) -> DriverError? {
        let attempt = "give up the move of"
        return try await working { () throws(DriverError) in
            var failure: DriverError?
            do throws(DriverError) {
                if let card = try await arrival() {
                    guard card.note?.isArriving == true else {
                        throw DriverError.refused(.init(attempt, name, answer: "it has come to the other site already"))
                    }
                    try await quiet(attempt)
                    if try await !machine().record.isActive, try await isHeld(card) { try await bringBack(card) }
                }
                try await removeArrival(attempt)
            } catch {
                // A target that cannot be asked keeps its leftovers until it can. Its guest never ran there.
                guard isUncommitted, error.isTransient else { throw error }
                failure = error
            }
            try await revive()
            return failure
        }
    }

    /// Removes what was made at the target.
    private func removeArrival(_ attempt: String) async throws(DriverError) {
        let there = try await target.site.connection(attempt, name)
        if let card = try await arrival() {
            try await translating(attempt, name) { () throws(LibvirtError) in
                if try await there.domain(.uuid(card.uuid))?.isActive ?? false { try await there.destroy(.uuid(card.uuid)) }
                try await there.undefine(.uuid(card.uuid))
            }
            await target.site.forget(card.uuid)
        }
        // Where the pool is common, the volumes are the source's.
        guard try await !source.sharesPool(with: target, attempt, name) else { return }
        try await target.removeVolumes(of: uid, attempt, unlessDefined: true)
    }

    /// Takes the memory of a machine back to where its disks still are as they were.
    private func bringBack(_ card: DomainCard) async throws(DriverError) {
        let (here, document, _) = try await machine()
        let there = try await target.site.connection(attempt, name)
        let live = try await translating(attempt, name) { () throws(LibvirtError) in
            try await there.migratableDefinition(of: .uuid(card.uuid))
        }
        guard let live else { throw .failed(.init(attempt, name, answer: "it is gone")) }
        let old = DomainCard(document)
        // In the other direction: the same disks by the same targets, and the log and files that the machine has here.
        var paths: [String: String] = [:]
        for disk in card.disks { paths[disk.path] = old.disks.first { $0.target == disk.target }?.path }
        for part in ["kernel", "initrd"] {
            if let there = live.at("os", part)?.text, let here = document.at("os", part)?.text { paths[there] = here }
        }
        let logs = old.log.isEmpty ? "" : old.log.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
        let moved = MovedDefinition(paths: paths, name: name, logs: logs, uid: uid)
        var definition = moved.of(live)
        document["metadata"].map { definition["metadata"] = $0 }
        var migration = DomainMigration(definition: definition, nextDefinition: document, name: name)
        migration.sharesFiles = true
        let back = LibvirtMove(source: target, target: source, order: order)
        let sockets = try await back.route(&migration, here)
        let result: Result<Void, DriverError>
        do throws(DriverError) {
            try await translating(attempt, name) { () throws(LibvirtError) in
                try await there.migrate(.uuid(card.uuid), to: here, migration)
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        for socket in sockets { await Task { try? await source.machine.remove(socket) }.value }
        await source.site.forget(old.uuid)
        try result.get()
    }

    /// Ends a move that libvirt is still at.
    private func quiet(_ attempt: String) async throws(DriverError) {
        let connection = try await source.site.connection(attempt, name)
        let ended = try await source.until(order.id, by: .now + .seconds(30)) { () async throws(DriverError) in
            try await translating(attempt, name) { () throws(LibvirtError) in
                do throws(LibvirtError) {
                    guard try await connection.job(of: .name(name)).isUnderWay else { return true }
                    try await connection.abortJob(of: .name(name))
                } catch {
                    // It ended meanwhile, or the machine is off.
                    guard error.code == .operationInvalid else { throw error }
                    return true
                }
                return false
            }
        }
        guard ended else { throw .timedOut(.init(attempt, name, answer: "libvirt does not give up moving it")) }
    }

    /// Lets the guest run on where it is. One whose memory is lost, with the site that had it, starts anew from its disks.
    func revive() async throws(DriverError) {
        let attempt = "give up the move of"
        let record = try await machine().record
        if record.isActive { try await quiet(attempt) }
        guard order.isLive, order.runs else { return }
        try await source.start(order.id)
    }
}
