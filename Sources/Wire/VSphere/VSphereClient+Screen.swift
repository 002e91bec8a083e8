import HTTPS
public import WebSockets
import XMLDocuments

/// A way to a machine's screen that waits to be connected to, some seconds long.
public struct ScreenTicket: Sendable, Hashable {
    let place: FarPlace
}

extension VSphereClient {
    /// Asks for a running machine's screen (`VirtualMachine.AcquireTicket`).
    public func screen(_ machine: ManagedObject) async throws(VSphereError) -> ScreenTicket {
        let answer = try await call("AcquireTicket", on: machine, [.plain("ticketType", "webmks")])
        guard let value = answer["returnval"], let ticket = value["ticket"]?.text, !ticket.isEmpty else {
            throw .malformed("AcquireTicket returned no ticket")
        }
        let thumbprint = value["sslThumbprint"]?.text ?? ""
        if let url = value["url"]?.text, let place = FarPlace(url, own: own, thumbprint: thumbprint) { return ScreenTicket(place: place) }
        let port = value["port"].flatMap { Int($0.text) } ?? 443
        guard ticket.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), (1...65_535).contains(port) else {
            throw .malformed("a ticket that cannot be asked for")
        }
        let host = value["host"]?.text ?? ""
        return ScreenTicket(
            place: FarPlace(host: host.isEmpty ? own.host : host, port: port, target: "/ticket/\(ticket)", thumbprint: thumbprint))
    }

    /// Connects to a screen and has a body use it: RFB as a client speaks it.
    public func withScreen<Value: Sendable>(
        _ ticket: ScreenTicket, _ body: (WebSocketStream) async throws -> Value
    ) async throws -> Value {
        try await client(of: ticket.place).withWebSocket(ticket.place.target, subprotocol: "binary", body)
    }
}
