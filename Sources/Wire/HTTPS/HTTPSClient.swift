import TaskPermits
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
public import TLSTrust

/// A client of one server over HTTP/1.1 and TLS. Any number of tasks may use it.
public struct HTTPSClient: Sendable {
    /// For messages, and the `Host` header: `pve.example:8006`.
    public let host: String
    private let name: String
    private let port: Int
    private let door: TLSDoor
    private let pool: ConnectionPool
    private let connectTimeout: Duration

    /// How long a connection may have been idle to be used again. Servers hang up on idle ones, and who does not know whether a request came through
    /// cannot send it again.
    private static let freshness: Duration = .seconds(2)

    /// - Parameter connections: how many requests go on at once; further ones wait.
    /// - Throws: ``TLSTrustError`` for certificates that are none.
    public init(
        host: String, port: Int, trust: ServerTrust, identity: ClientIdentity? = nil, connections: Int = 8,
        connectTimeout: Duration = .seconds(10)
    ) throws(TLSTrustError) {
        self.host = "\(host.contains(":") ? "[\(host)]" : host):\(port)"
        name = host
        self.port = port
        door = try TLSDoor(host: host, trust: trust, identity: identity)
        pool = ConnectionPool(limit: connections)
        self.connectTimeout = connectTimeout
    }

    /// Lets go of idle connections; those in use go once their exchange has ended.
    public func close() { pool.close() }

    /// Sends a request and holds its answer.
    public func send(_ request: HTTPSRequest) async throws(HTTPSError) -> HTTPSAnswer {
        let head = try await head(of: request)
        guard let permit = await pool.permits.take() else { throw .cancelled }
        defer { withExtendedLifetime(permit) {} }
        if let old = pool.take(notIdleFor: Self.freshness) {
            do throws(HTTPSError) {
                return try await run(head, request, on: old)
            } catch {
                // The server had hung up before the request came; nothing of it was heard.
                guard request.isRepeatable, case .closed = error, await !old.hasHeard() else { throw error }
            }
        }
        return try await run(head, request, on: try await Connection.open(self))
    }

    private func run(_ head: HTTPRequestHead, _ request: HTTPSRequest, on connection: Connection) async throws(HTTPSError) -> HTTPSAnswer {
        let (answer, isReusable) = try await connection.run(head, request)
        if isReusable { pool.giveBack(connection) } else { connection.close() }
        return answer
    }

    private func head(of request: HTTPSRequest) async throws(HTTPSError) -> HTTPRequestHead {
        var head = head(request.method, request.target, request.headers)
        if request.method != .get || !request.body.isEmpty {
            head.headers.add(name: "Content-Length", value: "\(try await RequestBody.length(of: request.body))")
        }
        return head
    }

    /// The head of a request, without what tells of its body.
    func head(_ method: HTTPSRequest.Method, _ target: String, _ headers: [(name: String, value: String)]) -> HTTPRequestHead {
        var head = HTTPRequestHead(version: .http1_1, method: HTTPMethod(rawValue: method.rawValue), uri: target)
        head.headers.add(name: "Host", value: host)
        head.headers.add(name: "User-Agent", value: "strata")
        for header in headers { head.headers.add(name: header.name, value: header.value) }
        return head
    }

    /// A connection whose pipeline begins with TLS and goes on with what `add` puts there.
    func dial<Value: Sendable>(
        _ add: @escaping @Sendable (any Channel, TLSHandshake) -> EventLoopFuture<Value>
    ) async throws(HTTPSError) -> Value {
        let handshake = door.handshake()
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.init(connectTimeout))
                .channelOption(.socketOption(.so_keepalive), value: 1)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .connect(host: name, port: port) { channel in
                    do {
                        try channel.pipeline.syncOperations.addHandler(try handshake.handler())
                        return add(channel, handshake)
                    } catch {
                        return channel.eventLoop.makeFailedFuture(error)
                    }
                }
        } catch {
            if Task.isCancelled { throw .cancelled }
            throw HTTPSError(error, host: host, limit: connectTimeout)
        }
    }
}
