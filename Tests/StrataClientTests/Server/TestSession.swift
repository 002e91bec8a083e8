import NIOCore
import NIOWebSocket

/// The server's end of a WebSocket in a test.
public struct TestSession: Sendable {
    let channel: any Channel
    /// The messages that come in, whole and with their channel bytes.
    public let messages: AsyncStream<[UInt8]>

    public func send(_ channelNumber: UInt8, _ content: [UInt8]) async throws {
        try await send(raw: [channelNumber] + content)
    }

    public func send(raw payload: [UInt8]) async throws {
        try await channel.writeAndFlush(WebSocketFrame(fin: true, opcode: .binary, data: channel.allocator.buffer(bytes: payload)))
    }

    /// One message in two frames, with a ping between them.
    public func sendInFragments(_ payload: [UInt8]) async throws {
        let half = payload.count / 2
        let allocator = channel.allocator
        try await channel.writeAndFlush(WebSocketFrame(fin: false, opcode: .binary, data: allocator.buffer(bytes: Array(payload[..<half]))))
        try await channel.writeAndFlush(WebSocketFrame(fin: true, opcode: .ping, data: allocator.buffer(bytes: [1, 2, 3])))
        try await channel.writeAndFlush(
            WebSocketFrame(fin: true, opcode: .continuation, data: allocator.buffer(bytes: Array(payload[half...]))))
    }

    /// Ends the stream in WebSocket's own way.
    public func close(code: UInt16 = 1000) async throws {
        var data = channel.allocator.buffer(capacity: 2)
        data.writeInteger(code)
        try await channel.writeAndFlush(WebSocketFrame(fin: true, opcode: .connectionClose, data: data))
    }

    public func cut() { channel.close(promise: nil) }
}

final class TestSessionHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame

    private let continuation: AsyncStream<[UInt8]>.Continuation

    init(_ continuation: AsyncStream<[UInt8]>.Continuation) { self.continuation = continuation }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .binary: continuation.yield(Array(frame.unmaskedData.readableBytesView))
        case .connectionClose:
            continuation.finish()
            context.close(promise: nil)
        default: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) { continuation.finish() }
}
