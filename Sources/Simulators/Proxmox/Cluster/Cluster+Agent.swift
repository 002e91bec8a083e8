import SimulatorKit
import StrataAPI

/// A command that a guest's agent runs.
struct GuestProcess: Sendable {
    /// The run of the guest in which it was begun: what runs ends with its guest.
    var run: Double
    /// When it ends, in seconds since 1970.
    var endsAt: Double
    var outcome: GuestPrograms.Outcome
    var signal: Int?
}

extension Cluster {
    /// `agent/exec`: has a guest's agent begin a command.
    ///
    /// - Parameters:
    ///   - command: the program and its arguments.
    ///   - input: as the interface takes it: one byte for each character.
    func beginCommand(_ guest: Guest, _ command: [String], input: String) throws(Fault) -> JSONValue {
        try requireAgent(guest)
        var bytes: [UInt8] = []
        for scalar in input.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) else { throw Fault(500, "Wide character in subroutine entry") }
            bytes.append(byte)
        }
        guard let outcome = GuestPrograms(hostname: guest.name, limit: agentOutputLimit + 1).run(command, input: bytes) else {
            throw Fault(
                500,
                "Agent error: Guest agent command failed, error was 'Failed to execute child process “\(command.first ?? "")” (No such file or directory)'"
            )
        }
        for pid in outcome.killed { kill(pid, of: guest) }
        let pid = nextPID()
        processes[guest.number, default: [:]][pid] = GuestProcess(
            run: guest.startedAt, endsAt: SimulatedTime.steady + outcome.duration / time.speed, outcome: outcome)
        return ["pid": .int(Int64(pid))]
    }

    private func kill(_ pid: Int, of guest: Guest) {
        guard var process = processes[guest.number]?[pid], process.endsAt > SimulatedTime.steady else { return }
        (process.signal, process.endsAt, process.outcome) = (9, SimulatedTime.steady, GuestPrograms.Outcome())
        processes[guest.number]?[pid] = process
    }

    /// `agent/exec-status`: what became of a command. One that has ended is told of once.
    func commandStatus(_ guest: Guest, _ pid: Int) throws(Fault) -> JSONValue {
        try requireAgent(guest)
        guard let process = processes[guest.number]?[pid], process.run == guest.startedAt else {
            processes[guest.number]?[pid] = nil
            throw Fault(500, "Agent error: PID \(pid) does not exist")
        }
        guard process.endsAt <= SimulatedTime.steady else { return ["exited": 0] }
        processes[guest.number]?[pid] = nil
        var json: JSONValue = ["exited": 1]
        if let signal = process.signal {
            json["signal"] = .int(Int64(signal))
        } else {
            json["exitcode"] = .int(Int64(process.outcome.exitCode))
        }
        for (key, bytes) in [("out", process.outcome.output), ("err", process.outcome.errors)] where !bytes.isEmpty {
            // The server decodes what the agent sends, and then takes each byte for a character.
            json["\(key)-data"] = .string(Self.characters(bytes.prefix(agentOutputLimit)))
            if bytes.count > agentOutputLimit { json["\(key)-truncated"] = 1 }
        }
        return json
    }

    private static func characters(_ bytes: some Sequence<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(Unicode.Scalar(byte)) }
        return String(text)
    }
}
