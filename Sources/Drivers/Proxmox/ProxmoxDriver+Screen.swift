import Proxmox
import StrataAPI
public import StrataDriverKit
import WebSockets

extension ProxmoxDriver: ScreenAttaching {
    /// See ``ScreenAttaching/screen(_:)``. The server's own password scheme ends here: whoever may attach needs no other password.
    public func screen(_ id: NativeID) async throws(DriverError) -> CommandSession {
        let attempt = "attach to the screen of"
        let guest = try await machine(id, attempt)
        guard !guest.isOff else { throw Self.notRunning(guest, attempt) }
        let path = guest.id.path(on: guest.node)
        let ticket = try await ask(attempt, id.text) { client throws(ProxmoxError) in try await client.screen(path) }
        let client = client
        return CommandSession.carried { ends async throws(TransportError) in
            do {
                try await client.withScreen(path, ticket) { stream in try await ScreenRelay(ticket: ticket, ends: ends).run(stream) }
                return .exited(0)
            } catch {
                if Task.isCancelled { throw .cancelled }
                throw .unreachable(host: client.host, reason: "\(error)")
            }
        }
    }
}

/// Carries RFB between a screen and a viewer, with a handshake of its own at either end.
private struct ScreenRelay: Sendable {
    let ticket: ProxmoxTicket
    let ends: SessionEnds

    func run(_ stream: WebSocketStream) async throws {
        let (opened, open) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                var opening = ScreenOpening(ticket)
                try await stream.read { message in
                    let bytes = message.bytes
                    if opening.isOpen { return await ends.write(bytes, to: .standardOutput) }
                    let answer = try opening.take(bytes)
                    if !answer.isEmpty { try await stream.send(.data(answer)) }
                    if opening.isOpen { open.yield() }
                    return true
                }
                return true
            }
            group.addTask {
                var turns = opened.makeAsyncIterator()
                guard await turns.next() != nil, let first = try await greet() else { return true }
                if !first.isEmpty { try await stream.send(.data(first)) }
                while let bytes = await ends.nextInput() { try await stream.send(.data(bytes)) }
                return false
            }
            while let hasEnded = try await group.next(), !hasEnded {}
            group.cancelAll()
        }
    }

    /// The same handshake as a server, which asks for no authentication (RFC 6143, section 7.1, and its appendix for older versions).
    ///
    /// - Returns: what the viewer sent beyond it; nil where it went away.
    private func greet() async throws -> [UInt8]? {
        guard await ends.write(Array("RFB 003.008\n".utf8), to: .standardOutput) else { return nil }
        var received: [UInt8] = []
        guard try await fill(&received, 12) else { return nil }
        let version = String(decoding: received.prefix(12), as: UTF8.self)
        received.removeFirst(12)
        guard version.hasPrefix("RFB 003."), let minor = Int(version.dropFirst(8).prefix(3)) else { return nil }
        if minor < 7 {
            return await ends.write([0, 0, 0, 1], to: .standardOutput) ? received : nil
        }
        guard await ends.write([1, 1], to: .standardOutput), try await fill(&received, 1), received.removeFirst() == 1 else { return nil }
        if minor >= 8 { guard await ends.write([0, 0, 0, 0], to: .standardOutput) else { return nil } }
        return received
    }

    private func fill(_ received: inout [UInt8], _ count: Int) async throws -> Bool {
        while received.count < count {
            guard let more = await ends.nextInput() else { return false }
            received += more
        }
        return true
    }
}
