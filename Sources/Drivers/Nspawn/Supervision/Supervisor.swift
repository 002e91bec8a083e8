import StrataAPI
import StrataDriverKit
import StrataLinuxHost

/// A machine that runs.
struct RunningMachine: Sendable, Equatable {
    /// nspawn's process.
    var process: Int?
    /// The machine's first process, by its number here.
    var leader: Int?
    var power: PowerState
    /// The unit it runs in, where systemd supervises it.
    var unit = ""
}

/// Who starts nspawn, knows what runs, and bounds it: systemd with machined, or Strata's own shell where systemd is not the host's first process.
protocol Supervisor: Sendable {
    /// What runs, by name.
    ///
    /// - Parameters:
    ///   - known: the machines that Strata noted, by name.
    ///   - foreign: whether there are, or may be, machines of others.
    func running(_ known: [String: MachineDefinition], foreign: Bool) async throws(DriverError) -> [String: RunningMachine]

    /// One machine, nil when it does not run.
    func running(_ name: String, _ definition: MachineDefinition?) async throws(DriverError) -> RunningMachine?

    /// Writes what is needed to start a machine that Strata noted, beside its `.nspawn` file. Idempotent.
    func write(_ definition: MachineDefinition, _ attempt: String) async throws(DriverError)

    /// Removes what ``write(_:_:)`` wrote, and what a machine that has ended left.
    func forget(_ definition: MachineDefinition, _ attempt: String) async throws(DriverError)

    /// Starts a machine and returns once its first process is what it was to run.
    func start(_ name: String, _ definition: MachineDefinition?) async throws(DriverError)

    /// Waits for the end of a start that may be under way although nobody waits for it any more.
    func settle(_ name: String, _ definition: MachineDefinition?) async throws(DriverError)

    /// Asks a running machine to shut down, without waiting.
    func ask(_ name: String, _ machine: RunningMachine) async throws(DriverError)

    /// Ends a running machine at once, and waits until it has.
    func end(_ name: String, _ machine: RunningMachine, _ definition: MachineDefinition?) async throws(DriverError)

    /// Removes what a machine that has ended left.
    func tidy(_ name: String, _ definition: MachineDefinition?) async throws(DriverError)

    /// Freezes a running machine, or lets it run on.
    func freeze(_ freezes: Bool, _ name: String, _ machine: RunningMachine, _ definition: MachineDefinition?) async throws(DriverError)

    /// The commands that freeze a machine and let it run on, so that a copy of its files is of one moment.
    func stilling(_ name: String, _ definition: MachineDefinition) throws(DriverError) -> (freeze: [String], thaw: [String])

    /// Those of the machines, none of which runs, whose end is not over yet: how it ended is still to be written down.
    func ending(_ definitions: [MachineDefinition]) async throws(DriverError) -> Set<UID>

    /// The limits that were written down for machines' next starts, where they do not follow from their notes alone.
    func notedLimits(_ definitions: [MachineDefinition], _ attempt: String) async throws(DriverError) -> [UID: Limits]

    /// Makes the limits of a running machine those of its definition.
    /// - Returns: the fields whose limits were not taken.
    func limit(_ name: String, _ machine: RunningMachine, _ definition: MachineDefinition) async throws(DriverError) -> [String]

    /// The names of machines that start, end or are replaced, as that happens.
    func changes() -> AsyncThrowingStream<NativeID, any Error>
}
