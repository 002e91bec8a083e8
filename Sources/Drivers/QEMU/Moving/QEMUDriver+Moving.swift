import QMP
import StrataAPI
public import StrataDriverKit
import StrataLinuxHost
import StrataNetwork

extension QEMUDriver: Moving {
    /// See ``Moving/move(_:to:)``.
    public func move(_ order: MoveOrder, to target: QEMUDriver<Engine>) -> any MachineMove {
        QEMUMove(source: self, target: target, order: order)
    }

    /// See ``Moving/keep(_:)``.
    public func keep(_ order: MoveOrder) async throws(DriverError) {
        try await QEMUMove(source: self, target: self, order: order).revive()
    }

    /// Whether paths mean the same on both sites.
    func isOneMachine(with other: QEMUDriver) -> Bool { machine.isLocal == other.machine.isLocal && machine.name == other.machine.name }

    /// Whether both sites' machines are on the same network, so that addresses stay what they are.
    func sharesNetwork(with other: QEMUDriver) -> Bool {
        isOneMachine(with: other) && network.name == other.network.name && stateDirectory == other.stateDirectory
    }

    /// What is to come to a directory; nil where nothing is, or has come.
    func incoming(_ name: String, _ attempt: String) async throws(DriverError) -> IncomingRecord? {
        guard MachineName.isValid(name), try await definition(name, attempt) == nil,
            let bytes = try await place.read(directory(name).incoming, attempt, name)
        else { return nil }
        return IncomingRecord(parsing: bytes, name: name)
    }

    /// Ends the QEMU that waits for a machine which does not come after all, and removes all that was made for it.
    func discard(_ record: IncomingRecord) async throws(DriverError) {
        let (attempt, definition) = ("give up the move of", record.definition)
        if let process = try await process(definition, attempt) {
            do throws(TransportError) {
                try await process.kill(on: machine)
                guard try await process.ends(within: .seconds(10), on: machine) else {
                    throw TransportError.timedOut(command: "the end of process \(process.id)", after: .seconds(10))
                }
            } catch {
                throw DriverError(error, attempt, definition.name)
            }
        }
        if !record.sharesNetwork { try await attachments.release(definition.uid, attempt) }
        try await place.check(groups.removal(of: definition.group), attempt, definition.name)
        try await forget(directory(definition.name), definition, attempt)
    }

    /// Removes a directory that is, or was, another site's machine. Unlike what lies in the workshop under a UID alone, what is left of it when
    /// this is cut short says nothing about the instance's address.
    func forget(_ directory: MachineDirectory, _ definition: MachineDefinition, _ attempt: String) async throws(DriverError) {
        let bench = Workshop.directory(in: path) + "/\(definition.uid.text).gone"
        try await place.makeDirectory(Workshop.directory(in: path), mode: 0o711, attempt, definition.name)
        try await place.remove(bench, attempt, definition.name)
        guard try await place.move(directory.path, to: bench, attempt, definition.name) else {
            throw .failed(.init(attempt, definition.name, answer: "\(bench) appeared while it was being removed"))
        }
        try await place.remove(bench, attempt, definition.name)
    }

    /// A connection to the monitor of a QEMU that is no machine of the site's yet; whoever asks closes it.
    func monitor(ofIncoming definition: MachineDefinition, _ attempt: String) async throws(DriverError) -> QMPClient {
        try await MachineMonitors.connect(directory(definition.name).monitor, of: machine, definition.uid)
            .mapError { DriverError($0, attempt, definition.name) }.get()
    }

    /// The same for as long as the body takes.
    func withMonitor<Value: Sendable>(
        ofIncoming definition: MachineDefinition, _ attempt: String, _ body: (QMPClient) async throws(DriverError) -> Value
    ) async throws(DriverError) -> Value {
        let client = try await monitor(ofIncoming: definition, attempt)
        do throws(DriverError) {
            let value = try await body(client)
            await client.close()
            return value
        } catch {
            await client.close()
            throw error
        }
    }
}
