import QMP
import StrataAPI
import StrataDriverKit

/// The move of one machine between two sites of QEMU's, while it runs or not.
///
/// ```
///   at the target:  PATH/NAME/incoming.json        made ready; the machine is the source's
///                   PATH/NAME/machine.json         written by `commit`: the machine is the target's
/// ```
/// A running machine's memory goes from QEMU to QEMU (QEMU, docs/devel/migration.rst), by a Unix socket that SSH passes on between machines. Its disk is one
/// file for both where the sites are on one file system, else it is mirrored into the target's while it is written to. The waiting QEMU never runs the guest by
/// itself, and the one that has sent it does not until it is told to: between both stands `commit`.
struct QEMUMove<Engine: Accelerator>: MachineMove {
    let source: QEMUDriver<Engine>
    let target: QEMUDriver<Engine>
    let order: MoveOrder
    /// From `send` until `commit` or `abort`.
    let sent = SentMachineHolder()

    var uid: UID { order.order.uid }
    var name: String { order.id.text }

    /// See ``MachineMove/whereabouts()``.
    func whereabouts() async throws(DriverError) -> Whereabouts {
        for name in names where try await target.definition(name, "look for")?.uid == uid { return .target(NativeID(name)) }
        return .source
    }

    /// What the machine may be called at the target.
    var names: [String] { MachineName.candidates(for: order.order.name.name, uid: uid, limit: MachineName.limit(in: target.path)) }

    /// What is ready at the target.
    func prepared(_ attempt: String) async throws(DriverError) -> IncomingRecord? {
        for name in names {
            if let record = try await target.incoming(name, attempt), record.definition.uid == uid { return record }
        }
        return nil
    }

    /// The machine at the source, and what runs it.
    func machine(_ attempt: String) async throws(DriverError) -> (definition: MachineDefinition, process: RunningProcess?) {
        let definition = try await source.existing(order.id, attempt)
        guard definition.owner == uid else { throw .notOwned(.init(attempt, name, answer: definition.belonging)) }
        guard definition.uid == uid else {
            throw refusal("it was taken over, and keeps the identity it was made with, by which the other site would not know it")
        }
        return (definition, try await source.process(definition, attempt))
    }

    /// Notes that this call works on the instance, so that nobody takes what it makes for a leftover.
    func working<Value: Sendable>(_ attempt: String, _ body: () async throws(DriverError) -> Value) async throws(DriverError) -> Value {
        try Workshop.enter(uid, attempt, name)
        defer { Workshop.leave(uid) }
        return try await body()
    }

    func refusal(_ answer: String, hint: String = "") -> DriverError { .refused(.init("move", name, answer: answer, hint: hint)) }

    /// See ``MachineMove/check()``.
    func check() async throws(DriverError) {
        guard !(source.isOneMachine(with: target) && source.path == target.path) else {
            throw refusal("both sites keep their machines in \(target.path)", hint: "Give the other site another spec.options.path")
        }
        let (definition, process) = try await machine("move")
        // Both come from a file of the other host.
        for file in [definition.diskFile] + (definition.memoryState.isEmpty ? [] : [definition.memoryState])
        where !PlainPath.accepts("/\(file)", limit: 256) || file.hasPrefix("/") {
            throw refusal("its machine.json names a file that cannot be one of its own")
        }
        guard let platform = target.facts.platforms.first(where: { $0.architecture == definition.architecture }) else {
            throw refusal("no QEMU for guests of \(definition.architecture) is installed there", hint: "Install it, or choose another site")
        }
        guard !names.isEmpty else { throw refusal("QEMU cannot hold the name there") }
        try await checkBoard(definition, platform)
        if !source.isOneMachine(with: target) { try await checkSpace(definition) }
        guard let process else { return }
        guard order.isLive else { throw refusal("it runs", hint: "Stop it, or move it live") }
        try await checkRunning(definition, process)
    }

    private func checkBoard(_ definition: MachineDefinition, _ platform: Platform) async throws(DriverError) {
        let boards = try await target.place.check(Command(platform.emulator, "-machine", "help"), "move", name)
        guard boards.text.split(separator: "\n").contains(where: { $0.split(separator: " ").first.map(String.init) == definition.board })
        else {
            throw refusal(
                "QEMU \(target.facts.version) there has no board \(definition.board)",
                hint: "Install a newer QEMU there, or choose another site")
        }
    }

    private func checkSpace(_ definition: MachineDefinition) async throws(DriverError) {
        let copy = TreeCopy(source: source.place, target: target.place, isOne: false, name: name)
        let needed = try await copy.size(of: source.directory(definition.name).path)
        let script = #"d=$1; while [ ! -d "$d" ]; do d=${d%/*}; d=${d:-/}; done; df -B1 --output=avail -- "$d" | tail -n 1"#
        let text = try await target.place.check(Command("sh", "-c", script, "sh", target.path), "move", name).text
        guard let free = Int64(text.filter(\.isNumber)) else { return }
        // As much again stays free as a tenth of it: the disk grows while it is copied.
        guard free > needed + needed / 10 else {
            throw refusal(
                "it takes \(Quantity(bytes: needed).text), and \(Quantity(bytes: free).text) are free in \(target.path) there",
                hint: "Free some space there, or choose another site")
        }
    }

    private func checkRunning(_ definition: MachineDefinition, _ process: RunningProcess) async throws(DriverError) {
        let processor = process.value(of: "-cpu").map { String($0.prefix { $0 != "," }) } ?? ""
        if ["max", "host"].contains(processor), source.facts.version != target.facts.version {
            throw refusal(
                "its processor is \(processor), which QEMU \(source.facts.version) and \(target.facts.version) may not mean the same by",
                hint: "Name one in spec.stack.\(Engine.stack).cpuModel, or move it without --live")
        }
        if processor == "host", try await source.processorModel("move", name) != target.processorModel("move", name) {
            throw refusal(
                "it sees its host's processor, and the other host has another",
                hint: "Name one in spec.stack.\(Engine.stack).cpuModel, or move it without --live")
        }
        let needed = MachineArguments.mebibytes(definition.memory) << 20
        if let free = try await target.availableMemory("move", name), free < needed {
            throw refusal(
                "its guest has \(Quantity(bytes: needed).text) of memory, and \(Quantity(bytes: free).text) are free there",
                hint: "Choose another site, or stop something there")
        }
        let monitor = try await source.monitor(order.id, definition, "move")
        try await source.requireDevicesOfStart(monitor, order.id, process, "move")
        _ = try await activeDisks(monitor, definition)
        let status = try await source.status(monitor, order.id, "move")
        guard ["running", "paused", "postmigrate", "finish-migrate"].contains(status) else {
            throw refusal("QEMU calls its state \(status)", hint: "Stop it and move it then")
        }
    }
}

extension QEMUDriver {
    /// The name of the host's processor.
    fileprivate func processorModel(_ attempt: String, _ object: String) async throws(DriverError) -> String {
        let text = String(decoding: try await place.read("/proc/cpuinfo", attempt, object, limit: 16 << 20) ?? [], as: UTF8.self)
        return text.split(separator: "\n").first { $0.hasPrefix("model name") }.map(String.init) ?? ""
    }

    /// The host's memory that something new may use, in bytes.
    fileprivate func availableMemory(_ attempt: String, _ object: String) async throws(DriverError) -> Int64? {
        let text = String(decoding: try await place.read("/proc/meminfo", attempt, object) ?? [], as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        return line.flatMap { Int64($0.filter(\.isNumber)) }.map { $0 * 1024 }
    }
}
