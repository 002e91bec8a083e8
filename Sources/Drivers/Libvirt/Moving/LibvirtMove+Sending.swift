import Libvirt
import StrataAPI
import StrataDriverKit
import XMLDocuments

extension LibvirtMove {
    /// See ``MachineMove/send(_:)``. Progress is told by libvirt: bytes of disks and memory together.
    func send(_ report: @escaping @Sendable (MoveProgress) -> Void) async throws(DriverError) -> Duration {
        try await working { () throws(DriverError) in
            if case .target = try await whereabouts() { return .zero }
            let (connection, document, record) = try await machine()
            let card = DomainCard(document)
            if let arrival = try await arrival(), !record.isActive, try await isHeld(arrival) { return .zero }
            let isShared = try await sharesDisks(card)
            let there = try await target.site.connection(attempt, name)
            let moved = MovedDefinition(
                paths: try await paths(document, card, isShared: isShared), name: try await freeName(there), logs: try await logs(there),
                uid: uid)
            guard record.isActive else {
                try await sendStopped(moved.of(document), card, isShared: isShared, there, report)
                return .zero
            }
            let live = try await translating(attempt, name) { () throws(LibvirtError) in
                try await connection.migratableDefinition(of: .name(name))
            }
            guard let live else { throw .failed(.init(attempt, name, answer: "it is gone")) }
            for network in Set(card.cards.map(\.network)) where !network.isEmpty {
                try await translating(attempt, name) { () throws(LibvirtError) in try await there.startNetwork(network) }
            }
            var migration = DomainMigration(definition: moved.of(live), nextDefinition: moved.of(document), name: moved.name)
            migration.sharesFiles = isShared
            if !isShared { migration.disks = card.ownDisks.map(\.target) }
            return try await carry(migration, connection, there, report)
        }
    }

    /// Where the target writes what serial lines show; empty for nowhere.
    private func logs(_ connection: LibvirtConnection) async throws(DriverError) -> String {
        let pool = try await target.pool(connection, attempt)
        return pool.type == "dir" ? pool.path : ""
    }

    /// Whether the guest of a machine that is on its way stands still at the target.
    func isHeld(_ card: DomainCard) async throws(DriverError) -> Bool {
        let there = try await target.site.connection(attempt, name)
        let record = try await translating(attempt, name) { () throws(LibvirtError) in try await there.domain(.uuid(card.uuid)) }
        return record?.state == .paused
    }

    /// Copies the disks of a machine that is off, and defines it at the target.
    private func sendStopped(
        _ document: XMLElement, _ card: DomainCard, isShared: Bool, _ there: LibvirtConnection,
        _ report: @Sendable (MoveProgress) -> Void
    ) async throws(DriverError) {
        let here = try await source.site.connection(attempt, name)
        if !isShared {
            for (number, disk) in card.ownDisks.enumerated() {
                let passing = UID.random()
                try Workshop.enter(passing, attempt, name)
                defer { Workshop.leave(passing) }
                let copy = MachineVolumes.export(passing)
                let result: Result<Void, DriverError>
                do throws(DriverError) {
                    let pool = try await source.pool(here, attempt)
                    _ = try await source.copyDisks([disk], of: order.id, at: nil, to: [copy], in: pool, nil, here, attempt)
                    let file = MachineVolumes.disk(uid, number)
                    let length = try await translating(attempt, name) { () throws(LibvirtError) in
                        try await here.refresh(pool: source.options.pool)
                        return try await here.fileSize(of: copy, in: source.options.pool)
                    }
                    guard let length else { throw .failed(.init(attempt, name, answer: "libvirt does not tell the size of \(copy)")) }
                    try await send(copy, length: length, to: file, of: target.options.pool, over: there, report)
                    try await translating(attempt, name) { () throws(LibvirtError) in try await there.refresh(pool: target.options.pool) }
                    result = .success(())
                } catch {
                    result = .failure(error)
                }
                await Task { try? await here.deleteVolume(copy, in: source.options.pool) }.value
                try result.get()
            }
        }
        try await translating(attempt, name) { () throws(LibvirtError) in _ = try await there.define(document) }
        await target.site.forget(card.uuid)
    }

    /// Has libvirt carry a running machine, watched, and given up with the task.
    private func carry(
        _ order: DomainMigration, _ here: LibvirtConnection, _ there: LibvirtConnection,
        _ report: @escaping @Sendable (MoveProgress) -> Void
    ) async throws(DriverError) -> Duration {
        var migration = order
        let sockets = try await route(&migration, there)
        let id = DomainID.name(name)
        let watching = Task {
            while (try? await Task.sleep(for: .milliseconds(500))) != nil {
                guard let job = try? await here.job(of: id), job.isUnderWay else { continue }
                report(MoveProgress(done: job.done, left: job.left, part: job.diskLeft > 0 ? "disk" : "memory"))
            }
        }
        let work = Task { [migration] () -> Result<Void, LibvirtError> in
            do throws(LibvirtError) {
                return .success(try await here.migrate(id, to: there, migration))
            } catch {
                return .failure(error)
            }
        }
        let result = await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            // libvirt ends the move by itself when its job is aborted; what waits for it is not cut off before.
            Task { try? await here.abortJob(of: id) }
        }
        watching.cancel()
        for socket in sockets { await Task { try? await target.machine.remove(socket) }.value }
        await target.site.forget(migration.definition["uuid"]?.text ?? "")
        if case .failure = result, Task.isCancelled { throw .cancelled }
        try await translating(attempt, name) { () throws(LibvirtError) in try result.get() }
        let held = try? await here.endedJob(of: id).downtime
        return .milliseconds(held ?? 0)
    }

    /// How memory and disks come to the target. Where both daemons are on one machine that is by sockets that only it has, and otherwise as the target's site says.
    /// - Returns: the sockets, which are to be removed.
    func route(_ migration: inout DomainMigration, _ there: LibvirtConnection) async throws(DriverError) -> [String] {
        let options = target.options
        migration.isEncrypted = options.carriage == .tls
        if options.carriage == .tunnel {
            guard !options.peer.isEmpty, migration.disks.isEmpty else {
                throw refusal(
                    "the site there takes machines in by a tunnel, which needs its spec.options.peer and disks that both have",
                    hint: "Set spec.options.migration there to tls")
            }
        }
        if !options.peer.isEmpty { migration.way = .peerToPeer(options.peer, isTunnel: options.carriage == .tunnel) }
        let isOne = source.machine.isLocal == target.machine.isLocal && source.machine.name == target.machine.name
        let directory = try await logs(there)
        guard isOne, source.isReachable, target.isReachable, options.carriage == .plain, directory.utf8.count < 60 else { return [] }
        let sockets = ["memory", "disks"].map { "\(directory)/\(uid.text.prefix(8)).\($0)" }
        migration.uri = "unix://\(sockets[0])"
        if !migration.disks.isEmpty { migration.disksURI = "unix://\(sockets[1])" }
        return sockets
    }
}
