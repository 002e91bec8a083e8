import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// A connection that has been accepted: HTTP/1.1, and WebSocket where a request asks for it.
struct APIConnection: ServerChildChannelValue {
    let parts: NIOAsyncChannel<InboundPart, OutboundPart>
    let state: ConnectionState

    var channel: any NIOCore.Channel { parts.channel }
}

/// Sets connections up and serves them. TLS has been put before by the channel that wraps this one.
struct APIChannel: ServerChildChannel {
    let responder: APIResponder
    let limits: StrataServer.Limits
    let metrics: ServerMetrics

    func setup(channel: any NIOCore.Channel, logger: Logger) -> EventLoopFuture<APIConnection> {
        channel.eventLoop.makeCompletedFuture {
            // A client that has closed its side reads no answer either: what is being done for it ends.
            try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
            try channel.syncOptions?.setOption(.tcpOption(.tcp_nodelay), value: 1)
            var decoding = NIOHTTPDecoderLimitConfiguration()
            decoding.maxHeaderFieldSize = limits.headerFieldBytes
            decoding.maxHeaderListSize = limits.headerBytes
            decoding.maxHeaderFieldCount = 128
            let http = ConnectionHandler.HTTPHandlers(
                decoder: ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: decoding)),
                encoder: HTTPResponseEncoder(), validator: NIOHTTPResponseHeadersValidator())
            let state = ConnectionState()
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(http.encoder)
            try pipeline.addHandler(http.decoder)
            try pipeline.addHandler(http.validator)
            try pipeline.addHandler(ConnectionHandler(state: state, limits: limits, http: http))
            return APIConnection(parts: try NIOAsyncChannel(wrappingChannelSynchronously: channel), state: state)
        }
    }

    func handle(value: APIConnection, logger: Logger) async {
        metrics.connections.add(1, ordering: .relaxed)
        defer { metrics.connections.subtract(1, ordering: .relaxed) }
        do {
            try await value.parts.executeThenClose { inbound, outbound in
                let server = ConnectionServer(responder: responder, connection: value, outbound: outbound)
                var iterator = inbound.makeAsyncIterator()
                try await server.serve(&iterator)
            }
        } catch {
            logger.trace("a connection ended", metadata: ["reason": "\(error)"])
        }
    }
}
