import StrataAPI
public import StrataDriverKit
import VSphere
import XMLDocuments

extension VSphereDriver {
    /// See ``Driver/start(_:)``. A machine that was suspended runs on. What waited for the next start takes effect.
    public func start(_ id: NativeID) async throws(DriverError) {
        let attempt = "start"
        let record = try await existing(id, attempt)
        guard record.isOff else { return }
        if record.powerWord == "poweredOff" { try await applyWaiting(record, attempt) }
        do throws(DriverError) {
            try await perform("PowerOnVM_Task", on: record, attempt)
        } catch {
            // Somebody else was faster.
            guard try await self.record(of: record.object, attempt)?.powerWord == "poweredOn" else { throw error }
        }
        try await awaitPower(record, "poweredOn", attempt)
    }

    /// See ``Driver/stop(_:grace:)``. Only a guest whose VMware Tools run can be asked.
    public func stop(_ id: NativeID, grace: Duration) async throws(DriverError) {
        let attempt = "stop"
        let record = try await existing(id, attempt)
        switch record.powerWord {
        case "poweredOff": return
        case "suspended":
            do throws(DriverError) {
                try await perform("PowerOffVM_Task", on: record, attempt)
            } catch {
                // Some versions take a suspended machine's memory away only by letting it run on for a moment.
                try await perform("PowerOnVM_Task", on: record, attempt)
                try await perform("PowerOffVM_Task", on: record, attempt)
            }
        default:
            if grace > .zero, record.hasTools, try await shutDown(record, within: grace, attempt) { return }
            do throws(DriverError) {
                try await perform("PowerOffVM_Task", on: record, attempt)
            } catch {
                // It ended by itself meanwhile.
                guard try await self.record(of: record.object, attempt)?.powerWord == "poweredOff" else { throw error }
            }
        }
        try await awaitPower(record, "poweredOff", attempt)
    }

    /// Asks a guest to shut down, and waits.
    ///
    /// - Returns: whether it has.
    private func shutDown(_ record: MachineRecord, within grace: Duration, _ attempt: String) async throws(DriverError) -> Bool {
        do throws(VSphereError) {
            _ = try await client.call("ShutdownGuest", on: record.object)
        } catch {
            switch error.fault?.type {
            // The tools went away since they were looked at, or the machine is off already: what follows sees to both.
            case "ToolsUnavailable", "InvalidPowerState", "OperationNotSupportedByGuest": return false
            default: throw DriverError(error, attempt, record.name)
            }
        }
        return try await wait(for: record.object, toBe: "poweredOff", within: grace, attempt)
    }

    /// Tasks may end before what they did shows.
    private func awaitPower(_ record: MachineRecord, _ word: String, _ attempt: String) async throws(DriverError) {
        guard try await wait(for: record.object, toBe: word, within: .seconds(30), attempt) else {
            throw .failed(.init(attempt, record.name, answer: "the task ended, but the machine is not \(word)"))
        }
    }

    /// Waits until a machine's power is as it should be.
    private func wait(
        for object: ManagedObject, toBe word: String, within limit: Duration, _ attempt: String
    ) async throws(DriverError) -> Bool {
        // Mostly it is already, and asking once costs less than watching.
        let now = try await ask(attempt, object.id) { client throws(VSphereError) in
            try await client.read(object, ["runtime.powerState"])
        }
        guard let now else { throw .notFound(.init(attempt, object.id, answer: "it was removed meanwhile")) }
        if now.text("runtime.powerState") == word { return true }
        let end = ContinuousClock.now + limit
        var isSo = false
        while !isSo, ContinuousClock.now < end {
            let left = end - .now
            try await ask(attempt, object.id) { client throws(VSphereError) in
                try await client.watch(
                    [PropertyWish(object.type, ["runtime.powerState"])], of: .objects([object]),
                    patience: max(.seconds(1), min(.seconds(30), left))
                ) { updates throws(VSphereError) in
                    for case .some(.some(let value)) in updates.map({ $0.changes["runtime.powerState"] }) { isSo = value.text == word }
                    return !isSo && ContinuousClock.now < end
                }
            }
        }
        return isSo
    }
}

extension VSphereDriver: Resetting, Suspending {
    /// See ``Resetting/reset(_:)``.
    public func reset(_ id: NativeID) async throws(DriverError) {
        let attempt = "reset"
        let record = try await existing(id, attempt)
        guard !record.isOff else { throw Self.notRunning(record, attempt) }
        try await perform("ResetVM_Task", on: record, attempt)
    }

    /// See ``Suspending/suspend(_:)``.
    public func suspend(_ id: NativeID) async throws(DriverError) {
        let attempt = "suspend"
        let record = try await existing(id, attempt)
        switch record.powerWord {
        case "suspended": return
        case "poweredOn":
            try await perform("SuspendVM_Task", on: record, attempt, within: .seconds(1800))
            try await awaitPower(record, "suspended", attempt)
        default: throw Self.notRunning(record, attempt)
        }
    }

    static func notRunning(_ record: MachineRecord, _ attempt: String) -> DriverError {
        .refused(.init(attempt, record.name, answer: "it is not running", hint: "Start it first"))
    }
}
