import Libvirt
import StrataAPI
public import StrataDriverKit
import XMLDocuments

extension LibvirtDriver: Executing {
    /// See ``Executing/exec(_:_:)``. Runs it through the agent in the guest (`qemu-guest-agent`), which takes all input before and gives all output, at most
    /// 16 MiB of each stream, after. There is no terminal.
    public func exec(_ id: NativeID, _ request: ExecRequest) async throws(DriverError) -> CommandSession {
        let attempt = "run a command in"
        try require(.exec)
        let connection = try await running(id, attempt)
        try GuestCommand.check(request, agentListens: await agentListens(id, connection), attempt, id)
        return GuestCommand(name: id.text, request: request) { (command, arguments) async throws(GuestCommand.Failure) in
            let question: JSONValue = ["execute": .string(command), "arguments": arguments]
            let answer: String
            do throws(LibvirtError) {
                answer = try await connection.askAgent(.name(id.text), question.text, within: .seconds(30))
            } catch {
                if case .cancelled = error { throw .cancelled }
                guard case .refused(_, _, let words) = error, !error.isDisconnection, error.code != .agentUnresponsive else {
                    throw .unreachable("\(error)")
                }
                throw .refused(words)
            }
            guard let json = try? JSONValue(parsing: Array(answer.utf8)), let value = json["return"] else {
                throw .unreachable("the guest agent's answer cannot be understood")
            }
            return value
        }.session()
    }

    /// Whether an agent has opened its end of the line, as libvirt sees it.
    func agentListens(_ id: NativeID, _ connection: LibvirtConnection) async -> Bool {
        guard let text = try? await connection.definition(of: .name(id.text), isInactive: false),
            let domain = try? XMLElement(definition: text)
        else { return false }
        return domain["devices"]?.children("channel").contains {
            $0["target"]?[attribute: "name"] == "org.qemu.guest_agent.0" && $0["target"]?[attribute: "state"] == "connected"
        } ?? false
    }
}
