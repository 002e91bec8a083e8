import Proxmox
import StrataAPI
public import StrataDriverKit
import WebSockets

extension ProxmoxDriver: ConsoleAttaching {
    /// See ``ConsoleAttaching/console(_:terminal:)``. The serial console of a virtual machine, or a container's terminal.
    public func console(_ id: NativeID, terminal: TerminalSize) async throws(DriverError) -> CommandSession {
        let attempt = "attach to the console of"
        let guest = try await existing(id, attempt)
        guard !guest.isOff else { throw Self.notRunning(guest, attempt) }
        let path = guest.id.path(on: guest.node)
        let ticket = try await ask(attempt, id.text) { client throws(ProxmoxError) in try await client.terminal(path) }
        let client = client
        let (sizes, resize) = AsyncStream.makeStream(of: TerminalSize.self, bufferingPolicy: .bufferingNewest(1))
        resize.yield(terminal)
        return CommandSession.carried(resize: { resize.yield($0) }) { ends async throws(TransportError) in
            do {
                try await client.withTerminal(path, ticket) { stream in try await Self.carry(stream, ends, sizes) }
                return .exited(0)
            } catch {
                if Task.isCancelled { throw .cancelled }
                throw .unreachable(host: client.host, reason: "\(error)")
            }
        }
    }

    /// Carries a terminal both ways until the server ends it.
    private static func carry(_ stream: WebSocketStream, _ ends: SessionEnds, _ sizes: AsyncStream<TerminalSize>) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                // The first thing that comes says whether the ticket was taken.
                var isOpen = false
                try await stream.read { message in
                    var bytes = message.bytes
                    if !isOpen {
                        guard bytes.starts(with: Array("OK".utf8)) else { throw ConsoleRefused() }
                        isOpen = true
                        bytes.removeFirst(2)
                    }
                    return await ends.write(bytes, to: .standardOutput)
                }
                return true
            }
            group.addTask {
                while let bytes = await ends.nextInput() { try await stream.send(.data(Array("0:\(bytes.count):".utf8) + bytes)) }
                return false
            }
            group.addTask {
                for await size in sizes { try await stream.send(.data(Array("1:\(size.columns):\(size.rows):".utf8))) }
                return false
            }
            group.addTask {
                // The server gives up a terminal that says nothing.
                while true {
                    try await Task.sleep(for: .seconds(30))
                    try await stream.send(.data([UInt8(ascii: "2")]))
                }
            }
            while let hasEnded = try await group.next(), !hasEnded {}
            group.cancelAll()
        }
    }

    private struct ConsoleRefused: Error, CustomStringConvertible {
        var description: String { "the server did not take its own ticket" }
    }
}
