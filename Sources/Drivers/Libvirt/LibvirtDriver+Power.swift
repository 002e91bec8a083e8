import Libvirt
public import StrataDriverKit

extension LibvirtDriver: Pausing, Suspending, Resetting {
    /// See ``Driver/start(_:)``. libvirt's and QEMU's own words are the answer when it fails. The networks that the machine is on are started with it.
    public func start(_ id: NativeID) async throws(DriverError) {
        let attempt = "start"
        let (connection, record) = try await state(id, attempt)
        switch record.state {
        case .running, .blocked: return
        case .paused: if try await letRun(id, connection) { return }
        case .shuttingDown, .crashed, .asleep:
            // What ends, or fell over, is ended, so that it can begin anew.
            try await ask(id, attempt) { domain throws(LibvirtError) in
                do throws(LibvirtError) {
                    try await connection.destroy(domain)
                } catch {
                    guard error.code == .operationInvalid else { throw error }
                }
            }
        case .none, .off: break
        }
        try await startNetworks(id, connection)
        // A daemon that comes back ends what its predecessor had begun to start: that is begun anew.
        for _ in 0..<3 {
            do throws(LibvirtError) {
                return try await connection.start(.name(id.text))
            } catch {
                // Another call, or one that was given up, was first.
                guard error.code == .operationInvalid else { throw DriverError(error, attempt, id.text) }
                if try await letRun(id, connection) { return }
            }
        }
        throw .failed(.init(attempt, id.text, answer: "it ended while it was being started"))
    }

    /// Lets a machine that is held run on, and waits for one that is just being started.
    /// - Returns: false where it ended instead.
    private func letRun(_ id: NativeID, _ connection: LibvirtConnection) async throws(DriverError) -> Bool {
        var hasEnded = false
        let isDecided = try await until(id, by: .now + .seconds(60)) { () async throws(DriverError) in
            let now = try await translating("start", id.text) { () throws(LibvirtError) in try await connection.domain(.name(id.text)) }
            switch now?.state {
            case .running, .blocked: return true
            case .paused where now?.reason != DomainRecord.startingReason:
                try await ask(id, "start") { domain throws(LibvirtError) in try await connection.resume(domain) }
                return true
            case .paused, .shuttingDown, .asleep: return false
            case .off, .crashed, .some(.none):
                hasEnded = true
                return true
            case nil: throw .notFound(.init("start", id.text, answer: "it was removed while it was being started"))
            }
        }
        guard isDecided else { throw .timedOut(.init("start", id.text, answer: "it is still being started")) }
        return !hasEnded
    }

    /// Starts the networks that a machine needs and that do not work. One that cannot be started lets the machine's start say why.
    func startNetworks(_ id: NativeID, _ connection: LibvirtConnection) async throws(DriverError) {
        let (_, document) = try await existing(id, "start")
        for network in Set(DomainCard(document).cards.map(\.network)) where !network.isEmpty {
            try? await connection.startNetwork(network)
        }
    }

    /// See ``Driver/stop(_:grace:)``. Asks the guest to power off (ACPI, or its agent), which it may ignore; then it is ended. Memory that was kept is given up.
    public func stop(_ id: NativeID, grace: Duration) async throws(DriverError) {
        let attempt = "stop"
        let (connection, record) = try await state(id, attempt)
        if record.isActive, grace > .zero { try await askToStop(id, connection, record, grace) }
        try await end(id, connection, attempt)
        try await ask(id, attempt) { domain throws(LibvirtError) in
            do throws(LibvirtError) {
                if try await connection.hasSave(domain) { try await connection.discardSave(domain) }
            } catch {
                // One that nothing kept went with its end.
                guard error.code == .noDomain else { throw error }
            }
        }
    }

    private func askToStop(
        _ id: NativeID, _ connection: LibvirtConnection, _ record: DomainRecord, _ grace: Duration
    ) async throws(DriverError) {
        let (start, isQEMU) = (ContinuousClock.now, facts.info.type == "QEMU")
        do throws(LibvirtError) {
            if record.state == .paused { try await connection.resume(.name(id.text)) }
            try await connection.shutDown(.name(id.text), by: isQEMU ? .powerButton : .any)
        } catch {
            if case .cancelled = error { throw .cancelled }
            // Its agent may be asked, and otherwise it is ended.
            guard isQEMU else { return }
        }
        // Not every guest heeds its power button: its agent is asked a moment later.
        if try await ends(id, connection, by: start + (isQEMU ? min(grace / 2, .seconds(2)) : grace)) || !isQEMU { return }
        if await agentListens(id, connection) {
            do throws(LibvirtError) {
                try await connection.shutDown(.name(id.text), by: .agent)
            } catch {
                if case .cancelled = error { throw .cancelled }
            }
        }
        _ = try await ends(id, connection, by: start + grace)
    }

    /// Whether a machine ends before a time.
    private func ends(
        _ id: NativeID, _ connection: LibvirtConnection, by end: ContinuousClock.Instant
    ) async throws(DriverError) -> Bool {
        try await until(id, by: end) { () async throws(DriverError) in
            let now = try await translating("stop", id.text) { () throws(LibvirtError) in try await connection.domain(.name(id.text)) }
            return !(now?.isActive ?? false)
        }
    }

    /// Ends a machine that runs.
    func end(_ id: NativeID, _ connection: LibvirtConnection, _ attempt: String) async throws(DriverError) {
        do throws(LibvirtError) {
            guard let record = try await connection.domain(.name(id.text)), record.isActive || record.state == .crashed else { return }
            try await connection.destroy(.name(id.text))
        } catch {
            // It ended by itself meanwhile.
            guard error.code == .operationInvalid || error.code == .noDomain else { throw DriverError(error, attempt, id.text) }
        }
    }

    /// See ``Pausing/pause(_:)``.
    public func pause(_ id: NativeID) async throws(DriverError) {
        let connection = try await running(id, "pause")
        try await ask(id, "pause") { domain throws(LibvirtError) in
            if try await connection.domain(domain)?.state != .paused { try await connection.pause(domain) }
        }
    }

    /// See ``Pausing/resume(_:)``.
    public func resume(_ id: NativeID) async throws(DriverError) {
        let connection = try await running(id, "resume")
        try await ask(id, "resume") { domain throws(LibvirtError) in
            if try await connection.domain(domain)?.state == .paused { try await connection.resume(domain) }
        }
    }

    /// See ``Suspending/suspend(_:)``. libvirt's managed save.
    public func suspend(_ id: NativeID) async throws(DriverError) {
        let attempt = "suspend"
        try require(.suspend)
        let (connection, record) = try await state(id, attempt)
        guard record.isActive else {
            let isSaved = try await translating(attempt, id.text) { () throws(LibvirtError) in try await connection.hasSave(.name(id.text))
            }
            if isSaved { return }
            throw .refused(.init(attempt, id.text, answer: "the machine is off, and has no memory to keep", hint: "Start it first"))
        }
        try await ask(id, attempt) { domain throws(LibvirtError) in try await connection.save(domain) }
    }

    /// See ``Resetting/reset(_:)``.
    public func reset(_ id: NativeID) async throws(DriverError) {
        try require(.reset)
        let connection = try await running(id, "reset")
        try await ask(id, "reset") { domain throws(LibvirtError) in try await connection.reset(domain) }
    }
}
