import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import StrataAPI

/// Opens connections to one server.
struct Dialer: Sendable {
    let access: Access
    let tls: NIOSSLContext
    let group: any EventLoopGroup
    let connectTimeout: Duration

    /// - Throws: ``ClientError/configuration(source:reason:)`` for certificates or keys that are none.
    init(_ access: Access, group: any EventLoopGroup, connectTimeout: Duration) throws(ClientError) {
        if let token = access.token, token.isEmpty || !token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
            throw .configuration(source: "", reason: "the token is empty, or holds characters that do not belong into one")
        }
        self.access = access
        self.group = group
        self.connectTimeout = connectTimeout
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        func read<Value>(_ what: String, _ body: () throws -> Value) throws(ClientError) -> Value {
            do { return try body() } catch { throw .configuration(source: "", reason: "\(what) is not usable: \("\(error)".printable())") }
        }
        if let authority = access.authority {
            let certificates = try read("the server's certificate authority") { try NIOSSLCertificate.fromPEMBytes(authority) }
            guard !certificates.isEmpty else {
                throw .configuration(source: "", reason: "the server's certificate authority holds no certificate")
            }
            configuration.trustRoots = .certificates(certificates)
        }
        if let certificate = access.certificate, let key = access.privateKey {
            configuration.certificateChain = try read("the client certificate") {
                try NIOSSLCertificate.fromPEMBytes(certificate).map { .certificate($0) }
            }
            configuration.privateKey = .privateKey(try read("the client key") { try NIOSSLPrivateKey(bytes: key, format: .pem) })
        }
        let complete = configuration
        tls = try read("the TLS configuration") { try NIOSSLContext(configuration: complete) }
    }

    var host: String { access.server.authority }

    /// A connection whose pipeline ends in TLS and what `add` puts behind it.
    func connect<Value: Sendable>(_ add: @escaping @Sendable (any Channel) -> EventLoopFuture<Value>) async throws(ClientError) -> Value {
        // SNI carries names only; for an address the certificate is checked against the address connected to.
        let name = access.serverName ?? (access.server.host.isAddress ? nil : access.server.host)
        let tls = tls
        let bootstrap = ClientBootstrap(group: group)
            .connectTimeout(.nanoseconds(connectTimeout.nanoseconds))
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        do {
            return try await bootstrap.connect(host: access.server.host, port: access.server.port) { channel in
                do {
                    try channel.pipeline.syncOperations.addHandler(try NIOSSLClientHandler(context: tls, serverHostname: name))
                    return add(channel)
                } catch {
                    return channel.eventLoop.makeFailedFuture(error)
                }
            }
        } catch {
            if Task.isCancelled { throw .cancelled }
            throw ClientError(error, host: host)
        }
    }

    /// The head of a request as this user sends it.
    func head(_ method: HTTPMethod, _ target: String) -> HTTPRequestHead {
        var head = HTTPRequestHead(version: .http1_1, method: method, uri: target)
        head.headers.add(name: "Host", value: access.server.authority)
        head.headers.add(name: "User-Agent", value: "strata")
        if let token = access.token { head.headers.add(name: "Authorization", value: "Bearer \(token)") }
        return head
    }
}

extension Duration {
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return Int64(clamping: Int128(seconds) * 1_000_000_000 + Int128(attoseconds / 1_000_000_000))
    }
}

extension String {
    /// Whether this is an IP address and no name.
    fileprivate var isAddress: Bool { (try? SocketAddress(ipAddress: self, port: 0)) != nil }
}
