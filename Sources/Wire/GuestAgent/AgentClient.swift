import NIOCore
import NIOPosix
public import StrataAPI

/// A connection to the agent in one guest, over the socket of its virtio-serial port (QEMU Guest Agent Protocol Reference).
///
/// ```
///   connect ──▶ open ──close, the machine ends, a violation, a deadline──▶ closed     execute, send: while open
/// ```
/// A port serves one client at a time. Commands may be given from any tasks; the agent carries them out one after the other.
public final class AgentClient: Sendable {
    private let channel: any Channel
    private let dialogue: Dialogue

    /// Connects and waits until the agent answers to nobody else.
    /// - Parameters:
    ///   - path: the socket's, at most 107 bytes (unix(7)).
    ///   - deadline: for all of it. An agent that is there answers within milliseconds.
    ///   - lineLimit: the longest line to accept, in bytes.
    /// - Throws: ``AgentError/silent(after:)`` where no agent answers.
    public static func connect(
        to path: String, deadline: Duration = .seconds(3), lineLimit: Int = 2 << 20
    ) async throws(AgentError) -> AgentClient {
        guard path.utf8.count <= 107, !path.utf8.contains(0) else {
            throw .unreachable(path: path, reason: "a socket's path has at most 107 bytes")
        }
        let dialogue = Dialogue(number: .random(in: 1..<(1 << 31)))
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: NIOSingletons.posixEventLoopGroup)
                .connectTimeout(TimeAmount(deadline))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(AgentLines(dialogue, limit: lineLimit))
                    }
                }
                .connect(unixDomainSocketPath: path).get()
        } catch {
            throw Task.isCancelled ? .cancelled : .unreachable(path: path, reason: "\(error)")
        }
        let client = AgentClient(channel: channel, dialogue: dialogue)
        // The mark makes the agent forget what it was told halfway.
        let arguments: JSONValue = ["id": .int(dialogue.number)]
        client.write([AgentLines.mark] + Self.line("guest-sync-delimited", arguments))
        do throws(AgentError) {
            _ = try await client.answer(to: Dialogue.synchronization, deadline, else: .silent(after: deadline))
        } catch {
            await client.close()
            throw error
        }
        return client
    }

    private init(channel: any Channel, dialogue: Dialogue) {
        self.channel = channel
        self.dialogue = dialogue
    }

    deinit {
        dialogue.end(.closed)
        channel.close(promise: nil)
    }

    /// Runs a command and returns its value, which for some is an empty object. Cancelling gives up the wait, not what the agent does.
    /// - Throws: ``AgentError/refused(command:class:description:)`` with the agent's own words, and what ended the connection.
    @discardableResult
    public func execute(
        _ command: String, _ arguments: JSONValue = .object([:]), deadline: Duration = .seconds(10)
    ) async throws(AgentError) -> JSONValue {
        let id = try dialogue.ask(command) { write(Self.line(command, arguments)) }
        return try await answer(to: id, deadline, else: .timedOut(waitingFor: command, after: deadline))
    }

    /// Closes the connection; commands under way fail. Idempotent.
    public func close() async {
        dialogue.end(.closed)
        // One that is closed already cannot be closed again, which is what was wanted.
        try? await channel.close()
    }

    private func write(_ bytes: [UInt8]) { channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) }

    private static func line(_ command: String, _ arguments: JSONValue) -> [UInt8] {
        var message: JSONValue = ["execute": .string(command)]
        if arguments != .object([:]) { message["arguments"] = arguments }
        return message.encoded() + [UInt8(ascii: "\n")]
    }

    private func answer(to id: Int, _ deadline: Duration, else error: AgentError) async throws(AgentError) -> JSONValue {
        let (dialogue, channel) = (dialogue, channel)
        let alarm = channel.eventLoop.scheduleTask(in: TimeAmount(deadline)) {
            dialogue.end(error)
            channel.close(promise: nil)
        }
        defer { alarm.cancel() }
        return try await dialogue.outcome(of: id).get()
    }
}
