import NIOCore
import NIOHTTP1
import NIOWebSocket
public import StrataAPI

/// A WebSocket of the daemon's, for as long as ``LXDClient/withSocket(_:_:)`` runs.
public struct LXDSocket: Sendable {
    /// What comes through it. The daemon ends what it has to send with an empty text, and may go on to listen.
    public enum Message: Sendable, Hashable {
        case data([UInt8])
        case text([UInt8])
    }

    fileprivate typealias Channel = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>

    private let inbound: NIOAsyncChannelInboundStream<WebSocketFrame>
    private let outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>

    /// How long a message may be, in bytes.
    static let longest = 16 << 20

    fileprivate init(_ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>, _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>) {
        self.inbound = inbound
        self.outbound = outbound
    }

    /// Reads messages until the body says that it is enough, or the daemon ends the connection. One reader.
    ///
    /// - Parameter body: returns whether it wants more.
    public func read(_ body: (Message) async throws -> Bool) async throws {
        for try await frame in inbound {
            let bytes = Array(frame.unmaskedData.readableBytesView)
            switch frame.opcode {
            case .binary: guard try await body(.data(bytes)) else { return }
            case .text: guard try await body(.text(bytes)) else { return }
            case .ping: try await write(.pong, bytes)
            case .connectionClose: return
            default: break
            }
        }
    }

    /// Sends bytes, and waits while the daemon does not take them.
    public func send(_ bytes: [UInt8]) async throws { try await write(.binary, bytes) }

    /// Says that no more bytes come.
    public func endInput() async throws { try await write(.text, []) }

    /// Sends an object, as the control sockets of commands and consoles take it.
    public func send(_ object: JSONValue) async throws { try await write(.text, object.encoded()) }

    /// Ends the connection in good order.
    public func close() async throws { try await write(.connectionClose, [0x03, 0xE8]) }

    private func write(_ opcode: WebSocketOpcode, _ bytes: [UInt8]) async throws {
        try await outbound.write(WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: ByteBuffer(bytes: bytes)))
    }

    private enum Upgrade: Sendable {
        case done(Channel)
        case refused
    }

    /// Opens a WebSocket and has a body use it; it is gone afterwards.
    fileprivate static func run<Value: Sendable>(
        _ client: LXDClient, _ target: String, _ body: (LXDSocket) async throws -> Value
    ) async throws -> Value {
        let head = client.head(.get, target, [("Content-Length", "0")])
        let limit = client.timeout
        let upgrading: EventLoopFuture<Upgrade> = try await client.endpoint.connect(within: limit) { channel in
            channel.eventLoop.makeCompletedFuture {
                let upgrader = NIOTypedWebSocketClientUpgrader<Upgrade>(maxFrameSize: longest) { channel, _ in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOWebSocketFrameAggregator(
                                minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 1 << 14, maxAccumulatedFrameSize: longest))
                        return .done(try Channel(wrappingChannelSynchronously: channel))
                    }
                }
                let configuration = NIOTypedHTTPClientUpgradeConfiguration<Upgrade>(
                    upgradeRequestHead: head, upgraders: [upgrader],
                    notUpgradingCompletionHandler: { channel in
                        channel.close(promise: nil)
                        return channel.eventLoop.makeSucceededFuture(.refused)
                    })
                let timer = channel.eventLoop.scheduleTask(in: .init(limit)) { channel.close(promise: nil) }
                let result = try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
                    configuration: .init(upgradeConfiguration: configuration))
                result.whenComplete { _ in timer.cancel() }
                return result
            }
        }
        guard case .done(let channel) = try await upgrading.get() else {
            throw LXDError.protocolViolation("GET \(target) is not answered by a WebSocket")
        }
        return try await channel.executeThenClose { inbound, outbound in try await body(LXDSocket(inbound, outbound)) }
    }
}

extension LXDClient {
    /// Opens a WebSocket and has a body use it; it is gone when this returns. Cancelling the task ends the body's reading.
    ///
    /// - Throws: ``LXDError``, and what the body throws. The daemon refuses a WebSocket without telling why.
    public func withSocket<Value: Sendable>(_ target: String, _ body: (LXDSocket) async throws -> Value) async throws -> Value {
        do {
            return try await LXDSocket.run(self, target, body)
        } catch is ChannelError {
            if Task.isCancelled { throw LXDError.cancelled }
            throw LXDError.closed
        } catch is NIOAsyncWriterError {
            throw LXDError.closed
        } catch is IOError {
            throw LXDError.closed
        }
    }
}
