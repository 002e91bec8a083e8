import HTTPS
public import WebSockets
import StrataAPI

extension ProxmoxClient {
    /// Asks for a virtual machine's screen.
    ///
    /// - Parameter machine: the machine's path: `nodes`, node, `qemu`, number.
    public func screen(_ machine: [String]) async throws(ProxmoxError) -> ProxmoxTicket {
        let data = try await send(.post, machine + ["vncproxy"], ["websocket": "1"])
        guard let ticket = ProxmoxTicket(data) else {
            throw .malformed(request: "POST vncproxy", reason: "it names no port and ticket")
        }
        return ticket
    }

    /// Connects to a screen and has a body use it: RFB as a client speaks it, beginning with the version, which ``ScreenOpening`` takes to where both know
    /// each other.
    public func withScreen<Value: Sendable>(
        _ machine: [String], _ ticket: ProxmoxTicket, _ body: (WebSocketStream) async throws -> Value
    ) async throws -> Value { try await withSocket(machine, ticket, body) }

    /// The WebSocket that a ticket is for.
    func withSocket<Value: Sendable>(
        _ guest: [String], _ ticket: ProxmoxTicket, _ body: (WebSocketStream) async throws -> Value
    ) async throws -> Value {
        let query: Parameters = ["port": "\(ticket.port)", "vncticket": ticket.ticket]
        let target = "/api2/json" + (guest + ["vncwebsocket"]).map { "/\(Parameters.encode($0))" }.joined() + "?\(query.encoded)"
        return try await http.withWebSocket(target, headers: try await signature(), subprotocol: "binary", body)
    }
}
