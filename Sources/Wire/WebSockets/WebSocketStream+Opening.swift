public import NIOCore
public import NIOHTTP1
import NIOWebSocket

/// What became of the wish for a WebSocket.
public struct WebSocketUpgrade: Sendable {
    /// Nil where the server answered otherwise.
    let channel: WebSocketStream.Channel?
}

/// The server answered a wish for a WebSocket otherwise. Servers do not tell why.
public struct WebSocketRefused: Error, Sendable {}

extension WebSocketStream {
    /// Opens a WebSocket and has a body use it; it is gone when this returns. Cancelling the task ends the body's reading.
    ///
    /// - Parameters:
    ///   - head: the request, without what makes it one for a WebSocket.
    ///   - limit: how long the server may take to agree.
    ///   - dial: connects, with what it is given put behind what the connection itself needs.
    /// - Throws: ``WebSocketRefused``; NIO's errors of connections that end; what `dial` and the body throw.
    public static func open<Value: Sendable>(
        _ head: HTTPRequestHead, within limit: Duration,
        dial: (@escaping @Sendable (any NIOCore.Channel) -> EventLoopFuture<EventLoopFuture<WebSocketUpgrade>>) async throws
            -> EventLoopFuture<WebSocketUpgrade>,
        _ body: (WebSocketStream) async throws -> Value
    ) async throws -> Value {
        let upgrading = try await dial { channel in
            channel.eventLoop.makeCompletedFuture {
                let upgrader = NIOTypedWebSocketClientUpgrader<WebSocketUpgrade>(maxFrameSize: longest) { channel, _ in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOWebSocketFrameAggregator(
                                minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 1 << 14, maxAccumulatedFrameSize: longest))
                        return WebSocketUpgrade(channel: try WebSocketStream.Channel(wrappingChannelSynchronously: channel))
                    }
                }
                let configuration = NIOTypedHTTPClientUpgradeConfiguration<WebSocketUpgrade>(
                    upgradeRequestHead: head, upgraders: [upgrader],
                    notUpgradingCompletionHandler: { channel in
                        channel.close(promise: nil)
                        return channel.eventLoop.makeSucceededFuture(WebSocketUpgrade(channel: nil))
                    })
                var pipeline = NIOUpgradableHTTPClientPipelineConfiguration(upgradeConfiguration: configuration)
                // A server may say its first words with its agreement; NIO would throw them away.
                pipeline.leftOverBytesStrategy = .forwardBytes
                let timer = channel.eventLoop.scheduleTask(in: .init(limit)) { channel.close(promise: nil) }
                let result = try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(configuration: pipeline)
                result.whenComplete { _ in timer.cancel() }
                return result
            }
        }
        guard let channel = try await upgrading.get().channel else { throw WebSocketRefused() }
        return try await channel.executeThenClose { inbound, outbound in try await body(WebSocketStream(inbound, outbound)) }
    }
}
