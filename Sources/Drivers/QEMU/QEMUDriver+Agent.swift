import GuestAgent
import QMP
import StrataAPI
public import StrataDriverKit

extension QEMUDriver: Executing {
    /// See ``Executing/exec(_:_:)``. Runs it through the agent in the guest (`qemu-guest-agent`), which takes all input before and gives all output, at most
    /// 16 MiB of each stream, after. There is no terminal.
    public func exec(_ id: NativeID, _ request: ExecRequest) async throws(DriverError) -> CommandSession {
        let attempt = "run a command in"
        let definition = try await existing(id, attempt)
        guard try await process(definition, attempt) != nil else {
            throw .refused(.init(attempt, id.text, answer: "the machine is not running", hint: "Start it first"))
        }
        try GuestCommand.check(request, agentListens: try await agentListens(id, definition, attempt), attempt, id)
        return agents.command(id, socket: directory(id.text).agent, request).session()
    }

    /// Whether an agent has opened its end of the line. Asked of QEMU: a line without an agent would take a question and never answer.
    func agentListens(_ id: NativeID, _ definition: MachineDefinition, _ attempt: String) async throws(DriverError) -> Bool {
        let lines = try await ask(try await monitor(id, definition, attempt), "query-chardev", id, attempt)
        return lines.array?.contains { $0["label"] == "agent" && $0["frontend-open"] == true } ?? false
    }

    /// Adds the addresses that the guest itself tells of; none where it has no agent, or one that does not answer.
    func addGuestAddresses(_ definition: MachineDefinition, _ observed: inout ObservedInstance) async {
        guard (try? await agentListens(observed.id, definition, "look at")) ?? false,
            let told = try? await askAgent(observed.id, "guest-network-get-interfaces", deadline: .seconds(2))
        else { return }
        let known = observed.addresses
        observed.addresses += GuestAddresses.read(told).filter { !known.contains($0) }
    }

    /// Asks the agent to power the guest off. It answers failures only, and those leave the guest to the power button.
    func shutDownByAgent(_ id: NativeID, _ definition: MachineDefinition) async throws(DriverError) {
        guard try await agentListens(id, definition, "stop") else { return }
        do throws(AgentError) {
            _ = try await askAgent(id, "guest-shutdown", ["mode": "powerdown"], deadline: .seconds(2))
        } catch {
            if case .cancelled = error { throw .cancelled }
        }
    }

    private func askAgent(
        _ id: NativeID, _ command: String, _ arguments: JSONValue = .object([:]), deadline: Duration
    ) async throws(AgentError) -> JSONValue {
        try await agents.execute(id, socket: directory(id.text).agent, command, arguments, deadline: deadline)
    }
}
