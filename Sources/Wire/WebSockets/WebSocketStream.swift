import NIOCore
import NIOWebSocket

/// A WebSocket (RFC 6455) as its client, for as long as ``open(_:within:dial:_:)`` runs.
public struct WebSocketStream: Sendable {
    /// What comes through it.
    public enum Message: Sendable, Hashable {
        case data([UInt8])
        case text([UInt8])

        /// What it holds, of either kind.
        public var bytes: [UInt8] {
            switch self {
            case .data(let bytes), .text(let bytes): bytes
            }
        }
    }

    typealias Channel = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>

    private let inbound: NIOAsyncChannelInboundStream<WebSocketFrame>
    private let outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>

    /// How long a message may be, in bytes.
    static let longest = 16 << 20

    init(_ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>, _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>) {
        self.inbound = inbound
        self.outbound = outbound
    }

    /// Reads messages until the body says that it is enough, or the server ends the connection. One reader, once.
    ///
    /// - Parameter body: returns whether it wants more.
    public func read(_ body: (Message) async throws -> Bool) async throws {
        for try await frame in inbound {
            let bytes = Array(frame.unmaskedData.readableBytesView)
            switch frame.opcode {
            case .binary: guard try await body(.data(bytes)) else { return }
            case .text: guard try await body(.text(bytes)) else { return }
            // Who has hung up needs no answer, and what it said before is still to be read.
            case .ping: try? await write(.pong, bytes)
            case .connectionClose: return
            default: break
            }
        }
    }

    /// Sends a message, and waits while the server does not take it.
    public func send(_ message: Message) async throws {
        switch message {
        case .data(let bytes): try await write(.binary, bytes)
        case .text(let bytes): try await write(.text, bytes)
        }
    }

    /// Ends the connection in good order.
    public func close() async throws { try await write(.connectionClose, [0x03, 0xE8]) }

    private func write(_ opcode: WebSocketOpcode, _ bytes: [UInt8]) async throws {
        try await outbound.write(WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: ByteBuffer(bytes: bytes)))
    }
}
