import Libvirt
public import StrataDriverKit

extension LibvirtDriver: Pausing, Suspending, Resetting {
    /// See ``Driver/start(_:)``. libvirt's and QEMU's own words are the answer when it fails. The networks that the machine is on are started with it.
    public func start(_ id: NativeID) async throws(DriverError) {
        let attempt = "start"
        let (connection, record) = try await state(id, attempt)
        switch record.state {
        case .running, .blocked: return
        case .paused: return try await ask(id, attempt) { domain throws(LibvirtError) in try await connection.resume(domain) }
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
        do throws(LibvirtError) {
            try await connection.start(.name(id.text))
        } catch {
            // Another call, or one that was given up, was first.
            if let now = try? await connection.domain(.name(id.text)), now.state == .running || now.state == .blocked { return }
            throw DriverError(error, attempt, id.text)
        }
    }

    /// Starts the networks that a machine needs and that do not work. One that cannot be started lets the machine's start say why.
    private func startNetworks(_ id: NativeID, _ connection: LibvirtConnection) async throws(DriverError) {
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
        let end = ContinuousClock.now + grace
        do throws(LibvirtError) {
            if record.state == .paused { try await connection.resume(.name(id.text)) }
            try await connection.shutDown(.name(id.text))
        } catch {
            if case .cancelled = error { throw .cancelled }
            // It is ended, then.
            return
        }
        var pause = Duration.milliseconds(50)
        while ContinuousClock.now < end {
            do { try await Task.sleep(for: min(pause, end - .now)) } catch { throw .cancelled }
            pause = min(pause * 2, .milliseconds(500))
            let now = try await translating("stop", id.text) { () throws(LibvirtError) in try await connection.domain(.name(id.text)) }
            guard let now, now.isActive else { return }
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
        let (connection, record) = try await state(id, attempt)
        guard record.isActive else {
            let isSaved = try await translating(attempt, id.text) { () throws(LibvirtError) in try await connection.hasSave(.name(id.text)) }
            if isSaved { return }
            throw .refused(.init(attempt, id.text, answer: "the machine is off, and has no memory to keep", hint: "Start it first"))
        }
        try await ask(id, attempt) { domain throws(LibvirtError) in try await connection.save(domain) }
    }

    /// See ``Resetting/reset(_:)``.
    public func reset(_ id: NativeID) async throws(DriverError) {
        let connection = try await running(id, "reset")
        try await ask(id, "reset") { domain throws(LibvirtError) in try await connection.reset(domain) }
    }
}
