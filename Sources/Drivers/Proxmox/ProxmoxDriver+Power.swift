import HTTPS
import Proxmox
import StrataAPI
public import StrataDriverKit

extension ProxmoxDriver {
    /// See ``Driver/start(_:)``. A guest that was suspended runs on.
    public func start(_ id: NativeID) async throws(DriverError) {
        let attempt = "start"
        let guest = try await existing(id, attempt)
        switch guest.power {
        case .running, .paused, .starting: return
        default: break
        }
        do throws(DriverError) {
            try await power(guest, "start", attempt)
        } catch {
            // A call that was given up had it started meanwhile.
            guard case .failed(let failure) = error, failure.answer.contains("already running") else { throw error }
        }
        try await awaitState(guest.id, attempt) { $0.status == "running" }
    }

    /// See ``Driver/stop(_:grace:)``. What was suspended is let run on for a moment, since nothing else takes its memory away.
    public func stop(_ id: NativeID, grace: Duration) async throws(DriverError) {
        let attempt = "stop"
        var guest = try await existing(id, attempt)
        if guest.power == .suspended {
            try await power(guest, "start", attempt)
            guest = try await existing(id, attempt)
            try await end(guest, grace: .zero, attempt)
        } else if guest.power != .stopped {
            // What is paused hears nothing.
            try await end(guest, grace: guest.power == .paused ? .zero : grace, attempt)
        }
        try await awaitState(guest.id, attempt) { $0.power == .stopped }
    }

    private func end(_ guest: GuestRecord, grace: Duration, _ attempt: String) async throws(DriverError) {
        do throws(DriverError) {
            if grace > .zero {
                let seconds = max(1, grace.components.seconds)
                try await power(
                    guest, "shutdown", attempt, ["timeout": "\(seconds)", "forceStop": "1"], within: .seconds(seconds + 120))
            } else {
                try await power(guest, "stop", attempt)
            }
        } catch {
            // It ended by itself meanwhile.
            guard case .failed(let failure) = error, failure.answer.contains("not running") else { throw error }
        }
    }

    /// Has a guest's power changed. While another task holds the guest, that is waited for.
    func power(
        _ guest: GuestRecord, _ deed: String, _ attempt: String, _ parameters: Parameters = [:], within limit: Duration = .seconds(180)
    ) async throws(DriverError) {
        try await act(on: guest, attempt) { client throws(ProxmoxError) in
            try await client.perform(.post, guest.id.path(on: guest.node, "status", deed), parameters, within: limit)
        }
    }

    /// Has something done to a guest, and once more where another task held it.
    func act(
        on guest: GuestRecord, _ attempt: String, _ body: (ProxmoxClient) async throws(ProxmoxError) -> Void
    ) async throws(DriverError) {
        do throws(DriverError) {
            try await ask(attempt, guest.id.description, body)
        } catch {
            guard case .failed(let failure) = error, failure.answer.contains("is locked"), let now = try await record(guest.id, attempt)
            else { throw error }
            try await settle(now, attempt)
            try await ask(attempt, guest.id.description, body)
        }
    }

    /// Waits until a guest is as it should be. What the cluster's high availability manages is only told to become so.
    private func awaitState(
        _ id: GuestID, _ attempt: String, within limit: Duration = .seconds(60), _ isSo: (GuestRecord) -> Bool
    ) async throws(DriverError) {
        let end = ContinuousClock.now + limit
        while let now = try await record(id, attempt), !isSo(now) {
            guard now.isHighlyAvailable || ContinuousClock.now < end - limit + .seconds(5), ContinuousClock.now < end else {
                throw .failed(
                    .init(
                        attempt, id.description, answer: "the task ended, but the guest is \(now.status)",
                        hint: now.isHighlyAvailable ? "ha-manager status tells what the cluster does with it" : ""))
            }
            do { try await Task.sleep(for: .milliseconds(200)) } catch { throw .cancelled }
        }
    }
}

extension ProxmoxDriver: Pausing, Resetting, Suspending {
    /// See ``Pausing/pause(_:)``. Virtual machines only.
    public func pause(_ id: NativeID) async throws(DriverError) {
        let attempt = "pause"
        let guest = try await machine(id, attempt)
        switch guest.power {
        case .paused: return
        case .running: try await power(guest, "suspend", attempt)
        default: throw Self.notRunning(guest, attempt)
        }
    }

    /// See ``Pausing/resume(_:)``.
    public func resume(_ id: NativeID) async throws(DriverError) {
        let attempt = "resume"
        let guest = try await machine(id, attempt)
        switch guest.power {
        case .running: return
        case .paused: try await power(guest, "resume", attempt)
        default: throw Self.notRunning(guest, attempt)
        }
    }

    /// See ``Resetting/reset(_:)``. Virtual machines only.
    public func reset(_ id: NativeID) async throws(DriverError) {
        let attempt = "reset"
        let guest = try await machine(id, attempt)
        guard !guest.isOff else { throw Self.notRunning(guest, attempt) }
        try await power(guest, "reset", attempt)
    }

    /// See ``Suspending/suspend(_:)``. Virtual machines only.
    public func suspend(_ id: NativeID) async throws(DriverError) {
        let attempt = "suspend"
        let guest = try await machine(id, attempt)
        switch guest.power {
        case .suspended: return
        case .stopped: throw Self.notRunning(guest, attempt)
        default:
            try await power(guest, "suspend", attempt, ["todisk": "1"], within: .seconds(1800))
            try await awaitState(guest.id, attempt) { $0.power == .suspended }
        }
    }

    /// A virtual machine that must exist.
    func machine(_ id: NativeID, _ attempt: String) async throws(DriverError) -> GuestRecord {
        let guest = try await existing(id, attempt)
        guard guest.id.kind == .qemu else {
            throw .refused(.init(attempt, id.text, answer: "Proxmox VE can do that with virtual machines only, and this is a container"))
        }
        return guest
    }

    static func notRunning(_ guest: GuestRecord, _ attempt: String) -> DriverError {
        .refused(.init(attempt, guest.id.description, answer: "it is not running", hint: "Start it first"))
    }
}
