import NIOCore
import NIOHTTP1
import NIOPosix
import StrataAPI
import Synchronization

/// A client of one Strata server, or of any server that speaks the Kubernetes API conventions, as one user.
///
/// Speaks HTTP/1.1 over TLS. A connection that is idle is used again; requests that run at the same time have one each. Every call has a
/// deadline, is bounded in what it accepts, and is cancellable.
public final class StrataClient: Sendable {
    private struct Idle {
        var connection: Connection
        var since: ContinuousClock.Instant
    }

    /// A connection older than this may just be being closed by the server; a request sent into that would be lost.
    private static let idleLimit = Duration.seconds(5)
    private static let idleCount = 4

    /// Whom this client talks to, and as whom.
    public let access: Access
    let dialer: Dialer
    private let observer: (@Sendable (String) -> Void)?
    private let idle = Mutex<[Idle]>([])

    /// - Parameters:
    ///   - connectTimeout: how long setting up a TCP connection may take.
    ///   - observer: told a line about every request once it is answered, for people who look for what goes wrong.
    /// - Throws: ``ClientError/configuration(source:reason:)`` for certificates, keys or tokens that are none.
    public init(
        _ access: Access, connectTimeout: Duration = .seconds(10), observer: (@Sendable (String) -> Void)? = nil
    ) throws(ClientError) {
        self.access = access
        self.observer = observer
        dialer = try Dialer(access, group: MultiThreadedEventLoopGroup.singleton, connectTimeout: connectTimeout)
    }

    deinit {
        for idle in idle.withLock({ $0 }) { idle.connection.close() }
    }

    /// Sends a request and reads its whole answer.
    ///
    /// - Throws: ``ClientError/status(_:)`` where the server refuses.
    public func send(_ request: Request) async throws(ClientError) -> Response {
        let (connection, isUsed) = try await connection()
        do throws(ClientError) {
            return try await exchange(request, on: connection)
        } catch {
            // A refusal was an answer like any other, and the connection is in order.
            if case .status = error { throw error }
            connection.close()
            // A connection that was used before may have been closed by the server meanwhile; reading again changes nothing.
            guard case .unreachable = error, isUsed, request.method == .get else { throw error }
        }
        let fresh = try await Connection.open(dialer)
        do throws(ClientError) {
            return try await exchange(request, on: fresh)
        } catch {
            if case .status = error { throw error }
            fresh.close()
            throw error
        }
    }

    /// Sends a request whose answer is read as it arrives, for as long as it lasts.
    ///
    /// - Throws: ``ClientError/status(_:)`` where the server refuses.
    func stream(_ request: Request) async throws(ClientError) -> ByteStream {
        let connection = try await Connection.open(dialer)
        do throws(ClientError) {
            let (inbox, deadline) = connection.send(head(of: request), body: request.body, timeout: request.timeout)
            defer { deadline.cancel() }
            let head = try await Self.head(from: inbox)
            observe(request.method.rawValue, request, head)
            guard head.status.code < 400 else {
                let body = try await Self.body(from: inbox, limit: 1 << 20)
                throw Response.failure(status: Int(head.status.code), body: body)
            }
            return ByteStream(connection: connection, inbox: inbox)
        } catch {
            connection.close()
            throw error
        }
    }

    private func exchange(_ request: Request, on connection: Connection) async throws(ClientError) -> Response {
        let (inbox, deadline) = connection.send(head(of: request), body: request.body, timeout: request.timeout)
        defer { deadline.cancel() }
        let head = try await Self.head(from: inbox)
        let body = try await Self.body(from: inbox, limit: request.responseLimit)
        observe(request.method.rawValue, request, head)
        if head.isKeepAlive { release(connection) }
        guard head.status.code < 400 else { throw Response.failure(status: Int(head.status.code), body: body) }
        guard head.status.code < 300 else { throw .malformed("it points elsewhere (HTTP \(head.status.code)), which is not followed") }
        return Response(status: Int(head.status.code), body: body, warnings: head.headers["Warning"])
    }

    func observe(_ method: String, _ request: Request, _ head: HTTPResponseHead) {
        observer?("\(method) \(access.server)\(request.target(prefix: "")): \(head.status.code) \(head.status.reasonPhrase)")
    }

    func head(of request: Request) -> HTTPRequestHead {
        var head = dialer.head(HTTPMethod(rawValue: request.method.rawValue), request.target(prefix: access.server.prefix))
        head.headers.add(name: "Accept", value: request.accept)
        if let body = request.body {
            head.headers.add(name: "Content-Type", value: request.contentType)
            head.headers.add(name: "Content-Length", value: String(body.count))
        }
        return head
    }

    static func head(from inbox: Inbox<ResponsePart>) async throws(ClientError) -> HTTPResponseHead {
        guard case .head(let head)? = try await inbox.next() else { throw .malformed("it does not begin with a head") }
        return head
    }

    static func body(from inbox: Inbox<ResponsePart>, limit: Int) async throws(ClientError) -> [UInt8] {
        var bytes: [UInt8] = []
        while let part = try await inbox.next() {
            guard case .body(let buffer) = part else { throw .malformed("it has two heads") }
            guard bytes.count + buffer.readableBytes <= limit else { throw .malformed("it is larger than the \(limit) bytes accepted") }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }

    private func connection() async throws(ClientError) -> (Connection, isUsed: Bool) {
        let found = idle.withLock { idle -> Connection? in
            while let last = idle.popLast() {
                if last.connection.isOpen, last.since.duration(to: .now) < Self.idleLimit { return last.connection }
                last.connection.close()
            }
            return nil
        }
        if let found { return (found, true) }
        return (try await Connection.open(dialer), false)
    }

    private func release(_ connection: Connection) {
        let isKept = idle.withLock { idle in
            guard connection.isOpen, idle.count < Self.idleCount else { return false }
            idle.append(Idle(connection: connection, since: .now))
            return true
        }
        if !isKept { connection.close() }
    }
}
