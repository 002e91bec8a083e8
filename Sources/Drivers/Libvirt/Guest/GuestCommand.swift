import Libvirt
import StrataAPI
import StrataDriverKit

/// One command that an agent runs in its guest (QEMU Guest Agent Protocol Reference, "guest-exec").
struct GuestCommand: Sendable {
    let name: String
    let request: ExecRequest
    /// Has the agent carry out a command, both in JSON.
    let agent: @Sendable (String) async throws(LibvirtError) -> String

    init(name: String, request: ExecRequest, agent: @escaping @Sendable (String) async throws(LibvirtError) -> String) {
        self.name = name
        self.request = request
        self.agent = agent
    }

    /// The most input, in bytes: the agent takes it in one line.
    private static let inputLimit = 1 << 20
    /// The directories in which programs are looked for once an environment is given, which replaces the agent's own.
    private static let path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    /// As shells say that there is no such program (POSIX.1-2017, "Exit Status for Commands").
    private static let notFound: Int32 = 127

    func run(_ ends: SessionEnds) async throws(TransportError) -> CommandExit {
        let input = try await input(ends)
        let started: JSONValue
        do throws(LibvirtError) {
            started = try await ask("guest-exec", arguments(input))
        } catch {
            guard case .refused(_, _, let words) = error, !error.isDisconnection, error.code != .agentUnresponsive else {
                throw transportError(error)
            }
            _ = await ends.write(Array("\(words)\n".utf8), to: .standardError)
            return .exited(Self.notFound)
        }
        guard let pid = started["pid"]?.int else {
            throw .unreachable(host: name, reason: "the guest agent did not tell the command's number")
        }
        return try await follow(pid, ends)
    }

    /// Waits for the command's end, looking less often the longer it takes, and hands on what it wrote.
    private func follow(_ pid: Int64, _ ends: SessionEnds) async throws(TransportError) -> CommandExit {
        var pause = Duration.milliseconds(20)
        while true {
            let status: JSONValue
            do throws(LibvirtError) {
                status = try await ask("guest-exec-status", ["pid": .int(pid)])
            } catch {
                if case .cancelled = error { await kill(pid) }
                throw transportError(error)
            }
            if status["exited"]?.bool == true {
                for (key, stream) in [("out", OutputChunk.Stream.standardOutput), ("err", .standardError)] {
                    let bytes = status["\(key)-data"]?.string.flatMap { Base64.decode($0) } ?? []
                    guard await ends.write(bytes, to: stream) else { throw .cancelled }
                    guard status["\(key)-truncated"]?.bool != true else {
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
        // A task of its own, since this one is cancelled.
        await Task { _ = try? await ask("guest-exec", ["path": "kill", "arg": ["-KILL", .string("\(pid)")]]) }.value
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

    private func ask(_ command: String, _ arguments: JSONValue) async throws(LibvirtError) -> JSONValue {
        let question: JSONValue = ["execute": .string(command), "arguments": arguments]
        let answer = try await agent(question.text)
        guard let json = try? JSONValue(parsing: Array(answer.utf8)), let value = json["return"] else {
            throw .malformed("the guest agent's answer cannot be understood")
        }
        return value
    }

    private func transportError(_ error: LibvirtError) -> TransportError {
        if case .cancelled = error { return .cancelled }
        return .unreachable(host: name, reason: "\(error)")
    }
}
