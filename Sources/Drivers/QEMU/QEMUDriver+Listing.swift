import QMP
import StrataAPI
public import StrataDriverKit
import StrataLinuxHost
import StrataNetwork

extension QEMUDriver {
    /// See ``Driver/list()``. Files, and of each running machine two questions to its monitor, and one to its guest's agent
    /// where that listens; all machines are asked at once.
    ///
    /// QEMU keeps no list of machines, so these are Strata's own. A directory whose `machine.json` cannot be understood appears with that as its problem.
    public func list() async throws(DriverError) -> [ObservedInstance] {
        let attempt = "list"
        guard machine.isLocal else { return try await listThere() }
        let names = try await place.directories(in: path, attempt, path).filter(MachineName.isValid)
        let observed = await withTaskGroup(of: Result<ObservedInstance?, DriverError>.self) { group in
            var results: [Result<ObservedInstance?, DriverError>] = []
            for (index, name) in names.enumerated() {
                if index >= Self.atOnce, let result = await group.next() { results.append(result) }
                group.addTask { await self.look(at: name) }
            }
            for await result in group { results.append(result) }
            return results
        }
        var seen: [ObservedInstance] = []
        for result in observed {
            if let one = try result.get() { seen.append(one) }
        }
        return seen.sorted { $0.id.text < $1.id.text }
    }

    /// How many machines are looked at side by side.
    private static var atOnce: Int { 32 }

    /// A result, since a task group forgets an error's type.
    private func look(at name: String) async -> Result<ObservedInstance?, DriverError> {
        do throws(DriverError) {
            return .success(try await observe(NativeID(name)))
        } catch {
            return .failure(error)
        }
    }

    /// See ``Driver/observe(_:)``.
    public func observe(_ id: NativeID) async throws(DriverError) -> ObservedInstance? {
        let attempt = "look at"
        guard machine.isLocal else { return try await observeThere(id) }
        guard MachineName.isValid(id.text), let bytes = try await place.read(directory(id.text).definition, attempt, id.text) else {
            return nil
        }
        guard let definition = MachineDefinition(parsing: bytes, name: id.text) else {
            return unreadable(id)
        }
        var observed = stopped(id, definition)
        guard let process = try await process(definition, attempt), let state = try await power(id, definition, process) else {
            observed.exit = await monitors.exit(of: id)
            return observed
        }
        (observed.power, observed.problem) = state
        try await measure(process, &observed)
        try await shortenLog(directory(id.text), id.text)
        observed.addresses = try await addresses(of: definition)
        // A guest that is held while it is kept cannot answer.
        if observed.power == .running, labours.power(of: id) == nil { await addGuestAddresses(definition, &observed) }
        return observed
    }

    /// A machine whose definition cannot be understood.
    func unreadable(_ id: NativeID) -> ObservedInstance {
        ObservedInstance(
            id: id, type: .virtualMachine, power: .stopped, host: facts.host,
            problem: "\(directory(id.text).definition) cannot be understood")
    }

    /// A machine as long as nothing is known but its definition.
    func stopped(_ id: NativeID, _ definition: MachineDefinition) -> ObservedInstance {
        var observed = ObservedInstance(
            id: id, owner: definition.owner, type: .virtualMachine, power: definition.memoryState.isEmpty ? .stopped : .suspended,
            host: facts.host, cpuCores: definition.cpuCores, memory: Quantity(bytes: definition.memory))
        observed.ownerName = definition.instance
        observed.ownerServer = definition.server
        observed.settings = SettingsDigest.of(definition.bytes)
        return observed
    }

    /// What a machine does whose QEMU was there a moment ago; nil when that has ended.
    func power(
        _ id: NativeID, _ definition: MachineDefinition, _ process: RunningProcess
    ) async throws(DriverError) -> (PowerState, problem: String)? {
        var failure = DriverError.cancelled
        // A connection over SSH that was lost and is made again takes the monitors' with it: they are asked once more.
        for _ in 0..<(machine.isLocal ? 1 : 2) {
            // Its monitor does not answer while it is kept busy.
            if let power = labours.power(of: id) { return (power, "") }
            do throws(DriverError) {
                return Self.power(try await status(try await monitor(id, definition, "look at"), id, "look at"))
            } catch .cancelled {
                throw .cancelled
            } catch {
                failure = error
            }
            // Otherwise its monitor does not answer, and that is what is seen. Over a lost connection nothing can be told, and this says so.
            if try await ends(process, id) { return nil }
        }
        if let power = labours.power(of: id) { return (power, "") }
        return (.other("unknown"), "\(failure)")
    }

    func ends(_ process: RunningProcess, _ id: NativeID) async throws(DriverError) -> Bool {
        do throws(TransportError) {
            return try await process.ends(within: .seconds(1), on: machine)
        } catch {
            throw DriverError(error, "look at", id.text)
        }
    }

    /// The addresses that DHCP gives to the machine's cards, and to no others.
    private func addresses(of definition: MachineDefinition) async throws(DriverError) -> [String] {
        try await attachments.leases(of: definition.uid, on: definition.places, "look at", definition.name).map(\.address)
    }

    private func measure(_ process: RunningProcess, _ observed: inout ObservedInstance) async throws(DriverError) {
        let name = observed.id.text
        func text(_ file: String) async throws(DriverError) -> String {
            String(decoding: try await place.read("/proc/\(process.id)/\(file)", "look at", name) ?? [], as: UTF8.self)
        }
        measure(process, stat: try await text("stat"), statm: try await text("statm"), &observed)
    }

    func measure(_ process: RunningProcess, stat: String, statm: String, _ observed: inout ObservedInstance) {
        observed.pid = Int(process.id)
        observed.usage.cpuSeconds = ProcessFiles.cpuSeconds(stat: stat)
        observed.usage.memory = ProcessFiles.residentPages(statm: statm).map { Quantity(bytes: $0 * facts.pageSize) }
        if let ticks = ProcessFiles.startTicks(stat: stat), let boot = facts.bootTime {
            observed.startedAt = Timestamp(microseconds: boot &* 1_000_000 &+ ticks &* 10_000)
        }
    }

    /// What a state of QEMU's means (QEMU QMP Reference Manual, "RunState"), and what is wrong where something is.
    static func power(_ status: String) -> (PowerState, problem: String) {
        switch status {
        case "running": (.running, "")
        case "prelaunch", "inmigrate", "restore-vm": (.starting, "")
        case "paused", "suspended", "postmigrate", "finish-migrate", "save-vm", "colo", "debug": (.paused, "")
        case "shutdown": (.stopping, "")
        case "io-error": (.paused, "QEMU stopped the guest: its disk cannot be written to or read from")
        case "guest-panicked": (.paused, "the guest's kernel panicked")
        case "internal-error": (.paused, "QEMU stopped the guest: an internal error")
        case "watchdog": (.paused, "QEMU stopped the guest: its watchdog ran out")
        default: (.other(status.printable(limit: 40)), "")
        }
    }
}
