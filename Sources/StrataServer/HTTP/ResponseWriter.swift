import NIOCore
import NIOHTTP1
import StrataAPI

/// Writes the answer to one request.
struct ResponseWriter: Sendable {
    let head: HTTPRequestHead
    let outbound: NIOAsyncChannelOutboundWriter<OutboundPart>
    /// Opens when streams are to end.
    let ending: Latch
    /// Whether the connection closes after this answer.
    let isLast: Bool

    /// - Returns: the status code that was sent.
    /// - Throws: when the answer could not be written to its end; the connection cannot be used any more then.
    func write(_ response: Response) async throws -> Int {
        switch response.body {
        case .bytes(let bytes):
            let hasBody = bytes.readableBytes > 0 && head.method != .HEAD && response.status != .notModified
            // Together, so that the connection's thread is woken once and sends once.
            let head = OutboundPart.head(responseHead(response, length: bytes.readableBytes))
            try await outbound.write(contentsOf: hasBody ? [head, .body(bytes), .end] : [head, .end])
            return Int(response.status.code)
        case .pieces(let length, let body):
            try await outbound.write(.head(responseHead(response, length: length)))
            if head.method != .HEAD { try await body(BodyWriter { [outbound] bytes in try await outbound.write(.body(bytes)) }) }
            try await outbound.write(.end)
            return Int(response.status.code)
        case .stream(let stream): return try await write(response, stream)
        }
    }

    private enum Outcome: Sendable {
        case complete
        case stopped
        case failed(any Error)
    }

    private func write(_ response: Response, _ stream: BodyStream) async throws -> Int {
        let begun = Latch()
        let responseHead = responseHead(response, length: nil)
        if stream.beginsAtOnce {
            begun.open()
            try await outbound.write(.head(responseHead))
        }
        let outcome = await withTaskGroup(of: Outcome.self) { group in
            group.addTask {
                let writer = BodyWriter { [outbound] bytes in
                    if begun.open() { try await outbound.write(.head(responseHead)) }
                    if bytes.readableBytes > 0 { try await outbound.write(.body(bytes)) }
                }
                do {
                    try await stream.write(writer)
                    return .complete
                } catch {
                    return .failed(error)
                }
            }
            group.addTask {
                await ending.wait()
                return .stopped
            }
            if let limit = stream.limit {
                group.addTask {
                    try? await Task.sleep(for: limit)
                    return .stopped
                }
            }
            let first = await group.next() ?? .stopped
            group.cancelAll()
            return first
        }
        if case .failed(let error) = outcome {
            guard let refusal = error as? APIError, !begun.isOpen else { throw error }
            return try await write(Response(refusal))
        }
        if !begun.isOpen { try await outbound.write(.head(responseHead)) }
        try await outbound.write(.end)
        return Int(response.status.code)
    }

    private func responseHead(_ response: Response, length: Int?) -> HTTPResponseHead {
        var headers = response.headers
        if let length, response.status != .notModified { headers.replaceOrAdd(name: "Content-Length", value: String(length)) }
        if isLast { headers.replaceOrAdd(name: "Connection", value: "close") }
        headers.add(name: "X-Content-Type-Options", value: "nosniff")
        return HTTPResponseHead(version: .http1_1, status: response.status, headers: headers)
    }
}
