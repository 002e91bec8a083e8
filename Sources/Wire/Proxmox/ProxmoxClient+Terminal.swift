public import HTTPS
import StrataAPI

/// A way into a guest that waits to be connected to, some seconds long.
public struct ProxmoxTicket: Sendable, Hashable {
    public var port: Int
    public var ticket: String
    public var user: String
}

extension ProxmoxClient {
    /// Asks for a terminal on a guest's console.
    ///
    /// - Parameter guest: the guest's path: `nodes`, node, `qemu` or `lxc`, number.
    public func terminal(_ guest: [String]) async throws(ProxmoxError) -> ProxmoxTicket {
        let data = try await send(.post, guest + ["termproxy"])
        guard let port = data["port"]?.lenientInt, (1...65_535).contains(port), let ticket = data["ticket"]?.string,
            let user = data["user"]?.string
        else { throw .malformed(request: "POST termproxy", reason: "it names no port and ticket") }
        return ProxmoxTicket(port: Int(port), ticket: ticket, user: user)
    }

    /// Connects to a terminal and has a body use it.
    ///
    /// What is sent are frames: `0:LENGTH:BYTES` for input, `1:COLUMNS:ROWS:` for the terminal's size, `2` to keep it open. What comes is output.
    public func withTerminal<Value: Sendable>(
        _ guest: [String], _ ticket: ProxmoxTicket, _ body: (WebSocketStream) async throws -> Value
    ) async throws -> Value {
        let query: Parameters = ["port": "\(ticket.port)", "vncticket": ticket.ticket]
        let target = "/api2/json" + (guest + ["vncwebsocket"]).map { "/\(Parameters.encode($0))" }.joined() + "?\(query.encoded)"
        return try await http.withWebSocket(target, headers: try await signature(), subprotocol: "binary") { stream in
            // Who connects says who it is before anything else (termproxy's own protocol).
            try await stream.send(Array("\(ticket.user):\(ticket.ticket)\n".utf8))
            return try await body(stream)
        }
    }
}
