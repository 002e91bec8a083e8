import HTTPS
public import WebSockets
import StrataAPI

/// A way into a guest that waits to be connected to, some seconds long.
public struct ProxmoxTicket: Sendable, Hashable {
    public var port: Int
    public var ticket: String
    public var user: String

    /// Nil where an answer names no port and ticket.
    init?(_ data: JSONValue) {
        guard let port = data["port"]?.lenientInt, (1...65_535).contains(port), let ticket = data["ticket"]?.string,
            let user = data["user"]?.string
        else { return nil }
        self.port = Int(port)
        self.ticket = ticket
        self.user = user
    }
}

extension ProxmoxClient {
    /// Asks for a terminal on a guest's console.
    ///
    /// - Parameter guest: the guest's path: `nodes`, node, `qemu` or `lxc`, number.
    public func terminal(_ guest: [String]) async throws(ProxmoxError) -> ProxmoxTicket {
        let data = try await send(.post, guest + ["termproxy"])
        guard let ticket = ProxmoxTicket(data) else {
            throw .malformed(request: "POST termproxy", reason: "it names no port and ticket")
        }
        return ticket
    }

    /// Connects to a terminal and has a body use it.
    ///
    /// What is sent are frames: `0:LENGTH:BYTES` for input, `1:COLUMNS:ROWS:` for the terminal's size, `2` to keep it open. What comes is output.
    public func withTerminal<Value: Sendable>(
        _ guest: [String], _ ticket: ProxmoxTicket, _ body: (WebSocketStream) async throws -> Value
    ) async throws -> Value {
        try await withSocket(guest, ticket) { stream in
            // Who connects says who it is before anything else (termproxy's own protocol).
            try await stream.send(.data(Array("\(ticket.user):\(ticket.ticket)\n".utf8)))
            return try await body(stream)
        }
    }
}
