import QMP
import StrataAPI
import StrataDriverKit

extension QEMUMove {
    /// The disk's job at the source, its other end there, and the node and its export at the target.
    private static var job: String { "move" }
    private static var mirror: String { "move-target" }

    /// See ``MachineMove/send(_:)``. Progress is told by QEMU: bytes of the disk and of memory.
    func send(_ report: @escaping @Sendable (MoveProgress) -> Void) async throws(DriverError) -> Duration {
        let attempt = "move"
        return try await working(attempt) { () throws(DriverError) in
            if case .target = try await whereabouts() { return .zero }
            guard let record = try await prepared(attempt), record.isComplete else {
                throw .failed(.init(attempt, name, answer: "it has not been made ready at the other site"))
            }
            guard record.isLive else { return .zero }
            let definition = try await machine(attempt).definition
            let monitor = try await source.monitor(order.id, definition, attempt)
            return try await target.withMonitor(ofIncoming: record.definition, attempt) { client throws(DriverError) in
                try await send(record, definition, from: monitor, to: client, report)
            }
        }
    }

    private func send(
        _ record: IncomingRecord, _ definition: MachineDefinition, from monitor: QMPClient, to client: QMPClient,
        _ report: @Sendable (MoveProgress) -> Void
    ) async throws(DriverError) -> Duration {
        let there = target.directory(record.definition.name)
        let here = source.directory(definition.name)
        var routes: [SiteRoute] = []
        do throws(DriverError) {
            let devices = try await source.ask(monitor, "query-block", order.id, "move").array ?? []
            var mirrors = false
            if !source.isOneMachine(with: target),
                let inserted = devices.lazy.compactMap({ $0["inserted"] }).first(where: { $0["ro"]?.bool != true }),
                let disk = ActiveDisk(inserted, in: here)
            {
                try await export(disk, of: client, at: there.disks)
                let route = try await route(to: there.disks, from: here.disksOut)
                routes.append(route)
                try await mirror(disk, by: monitor, to: route.path, report)
                mirrors = true
            }
            try await ask(client, "migrate-incoming", ["uri": .string("unix:\(there.memoryIn)")])
            let route = try await route(to: there.memoryIn, from: here.memoryOut)
            routes.append(route)
            let downtime = try await migrate(by: monitor, to: route.path, mirrors: mirrors, report)
            try await awaitGuest(at: client, record)
            let copy = TreeCopy(source: source.place, target: target.place, isOne: source.isOneMachine(with: target), name: name)
            // What was said is worth little beside a guest that runs on.
            try? await copy.append(here.log, beyond: record.logLength, to: there.log)
            for route in routes { await route.close() }
            return downtime
        } catch {
            for route in routes { await route.close() }
            throw error
        }
    }

    private func route(to socket: String, from place: String) async throws(DriverError) -> SiteRoute {
        do throws(TransportError) {
            return try await SiteRoute(
                from: source.machine, to: socket, of: target.machine, isOne: source.isOneMachine(with: target), at: place)
        } catch {
            throw DriverError(error, "connect the two sites to move", name)
        }
    }

    @discardableResult
    func ask(_ client: QMPClient, _ command: String, _ arguments: JSONValue = .object([:])) async throws(DriverError) -> JSONValue {
        try await source.ask(client, command, order.id, "move", arguments)
    }

    private func pause() async throws(DriverError) {
        do { try await Task.sleep(for: .milliseconds(20)) } catch { throw .cancelled }
    }

    /// Lets the target's disk be written to over a socket (QEMU, docs/interop/live-block-operations.rst, "QMP invocation for live storage migration").
    private func export(_ disk: ActiveDisk, of client: QMPClient, at socket: String) async throws(DriverError) {
        let blocks = try await ask(client, "query-block").array ?? []
        guard let node = blocks.lazy.compactMap({ $0["inserted"] }).first(where: { $0["ro"]?.bool != true })?["node-name"]?.string else {
            throw .failed(.init("move", name, answer: "the QEMU that takes over has no disk"))
        }
        try await ask(client, "nbd-server-start", ["addr": ["type": "unix", "data": ["path": .string(socket)]]])
        try await ask(
            client, "block-export-add",
            ["type": "nbd", "id": .string(Self.mirror), "node-name": .string(node), "name": "disk", "writable": true])
    }

