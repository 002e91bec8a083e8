import HTTPS
import Proxmox
import StrataAPI
public import StrataDriverKit

extension ProxmoxDriver: Executing {
    /// See ``Executing/exec(_:_:)``. Virtual machines only: QEMU's agent in the guest runs the command, with all input before and all output, at most 16 MiB of
    /// each stream, after; there is no terminal. Of containers the interface has no such call, only a terminal.
    public func exec(_ id: NativeID, _ request: ExecRequest) async throws(DriverError) -> CommandSession {
        let attempt = "run a command in"
        let guest = try await existing(id, attempt)
        guard guest.id.kind == .qemu else {
            throw .refused(
                .init(
                    attempt, id.text, answer: "Proxmox VE's interface runs no commands in containers",
                    hint: "Use the terminal: strata console; or pct exec \(guest.id.number) on the node \(guest.node)"))
        }
        guard guest.power == .running else { throw Self.notRunning(guest, attempt) }
        let machine = guest.id.path(on: guest.node)
        let listens = try await ask(attempt, id.text) { client throws(ProxmoxError) in try await client.agentAnswers(machine) }
        try GuestCommand.check(request, agentListens: listens, attempt, id)
        let (client, isForm) = (client, !version.isAtLeast(8, 1))
        return GuestCommand(name: id.text, request: request) { (command, arguments) async throws(GuestCommand.Failure) in
            if command == "guest-exec-status" {
                let pid = arguments["pid"]?.int ?? 0
                do throws(ProxmoxError) { return Self.status(try await client.agentStatus(machine, pid)) } catch { throw .init(error) }
            }
            let (words, input) = try Self.command(arguments, isForm: isForm)
            do throws(ProxmoxError) {
                return ["pid": .int(try await client.agentBegin(machine, words, input: input, isForm: isForm))]
            } catch {
                throw .init(error)
            }
        }.session()
    }

    /// A command as the server takes it, of what the agent would be told. The server hands on no environment, so that env(1) sets it in the guest.
    private static func command(_ arguments: JSONValue, isForm: Bool) throws(GuestCommand.Failure) -> (words: [String], input: [UInt8]?) {
        var words = [arguments["path"]?.string ?? ""] + (arguments["arg"]?.array ?? []).compactMap(\.string)
        if let variables = arguments["env"]?.array { words = ["env"] + variables.compactMap(\.string) + words }
        guard !isForm || AgentWords.fitForm(words) else {
            throw .refused(
                "this version of Proxmox VE hands on no empty arguments, and no program's name with spaces; 8.1 is the first that does")
        }
        let input = arguments["input-data"]?.string.flatMap { Base64.decode($0) }
        guard (input?.count ?? 0) <= ProxmoxClient.agentInputLimit else {
            throw .refused(
                "Proxmox VE hands on at most \(ProxmoxClient.agentInputLimit) bytes of input, and these are \(input?.count ?? 0)")
        }
        return (words, input)
    }

    private static func status(_ process: AgentProcess) -> JSONValue {
        guard process.hasExited else { return ["exited": false] }
        var status: JSONValue = [
            "exited": true, "out-data": .string(Base64.encode(process.output)), "err-data": .string(Base64.encode(process.errors)),
            "out-truncated": .bool(process.isOutputTruncated), "err-truncated": .bool(process.areErrorsTruncated),
        ]
        if let signal = process.signal { status["signal"] = .int(Int64(signal)) }
        status["exitcode"] = process.exitCode.map { .int(Int64($0)) }
        return status
    }
}

extension GuestCommand.Failure {
    /// What the agent itself said is the command's affair; all else is that of the way to it.
    fileprivate init(_ error: ProxmoxError) {
        switch error {
        case .cancelled, .transport(.cancelled): self = .cancelled
        case .refused(_, 500, let reason, _) where reason.hasPrefix("Agent error: "):
            self = .refused(String(reason.dropFirst("Agent error: ".count)))
        default: self = .unreachable("\(error)")
        }
    }
}
