import NIOCore
import NIOHTTP1
import NIOPosix
public import StrataAPI

/// A piece of a body that is sent as it is read.
public enum LXDPiece: Sendable {
    case bytes([UInt8])
    /// A file of this machine.
    case file(String)
    /// So many bytes, as they come; nil after the last. Where they stop before, the request is cut short.
    case stream(Int64, @Sendable () async throws -> [UInt8]?)
    /// As many bytes as come; nil after the last. Where it throws, the request is cut short.
    case flow(@Sendable () async throws -> [UInt8]?)
}

extension LXDClient {
    private typealias Channel = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    /// Sends a body that is no JSON, piece by piece, and waits until what it set off is done.
    ///
    /// - Parameter stall: how long the daemon may take nothing and say nothing.
    /// - Returns: the result, or the finished operation.
    /// - Throws: ``LXDError/cancelled`` too where a stream of the body throws.
    public func upload(
        _ method: Method, _ target: String, _ pieces: [LXDPiece], headers: [(String, String)] = [], stall: Duration = .seconds(120),
        within limit: Duration = .seconds(600)
    ) async throws(LXDError) -> JSONValue {
        let request = "\(method.rawValue) \(target)"
        let answer: LXDAnswer
        do {
            let body = try await UploadBody(pieces)
            let head = head(
                method, target,
                headers + [body.length.map { ("Content-Length", "\($0)") } ?? ("Transfer-Encoding", "chunked"), ("Connection", "close")])
            answer = try await converse(head, body, stall: stall) { head, inbound in
                var bytes: [UInt8] = []
                while let more = try await inbound.bytes() {
                    bytes += more
                    guard bytes.count <= 16 << 20 else { throw LXDError.tooLong(limit: 16 << 20) }
                }
                return try LXDAnswer(parsing: bytes, request: request, code: Int(head.status.code), etag: nil)
            }
        } catch {
            throw LXDError(streaming: error, request, stall)
        }
        return try await finish(answer, request, within: limit)
    }

    /// Reads a body that is no JSON as it comes: an image, a backup, a log, a file.
    ///
    /// - Parameters:
    ///   - stall: how long the daemon may say nothing.
    ///   - head: called with the headers before the first bytes.
    ///   - body: takes bytes; the daemon waits meanwhile.
    /// - Throws: ``LXDError``, and what the body throws.
    public func download(
        _ target: String, stall: Duration = .seconds(120), head report: ([String: String]) -> Void = { _ in },
        _ body: ([UInt8]) async throws -> Void
    ) async throws {
        let request = "GET \(target)"
        do {
            try await converse(head(.get, target, [("Connection", "close")]), nil, stall: stall) { head, inbound in
                guard head.status == .ok else {
                    var bytes: [UInt8] = []
                    while let more = try await inbound.bytes(), bytes.count < 1 << 20 { bytes += more }
                    _ = try LXDAnswer(parsing: bytes, request: request, code: Int(head.status.code), etag: nil)
                    throw LXDError.protocolViolation("\(request) is answered with HTTP status \(head.status.code)")
                }
                report(Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first }))
                while let bytes = try await inbound.bytes() { try await body(bytes) }
            }
        } catch let error as LXDError {
            throw error
        } catch {
            guard error is ChannelError || error is HTTPParserError || error is IOError else { throw error }
            throw LXDError(streaming: error, request, stall)
        }
    }

    /// One request on a connection of its own, whose body and whose answer flow.
    private func converse<Value: Sendable>(
        _ head: HTTPRequestHead, _ body: UploadBody?, stall: Duration,
        _ read: (HTTPResponseHead, inout Incoming) async throws -> Value
    ) async throws -> Value {
        let channel: Channel = try await endpoint.connect(within: timeout) { channel in
            channel.eventLoop.makeCompletedFuture {
                let pipeline = channel.pipeline.syncOperations
                try pipeline.addHandler(IdleStateHandler(allTimeout: .init(stall)))
                try pipeline.addHTTPClientHandlers()
                try pipeline.addHandler(StallHandler())
                return try Channel(wrappingChannelSynchronously: channel)
            }
        }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(.head(head))
            if let body {
                do {
                    try await body.send { try await outbound.write(.body(.byteBuffer($0))) }
                    try await outbound.write(.end(nil))
                } catch is NIOAsyncWriterError {
                    // The daemon hung up; what it said before that stands in the answer.
                } catch is ChannelError {
                }
            } else {
                try await outbound.write(.end(nil))
            }
            var incoming = Incoming(iterator: inbound.makeAsyncIterator())
            while let part = try await incoming.next() {
                if case .head(let head) = part { return try await read(head, &incoming) }
            }
            throw Task.isCancelled ? LXDError.cancelled : LXDError.closed
        }
    }

    /// The parts of an answer, whose end must come.
    private struct Incoming {
        var iterator: NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator

        mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> HTTPClientResponsePart? {
            try await iterator.next(isolation: actor)
        }

        /// The next bytes of the body; nil at its end.
        mutating func bytes(isolation actor: isolated (any Actor)? = #isolation) async throws -> [UInt8]? {
            while let part = try await iterator.next(isolation: actor) {
                switch part {
                case .head: continue
                case .body(let buffer): return Array(buffer.readableBytesView)
                case .end: return nil
                }
            }
            throw Task.isCancelled ? LXDError.cancelled : LXDError.closed
        }
    }
}
