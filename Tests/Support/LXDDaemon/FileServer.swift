import NIOCore
import NIOHTTP1
import NIOPosix

/// Serves files over HTTP in a daemon's network, as a mirror of images does.
public struct FileServer: Sendable {
    /// Where the daemon finds it.
    public let address: String

    /// - Parameter files: their content, by path.
    static func run<Value>(
        inNetworkOf process: Int, _ files: [String: [UInt8]], _ body: (FileServer) async throws -> Value
    ) async throws -> Value {
        let socket = try await ProcessNetwork(process).boundSocket()
        let channel = try await ServerBootstrap(group: NIOSingletons.posixEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(files))
                }
            }
            .withBoundSocket(socket).get()
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(FileServer(address: "http://127.0.0.1:\(channel.localAddress?.port ?? 0)")))
        } catch {
            result = .failure(error)
        }
        try await channel.close()
        return try result.get()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart
        private let files: [String: [UInt8]]

        init(_ files: [String: [UInt8]]) { self.files = files }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .head(let request) = unwrapInboundIn(data) else { return }
            let content = files[request.uri]
            let headers = HTTPHeaders([("Content-Length", "\(content?.count ?? 0)"), ("Connection", "close")])
            context.write(
                wrapOutboundOut(.head(.init(version: .http1_1, status: content == nil ? .notFound : .ok, headers: headers))), promise: nil)
            if let content, request.method != .HEAD {
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: content)))), promise: nil)
            }
            let channel = context.channel
            context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
        }
    }
}
