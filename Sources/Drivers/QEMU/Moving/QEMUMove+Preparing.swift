import QMP
import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import StrataNetwork

extension QEMUMove {
    /// See ``MachineMove/prepare(_:)``. What is ready already stays; what was begun is begun anew.
    func prepare(_ report: @escaping @Sendable (MoveProgress) -> Void) async throws(DriverError) {
        let attempt = "move"
        try await working(attempt) { () throws(DriverError) in
            if case .target = try await whereabouts() { return }
            let (definition, process) = try await machine(attempt)
            guard process == nil || order.isLive else { throw refusal("it runs", hint: "Stop it, or move it live") }
            if let record = try await prepared(attempt) {
                if try await isReady(record, runs: process != nil) { return }
                try await target.discard(record)
            }
            let running = try await process.asyncMap { process throws(DriverError) in try await self.running(definition, process) }
            let record = try await place(definition, running, report)
            do throws(DriverError) {
                try await connect(record, running)
                if let running { try await launch(record, running) }
                var complete = record
                complete.isComplete = true
                try await write(complete)
            } catch {
                // What cannot be removed now is found by whoever gives the move up, or by the next connection.
                try? await target.discard(record)
                throw error
            }
        }
    }

    /// What runs a machine that moves while it runs.
    struct Running {
        var process: RunningProcess
        /// Arguments for the devices that were plugged in since.
        var added: [String]
        var disks: [ActiveDisk]
    }

    /// What one of the guest's disks is written to.
    struct ActiveDisk: Sendable, Equatable {
        /// The device's path in QEMU's tree, which is the same in both.
        var device: String
        /// The node's name in QEMU.
        var node: String
        /// The file's name in the machine's directory.
        var file: String
        /// The next file below, and its format; empty where there is none.
        var backing = ""
        var backingFormat = ""
        /// In bytes.
        var size: Int64
    }

    private func running(_ definition: MachineDefinition, _ process: RunningProcess) async throws(DriverError) -> Running {
        let monitor = try await source.monitor(order.id, definition, "move")
        let added = AddedDevices(
            memory: try await source.ask(monitor, "query-memory-devices", order.id, "move"),
            processors: try await source.hotpluggable(monitor, order.id, "move"), present: process.arguments)
        return Running(process: process, added: added.arguments, disks: try await activeDisks(monitor, definition))
    }

    /// The disks that are written to.
    func activeDisks(_ monitor: QMPClient, _ definition: MachineDefinition) async throws(DriverError) -> [ActiveDisk] {
        var disks: [ActiveDisk] = []
        for device in try await source.ask(monitor, "query-block", order.id, "move").array ?? [] {
            guard let inserted = device["inserted"], inserted["ro"]?.bool != true else { continue }
            guard let disk = ActiveDisk(device, inserted, in: source.directory(definition.name)) else {
                throw refusal("it has a disk that is none of its own files", hint: "Move it without --live")
            }
            disks.append(disk)
        }
        return disks
    }

    /// Whether what lies at the target is what this move needs.
    private func isReady(_ record: IncomingRecord, runs: Bool) async throws(DriverError) -> Bool {
        guard record.isComplete, record.isLive == runs else { return false }
        guard runs else { return true }
        return try await target.process(record.definition, "move") != nil
    }

    /// Puts the machine's files into their directory at the target, under the first name that is free.
    private func place(
        _ definition: MachineDefinition, _ running: Running?, _ report: @escaping @Sendable (MoveProgress) -> Void
    ) async throws(DriverError) -> IncomingRecord {
        let (attempt, isOne) = ("move", source.isOneMachine(with: target))
        let workshop = Workshop.directory(in: target.path)
        let bench = MachineDirectory(path: "\(workshop)/\(uid.text).incoming")
        try await target.place.remove(bench.path, attempt, name)
        try await target.place.makeDirectory(workshop, mode: 0o711, attempt, name)
        try await target.place.makeDirectory(bench.path, mode: 0o700, attempt, name)
        // The disks of a running machine are mirrored later, unless both have the same files.
        let mirrored = isOne ? [] : running?.disks ?? []
        let copy = TreeCopy(source: source.place, target: target.place, isOne: isOne, name: name)
        let logLength = try await copy.copy(
            source.directory(definition.name).path, to: bench.path, leftOut: mirrored.map(\.file), report)
        if !isOne { try await ArrivalCheck(place: target.place, name: name).check(bench.path) }
        for disk in mirrored { try await makeDisk(disk, in: bench) }
        var record = IncomingRecord(definition: definition, isLive: running != nil, sharesNetwork: source.sharesNetwork(with: target))
        record.definition.isTwin.toggle()
        record.logLength = logLength
        for name in names {
            record.definition.name = name
            try await renewArguments(definition, record.definition, in: bench)
            try await target.place.write(bench.incoming, record.bytes, mode: 0o600, attempt, name)
            if try await target.place.move(bench.path, to: target.directory(name).path, attempt, name) { return record }
        }
        throw refusal("machines named \(names.joined(separator: " and ")) exist there", hint: "Remove what lies in \(target.path) there")
    }

    /// Makes the arguments that lie beside memory that was kept lead into the machine's new directory.
    private func renewArguments(_ old: MachineDefinition, _ new: MachineDefinition, in bench: MachineDirectory) async throws(DriverError) {
        let directory = source.directory(old.name)
        let found = try await source.place.check(
            Command("find", directory.path, "-mindepth", "2", "-name", "arguments.json", "-type", "f", "-printf", "%P\\0"), "move", name)
        for file in found.output.split(separator: 0).map({ String(decoding: $0, as: UTF8.self) }) {
            guard let bytes = try await source.place.read("\(directory.path)/\(file)", "move", name),
                let arguments = KeptMemory.decode(bytes)
            else { continue }
            let renewed = IncomingArguments(
                running: arguments, source: directory, target: target.directory(new.name), taps: old.taps(beside: new), disk: "")
            try believe(renewed.kept, new)
            let json = JSONValue.array(renewed.kept.map(JSONValue.string))
            try await target.place.write("\(bench.path)/\(file)", json.encoded(), mode: 0o600, "move", name)
        }
    }

