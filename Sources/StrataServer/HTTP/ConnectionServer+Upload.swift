import NIOCore
import NIOHTTP1
import StrataAPI
import Synchronization

extension ConnectionServer {
    /// What became of an upload.
    enum Upload {
        /// The body was read to its end, and this is the answer.
        case taken(Response)
        /// Nothing of the body was asked for.
        case untouched(APIError)
        /// It was answered before the body's end, or the client went away: the connection is of no further use.
        case over
    }

    /// Hands a body on as it arrives, at the pace of whoever takes it. An upload may take as long as it goes on: it ends when the client sends
    /// nothing for ``StrataServer/Limits/requestTimeout`` although more is waited for.
    ///
    /// - Parameter refuse: writes an answer that is ready before the body has come to its end.
    func upload(
        _ head: HTTPRequestHead, limit: Int64, _ answer: @escaping @Sendable (ActionInput) async -> Response,
        _ refuse: @escaping @Sendable (Response) async throws -> Void, _ iterator: inout Inbound
    ) async throws -> Upload {
        if let refusal = Self.refusal(of: head, limit: limit) { return .untouched(refusal) }
        try await outbound.write(.takeLong)
        try await invite(head)
        let (input, sender) = ActionInput.make(limit: 1 << 20)
        let patience = UploadPatience()
        let mind = Task { [limit = responder.configuration.limits.requestTimeout, channel = connection.channel] in
            while !patience.isExhausted(after: limit) { try await Task.sleep(for: limit / 4) }
            channel.close(promise: nil)
        }
        defer { mind.cancel() }
        // Whoever opens it answers.
        let answered = Latch()
        let work = Task<Response, any Error> {
            let response = await answer(input)
            sender.finish()
            if answered.open() { try await refuse(response) }
            return response
        }
        return try await withTaskCancellationHandler {
            var size: Int64 = 0
            var unwanted = 0
            while let part = await patience.part(&iterator), unwanted < Self.unreadLimit {
                switch part {
                case .body(let piece):
                    size += Int64(piece.readableBytes)
                    if answered.isOpen { unwanted += piece.readableBytes }
                    if size > limit, answered.open() {
                        sender.finish()
                        work.cancel()
                        try await refuse(Response(Self.tooLarge(limit)))
                    }
                    await sender.send(.data(Array(piece.readableBytesView)))
                case .end:
                    let isFirst = answered.open()
                    await sender.send(.endOfInput)
                    sender.finish()
                    let response = try await work.value
                    return isFirst ? .taken(response) : .over
                default: break
                }
            }
            sender.finish()
            work.cancel()
            _ = try? await work.value
            return .over
        } onCancel: {
            work.cancel()
        }
    }

    /// Why a body is not taken at all, as far as the head tells.
    static func refusal(of head: HTTPRequestHead, limit: Int64) -> APIError? {
        let encoding = head.headers.first(name: "Content-Encoding")?.lowercased() ?? "identity"
        guard encoding == "identity" else {
            return APIError(.unsupportedMediaType, "the content encoding \"\(encoding.printable())\" is not supported")
        }
        if let length = head.headers.first(name: "Content-Length").flatMap({ Int64($0) }), length > limit { return tooLarge(limit) }
        return nil
    }

    static func tooLarge(_ limit: Int64) -> APIError {
        APIError(.requestEntityTooLarge, "the request body is larger than the \(limit) bytes allowed")
    }

    /// Asks for the body where the client waits for that.
    func invite(_ head: HTTPRequestHead) async throws {
        guard head.headers[canonicalForm: "Expect"].contains(where: { $0.lowercased() == "100-continue" }) else { return }
        try await outbound.write(.head(HTTPResponseHead(version: .http1_1, status: .continue)))
    }
}

/// How long a client has been waited for.
private final class UploadPatience: Sendable {
    /// Since when the next part is waited for; nil while it is the client that waits.
    private let since = Mutex<ContinuousClock.Instant?>(nil)

    func isExhausted(after limit: Duration) -> Bool { since.withLock { $0.map { $0.duration(to: .now) > limit } ?? false } }

    /// The next part, nil where the connection has ended.
    func part(_ iterator: inout ConnectionServer.Inbound) async -> InboundPart? {
        since.withLock { $0 = .now }
        defer { since.withLock { $0 = nil } }
        return try? await iterator.next(isolation: #isolation)
    }
}
