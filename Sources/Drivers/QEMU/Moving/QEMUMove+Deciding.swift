import QMP
import StrataAPI
import StrataDriverKit
import StrataLinuxHost

extension QEMUMove {
    /// See ``MachineMove/commit()``. One file that appears makes the machine the target's.
    func commit() async throws(DriverError) -> NativeID {
        let attempt = "move"
        return try await working(attempt) { () throws(DriverError) in
            if let sent = sent.take() {
                let result = await commit(sent)
                await sent.client.close()
                return try result.get()
            }
            if case .target(let id) = try await whereabouts() {
                try await letRunThere(id)
                return id
            }
            guard let record = try await prepared(attempt), record.isComplete else {
                throw .failed(.init(attempt, name, answer: "it has not been made ready at the other site"))
            }
            let (definition, process) = try await machine(attempt)
            guard record.isLive else {
                guard process == nil else { throw refusal("it was started meanwhile", hint: "Stop it, or move it live") }
                try await take(record)
                return NativeID(record.definition.name)
            }
            guard process != nil else { throw .failed(.init(attempt, name, answer: "its QEMU ended before it was taken over")) }
            return try await target.withMonitor(ofIncoming: record.definition, attempt) { client throws(DriverError) in
                try await commit(SentMachine(record: record, definition: definition, client: client)).get()
            }
        }
    }

    /// Both QEMUs are asked once more, over connections that are there.
    private func commit(_ sent: SentMachine) async -> Result<NativeID, DriverError> {
        do throws(DriverError) {
            let monitor = try await source.monitor(order.id, sent.definition, "move")
            guard try await source.status(monitor, order.id, "move") == "postmigrate" else {
                throw .failed(.init("move", name, answer: "its memory has not been sent"))
            }
            guard try await ask(sent.client, "query-status")["status"] == "paused" else {
                throw .failed(.init("move", name, answer: "the QEMU that takes over does not have all of its memory"))
            }
            // Without a mirror there is no server to stop.
            do throws(DriverError) { try await ask(sent.client, "nbd-server-stop") } catch .refused {}
            try await take(sent.record)
            try await letRun(sent.client)
            return .success(NativeID(sent.record.definition.name))
        } catch {
            return .failure(error)
        }
    }

    /// The step that decides.
    private func take(_ record: IncomingRecord) async throws(DriverError) {
        let directory = target.directory(record.definition.name)
        try await target.place.write(directory.definition, record.definition.bytes, mode: 0o600, "move", record.definition.name)
    }

    private func letRun(_ client: QMPClient) async throws(DriverError) {
        guard order.runs else { return }
        try await ask(client, "cont")
        // Bridges and switches learn where the guest is from now on.
        try await ask(client, "announce-self", ["initial": 50, "max": 550, "rounds": 5, "step": 100])
    }

    /// Lets the guest run that was the target's already and may not have been told to.
    private func letRunThere(_ id: NativeID) async throws(DriverError) {
        let definition = try await target.existing(id, "move")
        guard order.runs, try await target.process(definition, "move") != nil else { return }
        let monitor = try await target.monitor(id, definition, "move")
        if try await target.status(monitor, id, "move") == "paused" { try await letRun(monitor) }
    }

    /// See ``MachineMove/finish()``.
    func finish() async throws(DriverError) {
        let attempt = "finish the move of"
        try await working(attempt) { () throws(DriverError) in
            guard case .target(let id) = try await whereabouts() else {
                throw .refused(.init(attempt, name, answer: "it has not come to the other site"))
            }
            if let definition = try await source.definition(name, attempt), definition.uid == uid {
                try await source.end(order.id, definition, attempt)
                let isShared = source.sharesNetwork(with: target)
                // Its addresses are the other site's to look after.
                if isShared { try await target.connectNetwork(try await target.existing(id, attempt), attempt) }
                if !isShared { try await source.attachments.release(uid, attempt) }
                try await source.place.check(source.groups.removal(of: definition.group), attempt, name)
                try await source.forget(source.directory(name), definition, attempt)
            }
            await source.monitors.tell(order.id)
            try await target.place.remove(target.directory(id.text).incoming, attempt, id.text)
            await target.monitors.tell(id)
        }
    }

    /// See ``MachineMove/abort(isUncommitted:)``. The QEMU at the target ends before the guest runs on: both may have the same disk.
    func abort(isUncommitted: Bool) async throws(DriverError) -> DriverError? {
        let attempt = "give up the move of"
        return try await working(attempt) { () throws(DriverError) in
            await sent.take()?.client.close()
            var failure: DriverError?
            do throws(DriverError) {
                if case .target = try await whereabouts() {
                    throw DriverError.refused(.init(attempt, name, answer: "it has come to the other site already"))
                }
                let bench = Workshop.directory(in: target.path) + "/\(uid.text).incoming"
                try await target.place.remove(bench, attempt, name)
                if let record = try await prepared(attempt) { try await target.discard(record) }
            } catch {
                // A target that cannot be asked keeps its leftovers until it can. Its QEMU never ran the guest, and has no file of the source's.
                guard isUncommitted, error.isTransient, !source.isOneMachine(with: target) else { throw error }
                failure = error
            }
            try await revive()
            return failure
        }
    }

    /// Lets the guest run on where it is.
    func revive() async throws(DriverError) {
        let attempt = "give up the move of"
        let (definition, process) = try await machine(attempt)
        guard process != nil else { return }
        let monitor = try await source.monitor(order.id, definition, attempt)
        if MigrationState(try await ask(monitor, "query-migrate")).isUnderWay { try await ask(monitor, "migrate_cancel") }
        let end = ContinuousClock.now + .seconds(30)
        while MigrationState(try await ask(monitor, "query-migrate")).isUnderWay {
            guard ContinuousClock.now < end else {
                throw .timedOut(.init(attempt, name, answer: "QEMU does not give up sending its memory"))
            }
            do { try await Task.sleep(for: .milliseconds(10)) } catch { throw .cancelled }
        }
        let status = try await source.status(monitor, order.id, attempt)
        if order.runs, ["postmigrate", "finish-migrate"].contains(status) { try await ask(monitor, "cont") }
        try await endMirrors(of: monitor, isWanted: false)
        await source.monitors.tell(order.id)
    }
}
