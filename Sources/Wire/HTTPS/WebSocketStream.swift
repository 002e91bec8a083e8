import NIOCore
import NIOHTTP1
import NIOWebSocket

/// A WebSocket (RFC 6455), for as long as ``HTTPSClient/withWebSocket(_:headers:protocol:_:)`` runs.
public struct WebSocketStream: Sendable {
    fileprivate typealias Channel = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>

    private let inbound: NIOAsyncChannelInboundStream<WebSocketFrame>
    private let outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>

    /// How long a message may be, in bytes.
    static let longest = 16 << 20

    fileprivate init(_ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>, _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>) {
        self.inbound = inbound
        self.outbound = outbound
    }

    /// Reads messages until the body says that it is enough, or the server ends the connection. One reader.
    ///
    /// - Parameter body: returns whether it wants more.
    public func read(_ body: ([UInt8]) async throws -> Bool) async throws {
        for try await frame in inbound {
            let bytes = Array(frame.unmaskedData.readableBytesView)
            switch frame.opcode {
            case .binary, .text: guard try await body(bytes) else { return }
            case .ping: try await write(.pong, bytes)
            case .connectionClose: return
            default: break
            }
        }
    }

    /// Sends a message, and waits while the server does not take it.
    public func send(_ bytes: [UInt8]) async throws { try await write(.binary, bytes) }

    private func write(_ opcode: WebSocketOpcode, _ bytes: [UInt8]) async throws {
        try await outbound.write(WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: ByteBuffer(bytes: bytes)))
    }
}

/// What became of the wish for a WebSocket.
private enum Upgrade: Sendable {
    case done(WebSocketStream.Channel)
    case refused
}

extension HTTPSClient {
    /// Opens a WebSocket and has a body use it; it is gone when this returns. Cancelling the task ends the body's reading.
    ///
    /// - Parameters:
    ///   - subprotocol: what is asked for in `Sec-WebSocket-Protocol`.
    /// - Throws: ``HTTPSError``, and what the body throws.
    public func withWebSocket<Value: Sendable>(
        _ target: String, headers: [(name: String, value: String)] = [], subprotocol: String, timeout: Duration = .seconds(20),
        _ body: (WebSocketStream) async throws -> Value
    ) async throws -> Value {
        let head = head(.get, target, headers + [("Content-Length", "0"), ("Sec-WebSocket-Protocol", subprotocol)])
        let upgrading: EventLoopFuture<Upgrade> = try await dial { channel, _ in
            channel.eventLoop.makeCompletedFuture {
                let upgrader = NIOTypedWebSocketClientUpgrader<Upgrade>(maxFrameSize: WebSocketStream.longest) { channel, _ in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOWebSocketFrameAggregator(
                                minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 1 << 14,
                                maxAccumulatedFrameSize: WebSocketStream.longest))
                        return .done(try WebSocketStream.Channel(wrappingChannelSynchronously: channel))
                    }
                }
                let configuration = NIOTypedHTTPClientUpgradeConfiguration<Upgrade>(
                    upgradeRequestHead: head, upgraders: [upgrader],
                    notUpgradingCompletionHandler: { channel in
                        channel.close(promise: nil)
                        return channel.eventLoop.makeSucceededFuture(.refused)
                    })
                let timer = channel.eventLoop.scheduleTask(in: .init(timeout)) { channel.close(promise: nil) }
                let result = try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
                    configuration: .init(upgradeConfiguration: configuration))
                result.whenComplete { _ in timer.cancel() }
                return result
            }
        }
        do {
            guard case .done(let channel) = try await upgrading.get() else {
                throw HTTPSError.noWebSocket(host: host)
            }
            return try await channel.executeThenClose { inbound, outbound in try await body(WebSocketStream(inbound, outbound)) }
        } catch is ChannelError {
            throw Task.isCancelled ? HTTPSError.cancelled : HTTPSError.closed(host: host)
        } catch is NIOAsyncWriterError {
            throw HTTPSError.closed(host: host)
        }
    }
}
