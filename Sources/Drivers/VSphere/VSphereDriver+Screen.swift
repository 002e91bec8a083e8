public import StrataDriverKit
import VSphere
import WebSockets

extension VSphereDriver: ScreenAttaching {
    /// See ``ScreenAttaching/screen(_:)``. RFB goes through as it is; the ticket is what lets in.
    public func screen(_ id: NativeID) async throws(DriverError) -> CommandSession {
        let attempt = "attach to the screen of"
        let record = try await existing(id, attempt)
        guard !record.isOff else { throw Self.notRunning(record, attempt) }
        let ticket = try await ask(attempt, record.name) { client throws(VSphereError) in try await client.screen(record.object) }
        let client = client
        return CommandSession.carried { ends async throws(TransportError) in
            do {
                try await client.withScreen(ticket) { stream in try await Self.relay(stream, ends) }
                return .exited(0)
            } catch {
                if Task.isCancelled { throw .cancelled }
                throw .unreachable(host: client.host, reason: "\(error)")
            }
        }
    }

    private static func relay(_ stream: WebSocketStream, _ ends: SessionEnds) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await stream.read { message in await ends.write(message.bytes, to: .standardOutput) }
                return true
            }
            group.addTask {
                while let bytes = await ends.nextInput() { try await stream.send(.data(bytes)) }
                // Who looks may have nothing to say.
                return false
            }
            while let hasEnded = try await group.next(), !hasEnded {}
            group.cancelAll()
        }
    }
}
