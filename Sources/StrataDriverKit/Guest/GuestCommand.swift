public import StrataAPI

/// One command that QEMU's agent runs in its guest (QEMU Guest Agent Protocol Reference, "guest-exec"). However the agent is reached, it takes all
/// input before and gives all output, at most 16 MiB of each stream, after; there is no terminal.
public struct GuestCommand: Sendable {
    /// Why the agent did not do what it was asked.
    public enum Failure: Error, Sendable, Hashable {
        /// It said so, in these words.
        case refused(String)
        /// It cannot be asked, or does not answer, for this reason.
        case unreachable(String)
        case cancelled
    }

    /// Has the agent carry out a command with arguments, and gives what it returns.
    public typealias Ask = @Sendable (_ command: String, _ arguments: JSONValue) async throws(Failure) -> JSONValue

    private let name: String
    private let request: ExecRequest
    private let ask: Ask

    /// - Parameter name: the machine's, for messages.
    public init(name: String, request: ExecRequest, ask: @escaping Ask) {
        self.name = name
        self.request = request
        self.ask = ask
    }

    /// The most input, in bytes: the agent takes it in one line.
    private static let inputLimit = 1 << 20
    /// The directories in which programs are looked for once an environment is given, which replaces the agent's own.
    private static let path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    /// As shells say that there is no such program (POSIX.1-2017, "Exit Status for Commands").
    private static let notFound: Int32 = 127

    /// Whether an agent can run the command at all.
    ///
    /// - Throws: ``DriverError/refused(_:)``.
    public static func check(_ request: ExecRequest, agentListens: Bool, _ attempt: String, _ id: NativeID) throws(DriverError) {
        func refuse(_ answer: String, _ hint: String = "") -> DriverError { .refused(.init(attempt, id.text, answer: answer, hint: hint)) }
        guard !request.command.isEmpty else { throw refuse("there is no command") }
        guard request.terminal == nil else {
            throw refuse(
                "the guest agent runs commands without a terminal",
                "Leave out the terminal (-t), or use the console: strata console \(id.text)")
        }
        guard agentListens else {
            throw refuse(
                "no agent runs in the guest", "Install qemu-guest-agent there, or use the console: strata console \(id.text)")
        }
    }

    /// The session in which the command runs.
    public func session() -> CommandSession { CommandSession.carried { ends throws(TransportError) in try await run(ends) } }

    private func run(_ ends: SessionEnds) async throws(TransportError) -> CommandExit {
        let input = try await input(ends)
        let started: JSONValue
        do throws(Failure) {
            started = try await ask("guest-exec", arguments(input))
        } catch .refused(let words) {
            _ = await ends.write(Array("\(words)\n".utf8), to: .standardError)
            return .exited(Self.notFound)
        } catch {
            throw transportError(error)
        }
        guard let pid = started["pid"]?.int else {
            throw .unreachable(host: name, reason: "the guest agent did not tell the command's number")
        }
        return try await follow(pid, ends)
    }

    /// Waits for the command's end, looking less often the longer it takes, since the agent tells nothing by itself, and hands on what it wrote.
    private func follow(_ pid: Int64, _ ends: SessionEnds) async throws(TransportError) -> CommandExit {
        var pause = Duration.milliseconds(10)
        while true {
            let status: JSONValue
            do throws(Failure) {
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
        await Task { [ask] in
            _ = try? await ask("guest-exec", ["path": "kill", "arg": ["-KILL", .string("\(pid)")]])
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

    private func transportError(_ failure: Failure) -> TransportError {
        switch failure {
        case .cancelled: .cancelled
        case .refused(let words), .unreachable(let words): .unreachable(host: name, reason: words)
        }
    }
}
