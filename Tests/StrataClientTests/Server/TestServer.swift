import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
public import StrataAPI
public import StrataClient
import Synchronization

/// A small HTTPS server on the loopback device for tests of clients, which answers as the test says. It listens until the test process
/// ends, so that a test need not keep it.
public final class TestServer: Sendable {
    public typealias Answer = @Sendable (TestExchange) async -> TestReply
    public typealias Serve = @Sendable (TestExchange, TestSession) async throws -> Void

    /// How WebSockets are answered.
    public struct Sessions: Sendable {
        /// The subprotocol chosen.
        public var protocolName: String
        public var serve: Serve

        public init(protocolName: String = "v5.channel.k8s.io", serve: @escaping Serve) {
            self.protocolName = protocolName
            self.serve = serve
        }
    }

    public let certificates: TestCertificates
    private let channel: any Channel
    private let log: TestServerLog

    private init(certificates: TestCertificates, channel: any Channel, log: TestServerLog) {
        self.certificates = certificates
        self.channel = channel
        self.log = log
    }

    public var port: Int { channel.localAddress?.port ?? 0 }
    /// How many connections were accepted.
    public var connectionCount: Int { log.connections }
    /// What was asked, in order.
    public var exchanges: [TestExchange] { log.exchanges }

    /// What a client needs to talk to this server.
    public func access(host: String = "127.0.0.1", token: String? = "secret") throws -> Access {
        Access(server: try ServerAddress("https://\(host):\(port)"), authority: certificates.authority, token: token)
    }

    /// Starts a server on a free port.
    ///
    /// - Parameters:
    ///   - wantsClientCertificate: whether clients without a certificate of the test's authority are turned away.
    ///   - hasAddress: whether the server's certificate is made out to 127.0.0.1 as well as to localhost.
    ///   - sessions: how WebSockets are answered; nil for a server that has none.
    public static func start(
        wantsClientCertificate: Bool = false, hasAddress: Bool = true, sessions: Sessions? = nil,
        answer: @escaping Answer = { _ in .json(200, .object([:])) }
    ) async throws -> TestServer {
        let certificates = try TestCertificates(hasAddress: hasAddress)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(certificates.server.certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: certificates.server.key, format: .pem)))
        if wantsClientCertificate {
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(certificates.authority))
            configuration.certificateVerification = .noHostnameVerification
        }
        let context = try NIOSSLContext(configuration: configuration)
        let log = TestServerLog()
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    log.accept()
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    let handler = TestExchangeHandler(log: log, answer: answer)
                    let upgrade: NIOHTTPServerUpgradeSendableConfiguration? = sessions.map { sessions in
                        (
                            upgraders: [upgrader(sessions, log)],
                            completionHandler: { context in context.pipeline.syncOperations.removeHandler(handler, promise: nil) }
                        )
                    }
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withServerUpgrade: upgrade)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return TestServer(certificates: certificates, channel: channel, log: log)
    }

    private static func upgrader(_ sessions: Sessions, _ log: TestServerLog) -> NIOWebSocketServerUpgrader {
        NIOWebSocketServerUpgrader(
            maxFrameSize: 1 << 20,
            shouldUpgrade: { channel, head in
                // What is to be refused is refused by the plain answer.
                guard !head.uri.contains("refused") else { return channel.eventLoop.makeSucceededFuture(nil) }
                return channel.eventLoop.makeSucceededFuture(["Sec-WebSocket-Protocol": sessions.protocolName])
            },
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    let (messages, continuation) = AsyncStream<[UInt8]>.makeStream(bufferingPolicy: .unbounded)
                    try channel.pipeline.syncOperations.addHandler(TestSessionHandler(continuation))
                    let exchange = TestExchange(head, body: [])
                    log.add(exchange)
                    let session = TestSession(channel: channel, messages: messages)
                    Task {
                        do {
                            try await sessions.serve(exchange, session)
                        } catch {
                            // The client has gone, which some tests want.
                            session.cut()
                        }
                    }
                }
            })
    }
}

/// What the server has seen.
final class TestServerLog: Sendable {
    private let state = Mutex((connections: 0, exchanges: [TestExchange]()))

    var connections: Int { state.withLock { $0.connections } }
    var exchanges: [TestExchange] { state.withLock { $0.exchanges } }

    func accept() { state.withLock { $0.connections += 1 } }
    func add(_ exchange: TestExchange) { state.withLock { $0.exchanges.append(exchange) } }
}

extension TestExchange {
    init(_ head: HTTPRequestHead, body: [UInt8]) {
        self.init(
            method: head.method.rawValue, target: head.uri,
            headers: Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { $0 + ", " + $1 }, body: body)
    }
}
