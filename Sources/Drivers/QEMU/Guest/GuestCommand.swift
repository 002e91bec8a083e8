import GuestAgent
import StrataAPI
import StrataDriverKit

/// One command that an agent runs in its guest (QEMU Guest Agent Protocol Reference, "guest-exec").
struct GuestCommand: Sendable {
    let agents: GuestAgents
    let id: NativeID
    let socket: String
    let request: ExecRequest

    /// The most input, in bytes: the agent takes it in one line.
    private static let inputLimit = 1 << 20
    /// The directories in which programs are looked for once an environment is given, which replaces the agent's own.
    private static let path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    /// As shells say that there is no such program (POSIX.1-2017, "Exit Status for Commands").
    private static let notFound: Int32 = 127

    func run(_ ends: SessionEnds) async throws(TransportError) -> CommandExit {
        let input = try await input(ends)
        let started: JSONValue
        do throws(AgentError) {
            started = try await ask("guest-exec", arguments(input))
        } catch .refused(_, _, let words) {
            _ = await ends.write(Array("\(words)\n".utf8), to: .standardError)
            return .exited(Self.notFound)
        } catch {
            throw transportError(error)
        }
        guard let pid = started["pid"]?.int else {
            throw .unreachable(host: id.text, reason: "the guest agent did not tell the command's number")
        }
        return try await follow(pid, ends)
    }

    /// Waits for the command's end, looking less often the longer it takes, and hands on what it wrote.
    private func follow(_ pid: Int64, _ ends: SessionEnds) async throws(TransportError) -> CommandExit {
        var pause = Duration.milliseconds(10)
        while true {
            let status: JSONValue
            do throws(AgentError) {
                status = try await ask("guest-exec-status", ["pid": .int(pid)])
            } catch {
                if case .cancelled = error { await kill(pid) }
                throw transportError(error)
            }
            if status["exited"]?.bool == true {
                for (name, stream) in [("out", OutputChunk.Stream.standardOutput), ("err", .standardError)] {
                    let bytes = status["\(name)-data"]?.string.flatMap { Base64.decode($0) } ?? []
                    guard await ends.write(bytes, to: stream) else { throw .cancelled }
                    guard status["\(name)-truncated"]?.bool != true else {
                        throw .outputTooLarge(of: request.command[0].printable(limit: 80), limit: bytes.count)
                    }
                }
                if let signal = status["signal"]?.int { return .signalled(Int32(truncatingIfNeeded: signal)) }
                return .exited(Int32(truncatingIfNeeded: status["exitcode"]?.int ?? 0))
            }
            do {
                try await Task.sleep(for: pause)
            } catch {
                await kill(pid)
                throw .cancelled
            }
            pause = min(pause * 2, .milliseconds(500))
        }
    }

    /// Ends a command that nobody waits for any more, as far as its guest has the means.
    private func kill(_ pid: Int64) async {
        let (agents, id, socket) = (agents, id, socket)
        // A task of its own, since this one is cancelled.
        await Task {
            _ = try? await agents.execute(
                id, socket: socket, "guest-exec", ["path": "kill", "arg": ["-KILL", .string("\(pid)")]], deadline: .seconds(5))
        }.value
    }

    private func input(_ ends: SessionEnds) async throws(TransportError) -> [UInt8]? {
        guard request.hasInput else { return nil }
        var input: [UInt8] = []
        while let bytes = await ends.nextInput() {
            input += bytes
            guard input.count <= Self.inputLimit else { throw .outputTooLarge(of: "the input", limit: Self.inputLimit) }
        }
        guard !Task.isCancelled else { throw .cancelled }
        return input
    }

    private func arguments(_ input: [UInt8]?) -> JSONValue {
        var arguments: JSONValue = [
            "path": .string(request.command[0]), "arg": .array(request.command.dropFirst().map { .string($0) }), "capture-output": true,
        ]
        if !request.environment.isEmpty {
            let variables = request.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            arguments["env"] = .array(([Self.path] + variables).map { .string($0) })
        }
        if let input { arguments["input-data"] = .string(Base64.encode(input)) }
        return arguments
    }

    private func ask(_ command: String, _ arguments: JSONValue) async throws(AgentError) -> JSONValue {
        try await agents.execute(id, socket: socket, command, arguments, deadline: .seconds(30))
    }

    private func transportError(_ error: AgentError) -> TransportError {
        if case .cancelled = error { return .cancelled }
        return .unreachable(host: id.text, reason: "\(error)")
    }
}
