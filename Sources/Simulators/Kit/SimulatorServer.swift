import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket

/// What a simulator does with requests.
public protocol SimulatorService: Sendable {
    /// Answers a request.
    func answer(_ request: SimulatorRequest) async -> SimulatorResponse

    /// Where the body of a request goes that begins; it is asked before the body comes.
    func intake(_ request: SimulatorRequest) async -> SimulatorIntake

    /// Takes a WebSocket where one is offered at the request's target; nil for a plain answer.
    func webSocket(_ request: SimulatorRequest) async -> (@Sendable (WebSocketConversation) async throws -> Void)?
}

/// A server over TLS for a simulator's interface: HTTP/1.1 and WebSockets, with what disturbances were asked for.
public struct SimulatorServer: Sendable {
    /// The port that it listens on.
    public let port: Int
    /// The SHA-256 of its certificate: `AB:CD:…`.
    public let fingerprint: String
    /// The SHA-1 of its certificate, which older interfaces name.
    public let sha1: String
    /// Its certificate and key.
    public let identity: SimulatorIdentity

    private let listener: NIOAsyncChannel<EventLoopFuture<Conversation>, Never>
    private let service: any SimulatorService
    private let disturbances: Disturbances

    typealias HTTPChannel = NIOAsyncChannel<HTTPServerRequestPart, HTTPPart<HTTPResponseHead, ByteBuffer>>

    /// What became of a connection.
    enum Conversation: Sendable {
        case http(HTTPChannel)
        case webSocket(NIOAsyncChannel<WebSocketFrame, WebSocketFrame>, @Sendable (WebSocketConversation) async throws -> Void)
    }

