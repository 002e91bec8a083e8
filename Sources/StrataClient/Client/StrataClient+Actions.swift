import NIOCore
import NIOHTTP1
public import StrataAPI

extension StrataClient {
    /// Asks for an action of an object, and waits until it is done.
    ///
    /// - Parameters:
    ///   - action: the subresource: `restart`, `revert`, …
    ///   - timeout: how long the server may take.
    /// - Returns: what the server answered: a Status, or the document that the action makes.
    @discardableResult
    public func order(
        _ action: String, of kind: ResourceKind, _ name: ObjectName, query: [(name: String, value: String)] = [],
        _ body: JSONValue = .object([:]), timeout: Duration = .seconds(60)
    ) async throws(ClientError) -> JSONValue {
        try Self.check(name)
        var request = Request(.post, path(kind, name, subresource: action))
        request.query = query
        request.body = body.encoded()
        request.timeout = timeout
        return try await send(request).json()
    }

    /// Asks for an instance to be restarted, and returns when it was.
    public func restart(_ name: ObjectName) async throws(ClientError) {
        try await order("restart", of: Instance.kind, name, timeout: .seconds(120))
    }

    /// The bytes that an action answers, as they arrive.
    ///
    /// - Parameter timeout: how long their beginning may take.
    public func download(
        _ action: String, of kind: ResourceKind, _ name: ObjectName, query: [(name: String, value: String)] = [],
        timeout: Duration = .seconds(60)
    ) async throws(ClientError) -> Download {
        try Self.check(name)
        var request = Request(.get, path(kind, name, subresource: action))
        request.query = query
        request.accept = "*/*"
        request.timeout = timeout
        return Download(stream: try await stream(request))
    }

    /// Sends bytes to an action, piece by piece, no faster than the server takes them.
    ///
    /// - Parameters:
    ///   - size: how many bytes there will be, where that is known.
    ///   - timeout: how long a piece may wait to be taken, and how long the answer may take after the last.
    ///   - next: the next piece, nil after the last. It is not called any more once the server has refused.
    /// - Returns: what the server answered.
    public func upload(
        _ action: String, of kind: ResourceKind, _ name: ObjectName, query: [(name: String, value: String)] = [], size: Int64? = nil,
        timeout: Duration = .seconds(120), next: () async throws -> [UInt8]?
    ) async throws -> JSONValue {
        try Self.check(name)
        var request = Request(.put, path(kind, name, subresource: action))
        request.query = query
        var head = head(of: request)
        head.headers.add(name: "Content-Type", value: "application/octet-stream")
        if let size {
            head.headers.add(name: "Content-Length", value: String(size))
        } else {
            head.headers.add(name: "Transfer-Encoding", value: "chunked")
        }
        let connection = try await Connection.open(dialer)
        defer { connection.close() }
        let inbox = connection.begin(head)
        do {
            while let bytes = try await next(), !inbox.hasArrived {
                let stall = connection.deadline(inbox, in: timeout)
                defer { stall.cancel() }
                try await connection.write(.body(connection.channel.allocator.buffer(bytes: bytes)))
            }
            if !inbox.hasArrived { try await connection.write(.end) }
        } catch let error as ClientError {
            // A server that refuses hangs up sooner or later; what it said before counts more.
            guard inbox.hasArrived else { throw error }
        }
        let deadline = connection.deadline(inbox, in: timeout)
        defer { deadline.cancel() }
        let answer = try await Self.head(from: inbox)
        let body = try await Self.body(from: inbox, limit: request.responseLimit)
        observe("PUT", request, answer)
        guard answer.status.code < 400 else { throw Response.failure(status: Int(answer.status.code), body: body) }
        return try Response(status: Int(answer.status.code), body: body, warnings: answer.headers["Warning"]).json()
    }
}

/// Bytes that a server sends. Letting go of it closes the connection.
public final class Download: Sendable {
    private let stream: ByteStream

    init(stream: ByteStream) { self.stream = stream }

    /// The next bytes, nil at the end. Fails where the answer ends before it is whole.
    public func next() async throws(ClientError) -> [UInt8]? {
        guard let buffer = try await stream.next() else { return nil }
        return Array(buffer.readableBytesView)
    }
}