    /// Copies what the guest wrote to its disk, and from then on all that it writes; returns when both are the same.
    private func mirror(
        _ disk: ActiveDisk, by monitor: QMPClient, to socket: String, _ report: @Sendable (MoveProgress) -> Void
    ) async throws(DriverError) {
        try await ask(
            monitor, "blockdev-add",
            [
                "driver": "nbd", "node-name": .string(Self.mirror), "export": "disk",
                "server": ["type": "unix", "path": .string(socket)],
            ])
        try await ask(
            monitor, "blockdev-mirror",
            [
                "job-id": .string(Self.job), "device": .string(disk.node), "target": .string(Self.mirror),
                "sync": disk.backing.isEmpty ? "full" : "top", "auto-dismiss": false,
            ])
        while true {
            guard let job = try await job(of: monitor) else { throw .failed(.init("copy the disk of", name, answer: "QEMU lost the job")) }
            let done = job["current-progress"]?.int ?? 0
            report(MoveProgress(done: done, left: max(0, (job["total-progress"]?.int ?? done) - done), part: "disk"))
            switch job["status"]?.string {
            case "ready": return
            case "concluded", "aborting", "null":
                throw .failed(.init("copy the disk of", name, answer: job["error"]?.string ?? "the job ended early"))
            default: try await pause()
            }
        }
    }

    /// The mirror's job; nil when there is none.
    func job(of monitor: QMPClient) async throws(DriverError) -> JSONValue? {
        try await ask(monitor, "query-jobs").array?.first { $0["id"]?.string == Self.job }
    }

    /// Ends the mirror, whole where it was ready, and takes its parts away.
    func endMirror(of monitor: QMPClient, isWanted: Bool) async throws(DriverError) {
        if try await job(of: monitor) != nil {
            // One that has concluded cannot be cancelled.
            do throws(DriverError) {
                try await ask(monitor, "block-job-cancel", ["device": .string(Self.job), "force": .bool(!isWanted)])
            } catch .refused where !isWanted {}
            let end = ContinuousClock.now + .seconds(60)
            while let job = try await job(of: monitor) {
                if job["status"] == "concluded" {
                    let error = job["error"]?.string ?? ""
                    try await ask(monitor, "job-dismiss", ["id": .string(Self.job)])
                    guard error.isEmpty || !isWanted else { throw .failed(.init("copy the disk of", name, answer: error)) }
                    break
                }
                guard ContinuousClock.now < end else { throw .timedOut(.init("copy the disk of", name, answer: "the job does not end")) }
                try await pause()
            }
        }
        let nodes = try await ask(monitor, "query-named-block-nodes", ["flat": true]).array ?? []
        guard nodes.contains(where: { $0["node-name"]?.string == Self.mirror }) else { return }
        try await ask(monitor, "blockdev-del", ["node-name": .string(Self.mirror)])
    }

    /// Sends the guest's memory until the guest is held and all of it is there.
    private func migrate(
        by monitor: QMPClient, to socket: String, mirrors: Bool, _ report: @Sendable (MoveProgress) -> Void
    ) async throws(DriverError) -> Duration {
        func capability(_ name: String, _ state: Bool) -> JSONValue { ["capability": .string(name), "state": .bool(state)] }
        try await ask(
            monitor, "migrate-set-capabilities",
            [
                // A guest that writes faster than it is sent is slowed down. The mirror ends while the guest is held and its disk is still its own.
                "capabilities": [capability("auto-converge", true), capability("pause-before-switchover", mirrors)]
            ])
        try await ask(monitor, "migrate-set-parameters", ["max-bandwidth": .int(Self.bandwidth), "downtime-limit": .int(300)])
        try await ask(monitor, "migrate", ["uri": .string("unix:\(socket)")])
        var held: ContinuousClock.Instant?
        while true {
            let state = MigrationState(try await ask(monitor, "query-migrate"))
            report(MoveProgress(done: state.sent, left: state.left, part: "memory"))
            switch state.stage {
            case .completed: return max(state.downtime, held.map { ContinuousClock.now - $0 } ?? .zero)
            case .failed(let why): throw .failed(.init("move", name, answer: why))
            case .cancelled, .none: throw .failed(.init("move", name, answer: "somebody else cancelled it"))
            case .held where held == nil:
                held = .now
                try await endMirror(of: monitor, isWanted: true)
                try await ask(monitor, "migrate-continue", ["state": "pre-switchover"])
            case .held, .active: try await pause()
            }
        }
    }

    /// The most bytes of memory that are sent in a second.
    private static var bandwidth: Int64 { 8 << 30 }

    /// Waits until the QEMU that takes over has all of the guest.
    private func awaitGuest(at client: QMPClient, _ record: IncomingRecord) async throws(DriverError) {
        let end = ContinuousClock.now + .seconds(60)
        while try await ask(client, "query-status")["status"] == "inmigrate" {
            guard ContinuousClock.now < end else {
                throw .timedOut(.init("move", name, answer: "the QEMU that takes over does not get ready"))
            }
            try await pause()
        }
    }
}
