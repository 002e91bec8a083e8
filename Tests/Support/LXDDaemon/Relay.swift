import NIOCore
import NIOPosix
import StrataDriverKit
import Synchronization

/// What stands between a client and a daemon, and carries bytes both ways as long as it is not told to do something else.
public final class Relay: Sendable {
    /// What becomes of the daemon's bytes.
    public enum Fault: Sendable, Equatable {
        /// They are held back.
        case hang
        /// So many of each connection's come through, and then it ends.
        case cut(after: Int)
        /// What was said is replaced by this.
        case say(String)
    }

    /// Where a daemon listens.
    enum Upstream: Sendable {
        case socket(String)
        /// In the network of a process.
        case network(host: String, port: Int, process: Int)
    }

    private let upstream: Upstream
    private let server: any Channel
    private let fault: Mutex<(fault: Fault, applies: @Sendable (String) -> Bool)?> = Mutex(nil)
    /// Where relays that have a port listen: an address of the loopback's that no daemon's certificate names.
    public static let host = "127.0.0.2"
    /// The port on ``host``; nil for one on a socket.
    public var port: Int? { server.localAddress?.port }

    /// - Parameter path: the Unix socket that clients connect to; nil for a free port on ``host``.
    static func run<Value>(to upstream: Upstream, at path: String?, _ body: (Relay) async throws -> Value) async throws -> Value {
        let relay = try await Relay(to: upstream, at: path)
        let result: Result<Value, any Error>
        do { result = .success(try await body(relay)) } catch { result = .failure(error) }
        try await relay.server.close()
        return try result.get()
    }

    private init(to upstream: Upstream, at path: String?) async throws {
        self.upstream = upstream
        let opened = Mutex<Relay?>(nil)
        let bootstrap = ServerBootstrap(group: NIOSingletons.posixEventLoopGroup)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { near in
                // Nothing is read before the daemon is connected to.
                near.setOption(.autoRead, value: false).map { opened.withLock { $0 }?.join(near) }
            }
        if let path {
            server = try await bootstrap.bind(unixDomainSocketPath: path).get()
        } else {
            server = try await bootstrap.bind(host: Self.host, port: 0).get()
        }
        opened.withLock { $0 = self }
        server.closeFuture.whenComplete { _ in opened.withLock { $0 = nil } }
    }

    /// From now on this becomes of answers to requests that begin so; nil ends that. Requests over TLS cannot be told apart.
    public func inject(_ fault: Fault?, where applies: @escaping @Sendable (_ request: String) -> Bool = { _ in true }) {
        self.fault.withLock { $0 = fault.map { ($0, applies) } }
    }

    fileprivate func fault(for request: String) -> Fault? {
        fault.withLock { current in current.flatMap { $0.applies(request) ? $0.fault : nil } }
    }

    private func join(_ near: any Channel) {
        let far: EventLoopFuture<any Channel>
        switch upstream {
        case .socket(let path): far = Self.bootstrap(near).connect(unixDomainSocketPath: path)
        case .network(let host, let port, let process):
            let opened = near.eventLoop.makePromise(of: CInt.self)
            opened.completeWithTask { try await ProcessNetwork(process).connectedSocket(host, port) }
            far = opened.futureResult.flatMap { Self.bootstrap(near).withConnectedSocket($0) }
        }
        far.flatMapThrowing { far in
            let request = Request()
            try near.pipeline.syncOperations.addHandler(Carrier(to: far, nil, request))
            try far.pipeline.syncOperations.addHandler(Carrier(to: near, self, request))
        }.flatMap {
            near.setOption(.autoRead, value: true).and(far.flatMap { $0.setOption(.autoRead, value: true) }).map { _ in }
        }.whenFailure { _ in near.close(promise: nil) }
    }

    private static func bootstrap(_ near: any Channel) -> ClientBootstrap {
        ClientBootstrap(group: near.eventLoop).channelOption(.allowRemoteHalfClosure, value: true).channelOption(.autoRead, value: false)
    }
}

/// What was asked last on a connection.
private final class Request: Sendable { let text = Mutex("") }

/// Carries what comes on one connection to another.
private final class Carrier: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let peer: any Channel
    /// Nil for the client's bytes, which always come through.
    private let relay: Relay?
    private let request: Request
    private var count = 0
    private var isDone = false

    init(to peer: any Channel, _ relay: Relay?, _ request: Request) {
        self.peer = peer
        self.relay = relay
        self.request = request
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        guard let relay else {
            request.text.withLock { $0 = String(buffer: buffer) }
            peer.writeAndFlush(buffer, promise: nil)
            return
        }
        guard !isDone else { return }
        switch relay.fault(for: request.text.withLock { $0 }) {
        case nil: peer.writeAndFlush(buffer, promise: nil)
        case .hang: isDone = true
        case .say(let text):
            isDone = true
            end(context, ByteBuffer(string: text))
        case .cut(let length):
            let slice = buffer.getSlice(at: buffer.readerIndex, length: min(buffer.readableBytes, length - count)) ?? ByteBuffer()
            count += slice.readableBytes
            guard count >= length else { return peer.writeAndFlush(slice, promise: nil) }
            isDone = true
            end(context, slice)
        }
    }

    private func end(_ context: ChannelHandlerContext, _ last: ByteBuffer) {
        let peer = peer
        peer.writeAndFlush(last).whenComplete { _ in peer.close(promise: nil) }
        context.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent, !isDone { peer.close(mode: .output, promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) { if !isDone || relay == nil { peer.close(promise: nil) } }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
