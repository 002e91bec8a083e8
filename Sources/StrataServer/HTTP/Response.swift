import NIOCore
import NIOHTTP1
import StrataAPI

/// An answer, complete or still to be written.
struct Response: Sendable {
    enum Body: Sendable {
        case bytes(ByteBuffer)
        /// So many bytes, written piece by piece.
        case pieces(Int, @Sendable (BodyWriter) async throws -> Void)
        /// A body without a known end, see ``BodyStream``.
        case stream(BodyStream)
    }

    var status: HTTPResponseStatus
    var headers: HTTPHeaders
    var body: Body
    /// The object that the answer is about, for the audit log, where the request did not name it.
    var subject = ""

    init(_ status: HTTPResponseStatus = .ok, type: String = MediaType.json, headers: HTTPHeaders = [:], body: Body = .bytes(ByteBuffer())) {
        self.status = status
        self.headers = headers
        self.headers.replaceOrAdd(name: "Content-Type", value: type)
        self.body = body
    }

    init(_ json: JSONValue, status: HTTPResponseStatus = .ok) {
        self.init(status, body: .bytes(ByteBuffer(bytes: json.encoded())))
    }

    init(text: String, status: HTTPResponseStatus = .ok) {
        self.init(status, type: "text/plain; charset=utf-8", body: .bytes(ByteBuffer(string: text)))
    }

    /// The `Status` object that tells of an error.
    init(_ error: APIError) {
        var error = error
        // To try again at once is what a client does by itself.
        if error.retryAfterSeconds == 0 { error.retryAfterSeconds = nil }
        self.init(error.json, status: HTTPResponseStatus(statusCode: error.reason.code))
        if let seconds = error.retryAfterSeconds { headers.add(name: "Retry-After", value: String(seconds)) }
        if error.reason == .unauthorized { headers.add(name: "WWW-Authenticate", value: "Bearer realm=\"strata\"") }
    }

    /// A method that the path does not have.
    static func methodNotAllowed(
        _ allowed: String, because reason: String = "the server does not allow this method on the requested resource"
    ) -> Response {
        var response = Response(APIError(.methodNotAllowed, reason))
        response.headers.add(name: "Allow", value: allowed)
        return response
    }

    /// Adds sentences for people as `Warning` headers (RFC 7234, section 5.5), as kubectl shows them.
    func adding(warnings: [String]) -> Response {
        var response = self
        for warning in warnings.prefix(32) {
            let text = warning.printable(limit: 256).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            response.headers.add(name: "Warning", value: "299 - \"\(text)\"")
        }
        return response
    }
}

/// A body that is written as things happen.
struct BodyStream: Sendable {
    /// Whether the head goes out at once. Otherwise it goes with the first bytes, so that an error before them gets its own status.
    var beginsAtOnce: Bool
    /// After this time the stream ends in an orderly way; nil for never.
    var limit: Duration?
    var write: @Sendable (BodyWriter) async throws -> Void
}

/// Writes pieces of a body and waits while the client does not keep up.
struct BodyWriter: Sendable {
    private let send: @Sendable (ByteBuffer) async throws -> Void

    init(_ send: @escaping @Sendable (ByteBuffer) async throws -> Void) { self.send = send }

    func write(_ bytes: ByteBuffer) async throws { try await send(bytes) }
}
