import Libvirt
import StrataAPI
public import StrataDriverKit

extension LibvirtDriver: Executing {
    /// See ``Executing/exec(_:_:)``. Runs it through the agent in the guest (`qemu-guest-agent`), which takes all input before and gives all output, at most
    /// 16 MiB of each stream, after. There is no terminal.
    public func exec(_ id: NativeID, _ request: ExecRequest) async throws(DriverError) -> CommandSession {
        let attempt = "run a command in"
        let connection = try await running(id, attempt)
        guard !request.command.isEmpty else { throw .refused(.init(attempt, id.text, answer: "there is no command")) }
        guard request.terminal == nil else {
            throw .refused(
                .init(
                    attempt, id.text, answer: "the guest agent runs commands without a terminal",
                    hint: "Leave out the terminal (-t), or use the console: strata console \(id.text)"))
        }
        guard await agentListens(id, connection) else {
            throw .refused(
                .init(
                    attempt, id.text, answer: "no agent runs in the guest",
                    hint: "Install qemu-guest-agent there, or use the console: strata console \(id.text)"))
        }
        let command = GuestCommand(name: id.text, request: request) { text throws(LibvirtError) in
            try await connection.askAgent(.name(id.text), text, within: .seconds(30))
        }
        return CommandSession.carried { ends throws(TransportError) in try await command.run(ends) }
    }

    /// Whether an agent has opened its end of the line, as libvirt sees it.
    func agentListens(_ id: NativeID, _ connection: LibvirtConnection) async -> Bool {
        guard let text = try? await connection.definition(of: .name(id.text), isInactive: false),
            let domain = try? XMLElement(parsing: text)
        else { return false }
        return domain["devices"]?.children("channel").contains {
            $0["target"]?[attribute: "name"] == "org.qemu.guest_agent.0" && $0["target"]?[attribute: "state"] == "connected"
        } ?? false
    }
}
