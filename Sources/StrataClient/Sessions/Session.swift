import NIOCore
import NIOWebSocket
import StrataAPI

/// A stream to and from an instance: a command that runs there, its console, or its log. Letting go of it closes the connection.
///
/// One task reads with ``next()``; others may write meanwhile. All calls are cancellable.
public final class Session: Sendable {
    /// The largest piece of input sent in one message, in bytes.
    static let pieceSize = 32 << 10

    private let channel: any Channel
    private let inbox: Inbox<Frame>
    private let host: String
    /// Whether messages are the bytes of one stream, and name no channel.
    private let isPlain: Bool
    /// Whether the server understands the end of input (v5).
    private let canEndInput: Bool
    /// Whether the end of the stream without an outcome is an error.
    private let needsOutcome: Bool

    init(channel: any Channel, inbox: Inbox<Frame>, host: String, isPlain: Bool, canEndInput: Bool, needsOutcome: Bool) {
        self.channel = channel
        self.inbox = inbox
        self.host = host
        self.isPlain = isPlain
        self.canEndInput = canEndInput
        self.needsOutcome = needsOutcome
    }

    deinit { channel.close(promise: nil) }

    /// The next output, nil at the end. After ``SessionOutput/exited(_:)`` nothing follows.
    ///
    /// - Throws: ``ClientError/status(_:)`` where the command could not be run, ``ClientError/malformed(_:)`` where a command's stream ends
    ///   without an exit code.
    public func next() async throws(ClientError) -> SessionOutput? {
        while let frame = try await inbox.next() {
            switch frame {
            case .binary(let payload) where isPlain:
                if !payload.isEmpty { return .output(payload) }
            case .binary(let payload):
                switch try SessionMessage(payload) {
                case .output(let output): return output
                case .failed(let status): throw .status(status)
                case .nothing: continue
                }
            case .closed(let code, let reason):
                if let code, code != 1000, code != 1001, code != 1005 {
                    throw .status(
                        APIStatus(
                            code: 500, reason: "InternalError", message: reason.isEmpty ? "the server closed the stream (\(code))" : reason)
                    )
                }
            }
        }
        if needsOutcome { throw .malformed("the stream ended before the command's exit code came") }
        return nil
    }

    /// Sends input, and returns once the connection has taken it.
    public func write(_ bytes: [UInt8]) async throws(ClientError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Self.pieceSize)
            rest = rest.dropFirst(piece.count)
            try await send(.input, piece)
        }
    }

    /// Says that no more input comes. A server that only speaks v4 cannot be told; then this does nothing.
    public func endInput() async throws(ClientError) {
        if canEndInput { try await send(.close, [SessionChannel.input.rawValue]) }
    }

    /// Tells the size of the user's terminal, in characters.
    public func resize(width: Int, height: Int) async throws(ClientError) {
        guard !isPlain else { return }
        let size: JSONValue = ["Width": .int(Int64(width)), "Height": .int(Int64(height))]
        try await send(.resize, size.encoded()[...])
    }

    /// Ends the session; ``next()`` then ends as well.
    public func close() {
        inbox.finish()
        var code = channel.allocator.buffer(capacity: 2)
        code.writeInteger(UInt16(1000))
        let farewell = channel.writeAndFlush(WebSocketFrame(fin: true, opcode: .connectionClose, maskKey: .random(), data: code))
        farewell.whenComplete { [channel] _ in channel.close(promise: nil) }
    }

    private func send(_ to: SessionChannel, _ content: ArraySlice<UInt8>) async throws(ClientError) {
        var buffer = channel.allocator.buffer(capacity: content.count + 1)
        if !isPlain { buffer.writeInteger(to.rawValue) }
        buffer.writeBytes(content)
        do {
            try await channel.writeAndFlush(WebSocketFrame(fin: true, opcode: .binary, maskKey: .random(), data: buffer))
        } catch {
            throw ClientError(error, host: host)
        }
    }
}
