import QMP
import StrataAPI
public import StrataDriverKit
import StrataLinuxHost
import StrataNetwork
import StrataVolumes

extension QEMUDriver: Pausing {
    /// See ``Driver/start(_:)``. QEMU's own words are the answer when it fails.
    ///
    /// The machine comes up stopped, is put on its network, and then runs. A start that was cut short is taken up where it was left.
    public func start(_ id: NativeID) async throws(DriverError) {
        let attempt = "start"
        let definition = try await existing(id, attempt)
        if let running = try await process(definition, attempt) {
            do throws(DriverError) {
                // A start that was cut short leaves one that has noted its number, and not yet opened its monitor.
                try await awaitMonitor(of: definition, process: running.id) { () throws(DriverError) in
                    _ = try await monitor(id, definition, attempt)
                }
                return try await letRun(id, definition)
            } catch .cancelled {
                throw .cancelled
            } catch {
                // One that a call told to end, and did not wait for, is started anew.
                guard try await ends(running, id) else { throw error }
            }
        }
        try await launch(definition)
        do throws(DriverError) {
            try await letRun(id, definition)
        } catch {
            // What was made by this call and does not run is taken away again, also where the call was cancelled: half an end is worse than none.
            await Task { try? await end(id, definition, attempt) }.value
            throw error
        }
    }

    /// Starts QEMU in the background and returns once its monitor answers, which it does when all of the machine is there.
    func launch(_ definition: MachineDefinition) async throws(DriverError) {
        let attempt = "start"
        guard let platform = facts.platforms.first(where: { $0.architecture == definition.architecture }) else {
            throw noEmulator(of: definition.architecture, attempt, definition.name)
        }
        let directory = directory(definition.name)
        let firmware = try await firmware(of: definition, on: platform, attempt)
        if case .flash(let variables)? = firmware?.form { try await placeVariables(variables, of: definition) }
        let cards = try await connectNetwork(definition, attempt)
        try await attachments.ready(
            definition.uid, name: definition.instance, definition.disks.map { ($0.volume, $0.isReadOnly) }, isMounting: false)
        let kept = try await keptArguments(definition)
        if definition.hasSeed { try await placeSeed(of: definition, mac: cards.first?.mac) }
        await monitors.drop(NativeID(definition.name))
        let arguments = MachineArguments(
            definition: definition, directory: directory, platform: platform, firmware: firmware,
            accelerator: (Engine.argument, Engine.processor), cards: cards,
            disks: definition.disks.map { ($0, attachments.volumes.image(of: $0.volume)) })
        let command = groups.launch(
            platform.emulator, kept ?? arguments.list, of: directory, in: definition.group, cpuCores: definition.cpuCores,
            memory: definition.memory)
        let output = try await place.check(command, attempt, definition.name)
        guard let number = Int32(output.text.prefix { $0.isNumber }) else {
            throw .failed(.init(attempt, definition.name, answer: "the shell that starts QEMU did not tell its number"))
        }
        try await awaitMonitor(of: definition, process: number) { () throws(DriverError) in
            _ = try await monitor(NativeID(definition.name), definition, attempt)
        }
    }

    /// Waits until the monitor of a QEMU that was just started answers, or the process has ended.
    func awaitMonitor(
        of definition: MachineDefinition, process number: Int32, _ answers: () async throws(DriverError) -> Void
    ) async throws(DriverError) {
        let (attempt, id) = ("start", NativeID(definition.name))
        let end = ContinuousClock.now + .seconds(50)
        var number = number
        if !machine.isLocal { try await awaitSocketThere(definition, process: number) }
        while true {
            let failure: DriverError
            do throws(DriverError) {
                return try await answers()
            } catch .cancelled {
                throw .cancelled
            } catch {
                failure = error
            }
            let stat = try await place.read("/proc/\(number)/stat", attempt, id.text) ?? []
            if ProcessFiles.Status(stat: String(decoding: stat, as: UTF8.self))?.hasEnded ?? true {
                // A QEMU of a start that was cut short may hold the file with its number, and is then the one that is wanted.
                if let other = try await process(definition, attempt), other.id != number {
                    number = other.id
                    continue
                }
                let said = try await place.read(directory(id.text).messages, attempt, id.text) ?? []
                let answer = QEMUMessage.text(of: String(decoding: said, as: UTF8.self))
                throw .failed(.init(attempt, id.text, answer: answer.isEmpty ? "QEMU ended without a word" : answer))
            }
            guard ContinuousClock.now < end else { throw failure }
            do { try await Task.sleep(for: .milliseconds(10)) } catch { throw .cancelled }
        }
    }

    /// Connects a machine's cards to their bridges.
    func raiseCards(_ definition: MachineDefinition) async throws(DriverError) {
        for card in try await cards(of: definition, "start") { try await putOnBridge(card, NativeID(definition.name)) }
    }

    /// Connects a machine that is there to its network and lets it run.
    private func letRun(_ id: NativeID, _ definition: MachineDefinition) async throws(DriverError) {
        let attempt = "start"
        let monitor = try await monitor(id, definition, attempt)
        let status = try await status(monitor, id, attempt)
        switch status {
        case "running": return
        case "suspended": try await ask(monitor, "system_wakeup", id, attempt)
        case "prelaunch", "paused", "io-error", "watchdog":
            if !definition.memoryState.isEmpty { try await readMemory(monitor, id, definition) }
            try await raiseCards(definition)
            try await ask(monitor, "cont", id, attempt)
        default:
            throw .failed(
                .init(
                    attempt, id.text, answer: "the guest cannot go on: QEMU calls its state \(status)",
                    hint: "Stop it first: strata stop \(id.text)"))
        }
    }