    /// Listens. Requests are answered once ``run()`` is called.
    ///
    /// - Parameters:
    ///   - host: an address of this machine.
    ///   - port: 0 for any that is free.
    public init(
        host: String, port: Int, identity: SimulatorIdentity, service: any SimulatorService, disturbances: Disturbances
    ) async throws {
        let material = try identity.material()
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: material.chain.map { .certificate($0) }, privateKey: .privateKey(material.key))
        configuration.applicationProtocols = ["http/1.1"]
        let context = try NIOSSLContext(configuration: configuration)
        listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    return try Self.configure(channel, service)
                }
            }
        self.port = listener.channel.localAddress?.port ?? port
        fingerprint = material.fingerprint
        sha1 = material.sha1
        self.identity = identity
        self.service = service
        self.disturbances = disturbances
    }

    /// Answers until the task is cancelled.
    public func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            try await listener.executeThenClose { connections in
                for try await connection in connections {
                    group.addTask {
                        // A client that goes in the middle of something is nobody's business but its own.
                        do { try await serve(connection.get()) } catch {}
                    }
                }
            }
            group.cancelAll()
        }
    }

    private func serve(_ conversation: Conversation) async throws {
        switch conversation {
        case .http(let channel):
            try await channel.executeThenClose { inbound, outbound in
                var parts = inbound.makeAsyncIterator()
                while let part = try await parts.next() {
                    guard case .head(let head) = part else { continue }
                    let intake = await service.intake(RequestReader.request(head))
                    if head.headers.first(name: "Expect")?.lowercased() == "100-continue" {
                        try await outbound.write(.head(HTTPResponseHead(version: .http1_1, status: .continue)))
                    }
                    let request = try await RequestReader.read(head, &parts, into: intake)
                    guard try await answer(request, head, outbound) else { return }
                }
            }
        case .webSocket(let channel, let body):
            try await channel.executeThenClose { inbound, outbound in try await body(WebSocketConversation(inbound, outbound)) }
        }
    }

    /// - Returns: whether the connection goes on.
    private func answer(
        _ request: SimulatorRequest, _ head: HTTPRequestHead,
        _ outbound: NIOAsyncChannelOutboundWriter<HTTPPart<HTTPResponseHead, ByteBuffer>>
    ) async throws -> Bool {
        let response = await service.answer(request)
        let pause = response.delay + disturbances.pause()
        if pause > .zero { try await Task.sleep(for: pause) }
        let status: HTTPResponseStatus =
            response.reason.isEmpty
            ? HTTPResponseStatus(statusCode: response.status)
            : .custom(code: UInt(response.status), reasonPhrase: Self.plain(response.reason))
        var answer = HTTPResponseHead(version: .http1_1, status: status)
        for header in response.headers { answer.headers.add(name: header.name, value: header.value) }
        let file = try response.file.map { try FileBody($0) }
        // What a HEAD says of a body that it has not.
        if request.method != "HEAD" || !answer.headers.contains(name: "Content-Length") {
            answer.headers.replaceOrAdd(name: "Content-Length", value: "\(file?.size ?? response.body.count)")
        }
        if !head.isKeepAlive { answer.headers.add(name: "Connection", value: "close") }
        switch disturbances.fate() {
        case .lost: return false
        case .cut:
            try await outbound.write(.head(answer))
            try await outbound.write(.body(ByteBuffer(bytes: response.body.prefix(response.body.count / 2))))
            return false
        case .whole:
            try await outbound.write(.head(answer))
            if request.method != "HEAD", let file {
                while let piece = try file.next() { try await outbound.write(.body(ByteBuffer(bytes: piece))) }
            } else if request.method != "HEAD", !response.body.isEmpty {
                try await outbound.write(.body(ByteBuffer(bytes: response.body)))
            }
            try await outbound.write(.end(nil))
            return head.isKeepAlive
        }
    }

    /// A status line is one line of plain characters.
    private static func plain(_ reason: String) -> String {
        String(String.UnicodeScalarView(reason.unicodeScalars.map { $0.value < 0x20 || $0.value > 0x7E ? " " : $0 }))
    }

    /// Says no to who asks for a WebSocket where there is none: without that the connection would stay, and nobody answer on it.
    private static func refuse(_ channel: any Channel) async throws {
        let headers: HTTPHeaders = ["Content-Length": "0", "Connection": "close"]
        let head = HTTPResponseHead(version: .http1_1, status: .notFound, headers: headers)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        try await channel.writeAndFlush(HTTPServerResponsePart.end(nil))
        try await channel.close()
    }

    private static func configure(_ channel: any Channel, _ service: any SimulatorService) throws -> EventLoopFuture<Conversation> {
        let upgrader = NIOTypedWebSocketServerUpgrader<Conversation>(
            maxFrameSize: 1 << 20,
            shouldUpgrade: { channel, head in
                let request = RequestReader.request(head)
                return channel.eventLoop.makeFutureWithTask {
                    guard await service.webSocket(request) != nil else {
                        try await refuse(channel)
                        return nil
                    }
                    var headers = HTTPHeaders()
                    if let wanted = head.headers.first(name: "Sec-WebSocket-Protocol")?.split(separator: ",").first {
                        headers.add(name: "Sec-WebSocket-Protocol", value: String(wanted))
                    }
                    return headers
                }
            },
            upgradePipelineHandler: { channel, head in
                let request = RequestReader.request(head)
                let wrapped = channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOWebSocketFrameAggregator(
                            minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 1024, maxAccumulatedFrameSize: 1 << 20))
                    return try NIOAsyncChannel<WebSocketFrame, WebSocketFrame>(wrappingChannelSynchronously: channel)
                }
                return wrapped.flatMap { channel in
                    channel.channel.eventLoop.makeFutureWithTask {
                        guard let body = await service.webSocket(request) else { throw ChannelError.operationUnsupported }
                        return .webSocket(channel, body)
                    }
                }
            })
        let configuration = NIOUpgradableHTTPServerPipelineConfiguration<Conversation>(
            upgradeConfiguration: .init(
                upgraders: [upgrader],
                notUpgradingCompletionHandler: { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(PartEncoder())
                        return .http(try HTTPChannel(wrappingChannelSynchronously: channel))
                    }
                }))
        return try channel.pipeline.syncOperations.configureUpgradableHTTPServerPipeline(configuration: configuration)
    }
}

/// Puts bodies into the form that NIO's own encoder takes.
private final class PartEncoder: ChannelOutboundHandler {
    typealias OutboundIn = HTTPPart<HTTPResponseHead, ByteBuffer>
    typealias OutboundOut = HTTPServerResponsePart

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head): context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body(let buffer): context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: promise)
        case .end(let trailers): context.write(wrapOutboundOut(.end(trailers)), promise: promise)
        }
    }
}
