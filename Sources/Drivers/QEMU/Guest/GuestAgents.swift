import GuestAgent
import StrataAPI
import StrataDriverKit

/// The connections to agents in guests: one each, since a port serves no more, shared by all calls.
actor GuestAgents {
    private let machine: any Machine
    private var clients: [NativeID: AgentClient] = [:]
    /// Connections being made, so that no two calls make one to the same machine.
    private var connecting: [NativeID: Task<Result<AgentClient, AgentError>, Never>] = [:]

    /// The longest line: what a command of the guest's wrote, at most 16 MiB on each of two streams (QEMU, qga/commands.c), in base64.
    private static let lineLimit = 48 << 20

    /// - Parameter machine: on which the guests run.
    init(machine: any Machine) { self.machine = machine }

    /// Asks a machine's agent. A connection that failed is made anew by the next call.
    func execute(
        _ id: NativeID, socket: String, _ command: String, _ arguments: JSONValue, deadline: Duration
    ) async throws(AgentError) -> JSONValue {
        let client = try await client(id, socket)
        do throws(AgentError) {
            return try await client.execute(command, arguments, deadline: deadline)
        } catch {
            switch error {
            case .refused, .cancelled: break
            default: await drop(id, client)
            }
            throw error
        }
    }

    /// A command in a guest, by its agent.
    nonisolated func command(_ id: NativeID, socket: String, _ request: ExecRequest) -> GuestCommand {
        GuestCommand(name: id.text, request: request) { (command, arguments) async throws(GuestCommand.Failure) in
            do throws(AgentError) {
                return try await self.execute(id, socket: socket, command, arguments, deadline: .seconds(30))
            } catch {
                switch error {
                case .cancelled: throw .cancelled
                case .refused(_, _, let words): throw .refused(words)
                default: throw .unreachable("\(error)")
                }
            }
        }
    }

    private func client(_ id: NativeID, _ socket: String) async throws(AgentError) -> AgentClient {
        if let client = clients[id] { return client }
        let task: Task<Result<AgentClient, AgentError>, Never>
        if let running = connecting[id] {
            task = running
        } else {
            task = Task { [machine] in await Self.connect(socket, of: machine) }
            connecting[id] = task
        }
        let result = await task.value
        connecting[id] = nil
        let client = try result.get()
        if clients[id] == nil { clients[id] = client }
        return client
    }

    private static func connect(_ socket: String, of machine: any Machine) async -> Result<AgentClient, AgentError> {
        let link: SocketLink
        do throws(TransportError) {
            link = try await machine.reach(socket: socket)
        } catch {
            return .failure(error == .cancelled ? .cancelled : .unreachable(path: socket, reason: "\(error)"))
        }
        let result: Result<AgentClient, AgentError>
        do throws(AgentError) {
            result = .success(try await AgentClient.connect(to: link.path, lineLimit: lineLimit))
        } catch {
            result = .failure(error)
        }
        // A connection needs the link no more.
        await link.close()
        return result
    }

    private func drop(_ id: NativeID, _ client: AgentClient) async {
        if clients[id] === client { clients[id] = nil }
        await client.close()
    }

    /// Lets go of a machine's connection.
    func drop(_ id: NativeID) async { await clients.removeValue(forKey: id)?.close() }

    func close() async {
        let open = clients
        clients = [:]
        for client in open.values { await client.close() }
    }
}
