import Foundation
import StrataDriverKit
import Synchronization

@testable import StrataDoctor

/// A machine that answers from a recorded text, and counts what it was asked to run.
struct RecordedMachine: Machine {
    let record: MachineRecord
    let name = "recorded"
    let isLocal = false
    let commands = Counter()

    final class Counter: Sendable {
        private let state = Mutex<[String]>([])
        var lines: [String] { state.withLock { $0 } }
        func add(_ line: String) { state.withLock { $0.append(line) } }
    }

    init(_ record: MachineRecord) { self.record = record }

    private func text(_ place: String) throws(TransportError) -> String? {
        switch record[place] {
        case .text(let text): return text
        case .absent: return nil
        case .unreadable: throw .io(path: place, errno: EACCES)
        }
    }

    func run(_ command: Command) async throws(TransportError) -> CommandOutput {
        commands.add(command.description)
        let place = command.executable.hasPrefix("qemu") ? KVMTrial.place : "$ \(command.description)"
        guard let text = try text(place) else { throw .notFound(executable: command.executable) }
        if text.hasPrefix("failed: ") {
            if text.contains("did not end within") { throw .timedOut(command: command.description, after: command.deadline) }
            return CommandOutput(exit: .exited(1), errors: Array("warning: x\n\(text.dropFirst(8))".utf8))
        }
        if text == "works" { return CommandOutput(exit: .exited(85)) }
        return CommandOutput(exit: .exited(0), output: Array(text.utf8))
    }

    func read(_ path: String, limit: Int) async throws(TransportError) -> [UInt8]? {
        guard let text = try text(path) else { return nil }
        guard text.utf8.count <= limit else { throw .outputTooLarge(of: path, limit: limit) }
        return Array(text.utf8)
    }

    func list(_ directory: String) async throws(TransportError) -> [FileEntry] {
        guard let text = try text("\(directory)/") else { throw .io(path: directory, errno: ENOENT) }
        return text.split(separator: "\n").map { FileEntry(name: String($0), kind: .directory) }
    }

    func exists(_ path: String) async throws(TransportError) -> Bool { try text("?\(path)") != nil }

    // Nothing of what follows may be called: the doctor changes nothing.
    func open(_ command: Command, terminal: TerminalSize?) async throws(TransportError) -> CommandSession { throw refused }
    func write(_ path: String, _ bytes: [UInt8], mode: UInt32) async throws(TransportError) { throw refused }
    func makeDirectory(_ path: String, mode: UInt32) async throws(TransportError) { throw refused }
    func remove(_ path: String) async throws(TransportError) { throw refused }
    func upload(_ localPath: String, to path: String, mode: UInt32, progress: (@Sendable (Int) -> Void)?) async throws(TransportError) {
        throw refused
    }
    func download(_ path: String, to localPath: String, mode: UInt32, progress: (@Sendable (Int) -> Void)?) async throws(TransportError) {
        throw refused
    }
    func close() async {}

    private var refused: TransportError { .invalidArgument("a recorded machine cannot be changed") }
}

enum Recorded {
    static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    static let names = [
        "debian-server", "debian-bare", "microvm-broken-kvm", "guest-nested-broken", "guest-plain", "container", "zvm-guest", "arm-board",
        "proxmox-node", "freebsd", "openbsd", "esxi",
    ]

    static func text(_ name: String) throws -> String {
        try String(contentsOf: directory.appendingPathComponent("Fixtures/\(name).txt"), encoding: .utf8)
    }

    static func record(_ name: String) throws -> MachineRecord { MachineRecord(parsing: try text(name).trimmingCharacters(in: .newlines)) }

    /// What a machine is to each stack, by the whole way through a probe.
    static func examination(_ name: String) async throws -> Examination {
        try await Examination.of(RecordedMachine(record(name)), drivers: [])
    }
}

extension Examination {
    subscript(stack: String) -> Diagnosis? { stacks.first { $0.stack == stack } }

    func verdict(_ stack: String) -> Diagnosis.Verdict? { self[stack]?.verdict }
}