    /// An empty disk above the same files as the one that is written to.
    private func makeDisk(_ disk: ActiveDisk, in bench: MachineDirectory) async throws(DriverError) {
        let backing = disk.backing.isEmpty ? [] : ["-b", disk.backing, "-F", disk.backingFormat]
        let command = Command(
            executable: "qemu-img", arguments: ["create", "-q", "-f", "qcow2"] + backing + [bench.file(disk.file), "\(disk.size)"],
            deadline: .seconds(60))
        try await target.place.check(command, "make the disk of", name)
    }

    /// Gives the machine its address and ports at the target, unless it keeps those it has.
    private func connect(_ record: IncomingRecord, _ running: Running?) async throws(DriverError) {
        guard record.definition.options.network == .managed, !record.sharesNetwork else { return }
        let leases = try await target.attachments.connect(
            uid, hostname: record.definition.hostname, cards: record.definition.places, ports: record.definition.ports, "move", name)
        if let kept = running.flatMap({ Self.hardwareAddress(in: $0.process.arguments) }), kept != leases.first?.mac {
            throw refusal("the network there gives it another hardware address than its guest has", hint: "Move it without --live")
        }
    }

    /// The address of the network card that QEMU was started with.
    static func hardwareAddress(in arguments: [String]) -> String? {
        arguments.lazy.compactMap { argument in
            argument.split(separator: ",").first { $0.hasPrefix("mac=") }.map { String($0.dropFirst("mac=".count)) }
        }.first
    }

    /// Starts the QEMU that waits for the guest.
    private func launch(_ record: IncomingRecord, _ running: Running) async throws(DriverError) {
        let definition = record.definition
        guard let platform = target.facts.platforms.first(where: { $0.architecture == definition.architecture }) else {
            throw refusal("no QEMU for guests of \(definition.architecture) is installed there")
        }
        var old = definition
        old.isTwin.toggle()
        let arguments = IncomingArguments(
            running: running.process.arguments.dropFirst() + running.added, source: source.directory(order.id.text),
            target: target.directory(definition.name), taps: old.taps(beside: definition),
            disk: definition.hasDisk ? definition.diskFile : "")
        try believe(arguments.list, definition)
        let command = target.groups.launch(
            platform.emulator, arguments.list, of: target.directory(definition.name), in: definition.group,
            cpuCores: definition.cpuCores, memory: definition.memory)
        let output = try await target.place.check(command, "start the QEMU that takes over", name)
        guard let number = Int32(output.text.prefix { $0.isNumber }) else {
            throw .failed(.init("move", name, answer: "the shell that starts QEMU did not tell its number"))
        }
        try await target.awaitMonitor(of: definition, process: number) { () throws(DriverError) in
            try await target.withMonitor(ofIncoming: definition, "start the QEMU that takes over") { _ in }
        }
        try await target.raiseCards(definition)
    }

    /// Refuses arguments from another host that lead anywhere but into the machine.
    private func believe(_ arguments: [String], _ definition: MachineDefinition) throws(DriverError) {
        guard !source.isOneMachine(with: target) else { return }
        let check = ForeignArguments(directory: target.directory(definition.name))
        guard let option = check.obstacle(in: arguments) else { return }
        throw refusal(
            "its QEMU has, or had, the option \(option) in a way that is not taken over from another host",
            hint: "Move it stopped, without such snapshots")
    }

    func write(_ record: IncomingRecord) async throws(DriverError) {
        let directory = target.directory(record.definition.name)
        try await target.place.write(directory.incoming, record.bytes, mode: 0o600, "move", record.definition.name)
    }
}

extension QEMUMove.ActiveDisk {
    /// Reads what `query-block` says of a disk that is written to; nil where it is none of the machine's files.
    init?(_ device: JSONValue, _ inserted: JSONValue, in directory: MachineDirectory) {
        guard let qdev = device["qdev"]?.string, !qdev.isEmpty, let node = inserted["node-name"]?.string, let image = inserted["image"],
            let path = image["filename"]?.string.flatMap(BlockNode.path),
            path.hasPrefix("\(directory.path)/"), let size = image["virtual-size"]?.int, size > 0
        else { return nil }
        let file = String(path.dropFirst(directory.path.utf8.count + 1))
        var backing = image["backing-filename"]?.string ?? ""
        if backing.hasPrefix("\(directory.path)/") { backing = String(backing.dropFirst(directory.path.utf8.count + 1)) }
        for name in [file] + (backing.isEmpty ? [] : [backing]) {
            guard !name.contains("/"), !name.hasPrefix("."), !name.hasPrefix("-"), PlainPath.accepts("/\(name)", limit: 255) else {
                return nil
            }
        }
        self.init(
            device: qdev, node: node, file: file, backing: backing, backingFormat: image["backing-filename-format"]?.string ?? "qcow2",
            size: size)
    }
}

extension Optional where Wrapped: Sendable {
    fileprivate func asyncMap<Value: Sendable>(
        _ body: (Wrapped) async throws(DriverError) -> Value
    ) async throws(DriverError) -> Value? {
        guard let self else { return nil }
        return try await body(self)
    }
}