    /// See ``Driver/stop(_:grace:)``. Presses the power button (ACPI), which a guest may ignore; then QEMU is told to end, and killed where it does not.
    public func stop(_ id: NativeID, grace: Duration) async throws(DriverError) {
        let attempt = "stop"
        let definition = try await existing(id, attempt)
        if let process = try await process(definition, attempt) {
            if grace > .zero { try await askToStop(id, definition, process, grace) }
            try await end(id, definition, attempt)
        } else {
            try await tidy(id, definition)
        }
        // What a suspended machine was about to go on with is given up.
        try await forgetMemory(definition, attempt)
    }

    /// Asks the guest to power off, and waits.
    private func askToStop(_ id: NativeID, _ definition: MachineDefinition, _ process: RunningProcess, _ grace: Duration)
        async throws(DriverError)
    {
        do throws(DriverError) {
            let monitor = try await monitor(id, definition, "stop")
            switch try await status(monitor, id, "stop") {
            case "running": break
            case "paused", "suspended": try await ask(monitor, "cont", id, "stop")
            // One that never ran has nothing to write to its disk.
            default: return
            }
            try await ask(monitor, "system_powerdown", id, "stop")
        } catch .cancelled {
            throw .cancelled
        } catch {
            // A QEMU that does not answer is ended below.
            return
        }
        // Not every board has a power button, and not every guest heeds it: its agent is asked a moment later, or at once.
        let first = Platform.named(definition.architecture)?.hasPowerButton ?? true ? min(grace / 2, .seconds(2)) : .zero
        do throws(TransportError) {
            if try await process.ends(within: first, on: machine) { return }
        } catch {
            throw DriverError(error, "stop", id.text)
        }
        let asked = ContinuousClock.now
        do throws(DriverError) {
            try await shutDownByAgent(id, definition)
        } catch .cancelled {
            throw .cancelled
        } catch {
            // QEMU may have ended just now.
        }
        do throws(TransportError) {
            _ = try await process.ends(within: grace - first - (ContinuousClock.now - asked), on: machine)
        } catch {
            throw DriverError(error, "stop", id.text)
        }
    }

    /// Ends QEMU.
    func end(_ id: NativeID, _ definition: MachineDefinition, _ attempt: String) async throws(DriverError) {
        if let process = try await process(definition, attempt) {
            do throws(DriverError) {
                let monitor = try await monitor(id, definition, attempt)
                try await ask(monitor, "quit", id, attempt)
            } catch .cancelled {
                throw .cancelled
            } catch {
                // Its answer may be cut off by its end, and one that hangs is killed below.
            }
            do throws(TransportError) {
                if try await !process.ends(within: .seconds(3), on: machine) {
                    try await process.kill(on: machine)
                    guard try await process.ends(within: .seconds(10), on: machine) else {
                        throw TransportError.timedOut(command: "the end of process \(process.id)", after: .seconds(10))
                    }
                }
            } catch {
                throw DriverError(error, attempt, id.text)
            }
        }
        try await tidy(id, definition)
    }

    /// Removes what a QEMU that has ended left: its files, where it was killed, and its control groups.
    private func tidy(_ id: NativeID, _ definition: MachineDefinition) async throws(DriverError) {
        await monitors.drop(id)
        await agents.drop(id)
        let directory = directory(definition.name)
        for file in [directory.process, directory.monitor, directory.console, directory.screen, directory.agent] {
            try await place.remove(file, "stop", id.text)
        }
        // One that is busy yet goes when the machine is deleted or stopped the next time.
        _ = try await place.run(groups.removal(of: definition.group), "stop", id.text)
    }

    /// See ``Pausing/pause(_:)``.
    public func pause(_ id: NativeID) async throws(DriverError) {
        try await ask(try await runningMonitor(id, "pause"), "stop", id, "pause")
    }

    /// See ``Pausing/resume(_:)``.
    public func resume(_ id: NativeID) async throws(DriverError) {
        let monitor = try await runningMonitor(id, "resume")
        try await forgetMemory(try await existing(id, "resume"), "resume")
        try await ask(monitor, "cont", id, "resume")
    }

    /// The monitor of a machine that must run.
    func runningMonitor(_ id: NativeID, _ attempt: String) async throws(DriverError) -> QMPClient {
        let definition = try await existing(id, attempt)
        guard try await process(definition, attempt) != nil else {
            throw .refused(.init(attempt, id.text, answer: "the machine is not running", hint: "Start it first"))
        }
        return try await monitor(id, definition, attempt)
    }

    /// The monitor of a machine whose QEMU is there.
    func monitor(_ id: NativeID, _ definition: MachineDefinition, _ attempt: String) async throws(DriverError) -> QMPClient {
        let (machine, directory) = (machine, directory(definition.name))
        do throws(QMPError) {
            return try await monitors.client(id, socket: directory.monitor, uid: definition.uid) {
                guard let process = try? await RunningProcess.find(directory, uid: definition.uid, on: machine) else { return }
                _ = try? await process.ends(within: .seconds(2), on: machine)
            }
        } catch {
            throw DriverError(error, attempt, id.text)
        }
    }

    @discardableResult
    func ask(
        _ monitor: QMPClient, _ command: String, _ id: NativeID, _ attempt: String, _ arguments: JSONValue = .object([:]),
        deadline: Duration = .seconds(10)
    ) async throws(DriverError) -> JSONValue {
        do throws(QMPError) {
            return try await monitor.execute(command, arguments, deadline: deadline)
        } catch {
            throw DriverError(error, attempt, id.text)
        }
    }

    /// QEMU's word for what the machine does (QEMU QMP Reference Manual, "RunState").
    func status(_ monitor: QMPClient, _ id: NativeID, _ attempt: String) async throws(DriverError) -> String {
        try await ask(monitor, "query-status", id, attempt)["status"]?.string ?? ""
    }
}
