import QMP
import StrataAPI
import StrataDriverKit

extension QEMUMove {
    /// What the jobs that mirror disks, their other ends, and the exports at the target are called; each has a number.
    private static var job: String { "move-disk-" }
    private static var mirror: String { "move-target-" }

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
            let client = try await target.monitor(ofIncoming: record.definition, attempt)
            do throws(DriverError) {
                let held = try await send(record, definition, from: monitor, to: client, report)
                sent.put(SentMachine(record: record, definition: definition, client: client))
                return held
            } catch {
                await client.close()
                throw error
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
            let disks = source.isOneMachine(with: target) ? [] : try await activeDisks(monitor, definition)
            if !disks.isEmpty {
                try await export(disks, of: client, at: there.disks)
                let route = try await route(to: there.disks, from: here.disksOut)
                routes.append(route)
                for (number, disk) in disks.enumerated() { try await mirror(number, disk, by: monitor, to: route.path) }
                try await awaitMirrors(of: monitor, disks.count, report)
            }
            try await ask(client, "migrate-incoming", ["uri": .string("unix:\(there.memoryIn)")])
            let route = try await route(to: there.memoryIn, from: here.memoryOut)
            routes.append(route)
            let stopped = try await migrate(by: monitor, to: route.path, mirrors: !disks.isEmpty, report)
            try await awaitGuest(at: client, record)
            let copy = TreeCopy(source: source.place, target: target.place, isOne: source.isOneMachine(with: target), name: name)
            // What was said is worth little beside a guest that runs on.
            try? await copy.append(here.log, beyond: record.logLength, to: there.log)
            for route in routes { await route.close() }
            return ContinuousClock.now - stopped
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

    /// Lets the target's disks be written to over a socket (QEMU, docs/interop/live-block-operations.rst, "QMP invocation for live storage migration").
    private func export(_ disks: [ActiveDisk], of client: QMPClient, at socket: String) async throws(DriverError) {
        let devices = try await ask(client, "query-block").array ?? []
        try await ask(client, "nbd-server-start", ["addr": ["type": "unix", "data": ["path": .string(socket)]]])
        for (number, disk) in disks.enumerated() {
            guard let node = devices.first(where: { $0["qdev"]?.string == disk.device })?["inserted"]?["node-name"]?.string else {
                throw .failed(.init("move", name, answer: "the QEMU that takes over lacks the disk \(disk.device)"))
            }
            let export = JSONValue.string("\(Self.mirror)\(number)")
            try await ask(
                client, "block-export-add", ["type": "nbd", "id": export, "node-name": .string(node), "name": export, "writable": true])
        }
    }

    /// Begins to copy what the guest wrote to a disk, and from then on all that it writes.
    private func mirror(_ number: Int, _ disk: ActiveDisk, by monitor: QMPClient, to socket: String) async throws(DriverError) {
        let end = JSONValue.string("\(Self.mirror)\(number)")
        try await ask(
            monitor, "blockdev-add",
            ["driver": "nbd", "node-name": end, "export": end, "server": ["type": "unix", "path": .string(socket)]])
        try await ask(
            monitor, "blockdev-mirror",
            [
                "job-id": .string("\(Self.job)\(number)"), "device": .string(disk.node), "target": end,
                "sync": disk.backing.isEmpty ? "full" : "top", "auto-dismiss": false,
            ])
    }

    /// Returns when both ends of all mirrors are the same.
    private func awaitMirrors(of monitor: QMPClient, _ count: Int, _ report: @Sendable (MoveProgress) -> Void) async throws(DriverError) {
        while true {
            let jobs = try await jobs(of: monitor)
            guard jobs.count == count else { throw .failed(.init("copy the disk of", name, answer: "QEMU lost the job")) }
            func sum(_ key: String) -> Int64 { jobs.reduce(0) { $0 &+ max(0, $1[key]?.int ?? 0) } }
            report(
                MoveProgress(done: sum("current-progress"), left: max(0, sum("total-progress") &- sum("current-progress")), part: "disk"))
            for job in jobs where ["concluded", "aborting", "null"].contains(job["status"]?.string) {
                throw .failed(.init("copy the disk of", name, answer: job["error"]?.string ?? "the job ended early"))
            }
            if jobs.allSatisfy({ $0["status"] == "ready" }) { return }
            try await pause()
        }
    }

    /// The mirrors' jobs.
    func jobs(of monitor: QMPClient) async throws(DriverError) -> [JSONValue] {
        try await ask(monitor, "query-jobs").array?.filter { $0["id"]?.string?.hasPrefix(Self.job) ?? false } ?? []
    }

    /// Ends the mirrors, whole where they were ready, and takes their parts away.
    func endMirrors(of monitor: QMPClient, isWanted: Bool) async throws(DriverError) {
        for job in try await jobs(of: monitor) {
            // One that has concluded cannot be cancelled.
            do throws(DriverError) {
                try await ask(monitor, "block-job-cancel", ["device": job["id"] ?? "", "force": .bool(!isWanted)])
            } catch .refused where !isWanted {}
        }
        let end = ContinuousClock.now + .seconds(60)
        while true {
            let jobs = try await jobs(of: monitor)
            for job in jobs where job["status"] == "concluded" {
                let error = job["error"]?.string ?? ""
                try await ask(monitor, "job-dismiss", ["id": job["id"] ?? ""])
                guard error.isEmpty || !isWanted else { throw .failed(.init("copy the disk of", name, answer: error)) }
            }
            if jobs.allSatisfy({ $0["status"] == "concluded" }) { break }
            guard ContinuousClock.now < end else { throw .timedOut(.init("copy the disk of", name, answer: "the job does not end")) }
            try await pause()
        }
        for node in try await ask(monitor, "query-named-block-nodes", ["flat": true]).array ?? [] {
            guard let name = node["node-name"]?.string, name.hasPrefix(Self.mirror) else { continue }
            try await ask(monitor, "blockdev-del", ["node-name": .string(name)])
        }
    }

    /// Sends the guest's memory until the guest is held and all of it has gone.
    /// - Returns: since when the guest is held.
    private func migrate(
        by monitor: QMPClient, to socket: String, mirrors: Bool, _ report: @Sendable (MoveProgress) -> Void
    ) async throws(DriverError) -> ContinuousClock.Instant {
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
            case .completed: return held ?? ContinuousClock.now - state.downtime
            case .failed(let why): throw .failed(.init("move", name, answer: why))
            case .cancelled, .none: throw .failed(.init("move", name, answer: "somebody else cancelled it"))
            case .held where held == nil:
                held = .now
                try await endMirrors(of: monitor, isWanted: true)
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
