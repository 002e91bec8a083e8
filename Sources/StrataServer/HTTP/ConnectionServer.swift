import NIOCore
import NIOHTTP1
import StrataAPI

/// Serves the requests of one connection, one after the other.
struct ConnectionServer {
    typealias Inbound = NIOAsyncChannelInboundStream<InboundPart>.AsyncIterator

    let responder: APIResponder
    let connection: APIConnection
    let outbound: NIOAsyncChannelOutboundWriter<OutboundPart>

    /// How much of a refused body is read away, so that the client gets to read the refusal instead of a reset connection.
    static let unreadLimit = 64 << 20
    /// Counted where the client went away before it had its answer, as nginx does.
    private static let clientGone = 499

    func serve(_ iterator: inout Inbound) async throws {
        while case .head(let head)? = try await iterator.next(isolation: #isolation) {
            let (plan, planned) = await responder.plan(head, connection.state)
            var isRead = false
            let response: Response
            switch plan {
            case .respond(let ready): response = ready
            case .read(let answer):
                do throws(RequestFailure) {
                    response = await answer(try await body(of: head, &iterator))
                    isRead = true
                } catch {
                    guard case .refused(let refusal) = error else { return }
                    response = Response(refusal)
                }
            case .upload(let limit, let answer):
                let refuse: @Sendable (Response) async throws -> Void = { try await respond($0, to: head, planned, isLast: true) }
                switch try await upload(head, limit: limit, answer, refuse, &iterator) {
                case .taken(let ready): (response, isRead) = (ready, true)
                case .untouched(let refusal): response = Response(refusal)
                case .over: return try await close(&iterator)
                }
            case .webSocket(let call):
                guard try await skip(&iterator) else { return }
                audit(planned, code: 101)
                defer { count(planned, code: 101) }
                let session = WebSocketSession(
                    call, limits: responder.configuration.limits, channel: connection.channel, outbound: outbound)
                return try await session.run(&iterator, ending: connection.state.ending)
            }
            // After a request with an Upgrade header the decoder reads no other one.
            let isLast = !head.isKeepAlive || head.version != .http1_1 || head.headers.contains(name: "Upgrade")
            try await respond(response, to: head, planned, isLast: isLast)
            if !isRead, try await !skip(&iterator) { break }
            if isLast { break }
        }
        try await close(&iterator)
    }

    /// Writes the answer to a request, and writes it down.
    private func respond(_ response: Response, to head: HTTPRequestHead, _ planned: RequestRecord, isLast: Bool) async throws {
        var record = planned
        if record.name.name.isEmpty { record.name.name = response.subject }
        audit(record, code: Int(response.status.code))
        let writer = ResponseWriter(head: head, outbound: outbound, ending: connection.state.ending, isLast: isLast)
        do {
            count(record, code: try await writer.write(response))
        } catch {
            count(record, code: Self.clientGone)
            throw error
        }
    }

    private func close(_ iterator: inout Inbound) async throws {
        try await outbound.write(.close)
        while try await iterator.next(isolation: #isolation) != nil {}
    }

    private enum RequestFailure: Error {
        case refused(APIError)
        /// The connection ended in the middle of the body.
        case gone
    }

    private func body(of head: HTTPRequestHead, _ iterator: inout Inbound) async throws(RequestFailure) -> RequestBody {
        let limit = responder.configuration.limits.bodyBytes
        if let refusal = Self.refusal(of: head, limit: Int64(limit)) { throw .refused(refusal) }
        var bytes = ByteBuffer()
        do {
            try await invite(head)
            while let part = try await iterator.next(isolation: #isolation) {
                switch part {
                case .body(let piece):
                    guard bytes.readableBytes + piece.readableBytes <= limit else {
                        throw RequestFailure.refused(Self.tooLarge(Int64(limit)))
                    }
                    if bytes.readableBytes == 0 {
                        bytes = piece
                    } else {
                        bytes.writeImmutableBuffer(piece)
                    }
                case .end: return RequestBody(bytes: bytes, headers: head.headers)
                default: throw RequestFailure.gone
                }
            }
        } catch let failure as RequestFailure {
            throw failure
        } catch {
            throw .gone
        }
        throw .gone
    }

    /// Reads a body away that nobody wants; false when the connection is of no further use.
    private func skip(_ iterator: inout Inbound) async throws -> Bool {
        var size = 0
        while let part = try await iterator.next(isolation: #isolation) {
            switch part {
            case .body(let piece):
                size += piece.readableBytes
                if size > Self.unreadLimit { return false }
            case .end: return true
            default: return false
            }
        }
        return false
    }

    /// Before the answer goes out: a change is recorded also where its author does not wait for the answer.
    private func audit(_ record: RequestRecord, code: Int) {
        if let entry = record.auditEntry(code: code, from: connection.channel.remoteAddress?.ipAddress ?? "") {
            responder.audit.record(entry)
        }
    }

    private func count(_ record: RequestRecord, code: Int) {
        responder.metrics.record(
            verb: record.verb, resource: record.resource, code: code, time: ContinuousClock.now - record.start,
            isStream: record.isStream || record.verb == "watch")
    }
}
