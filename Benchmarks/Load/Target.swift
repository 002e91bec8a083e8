import ArgumentParser
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// The server under load, and how it is reached.
struct TargetOptions: ParsableArguments {
    @Option(help: "The server's address.") var host = "127.0.0.1"
    @Option(help: "The server's port.") var port: Int
    @Option(help: "The authority that signed the server's certificate.") var ca: String
    @Option(help: "A file that holds a bearer token.") var token: String

    func target() throws -> Target {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(ca)
        // The certificate is checked; an address instead of a name only cannot be sent along with the handshake.
        tls.certificateVerification = .noHostnameVerification
        var headers = HTTPHeaders([("Host", "\(host):\(port)"), ("Accept", "application/json")])
        headers.add(name: "Authorization", value: "Bearer \(try Self.firstLine(of: token))")
        return Target(host: host, port: port, context: try NIOSSLContext(configuration: tls), headers: headers)
    }

    private static func firstLine(of path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw ValidationError("cannot read \(path)") }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}

/// A server, with one event loop for everything that is sent to it: the load takes one core at most, and measures on one clock.
struct Target: Sendable {
    let host: String
    let port: Int
    let context: NIOSSLContext
    let headers: HTTPHeaders
    let loop = MultiThreadedEventLoopGroup.singleton.next()

    /// Opens a connection that ends in a handler.
    func connect(_ handler: @escaping @Sendable () -> some ChannelInboundHandler) -> EventLoopFuture<any Channel> {
        ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(try NIOSSLClientHandler(context: context, serverHostname: nil))
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(handler())
                }
            }
            .connect(host: host, port: port)
    }
}
