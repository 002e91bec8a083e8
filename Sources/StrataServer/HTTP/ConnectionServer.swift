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
    private static let unreadLimit = 64 << 20
    /// Counted where the client went away before it had its answer, as nginx does.
    private static let clientGone = 499

    func serve(_ iterator: inout Inbound) async throws {
        while case .head(let head)? = try await iterator.next(isolation: #isolation) {
            let (plan, planned) = await responder.plan(head, connection.state)
            var record = planned
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
            case .webSocket(let call):
                guard try await skip(&iterator) else { return }
                audit(record, code: 101)
                defer { count(record, code: 101) }
                let session = WebSocketSession(
                    call, actions: responder.actions, limits: responder.configuration.limits, channel: connection.channel,
                    outbound: outbound)
                return try await session.run(&iterator, ending: connection.state.ending)
            }
            // After a request with an Upgrade header the decoder reads no other one.
            let isLast = !head.isKeepAlive || head.version != .http1_1 || head.headers.contains(name: "Upgrade")
            let writer = ResponseWriter(head: head, outbound: outbound, ending: connection.state.ending, isLast: isLast)
            if record.name.name.isEmpty { record.name.name = response.subject }
            audit(record, code: Int(response.status.code))
            do {
                count(record, code: try await writer.write(response))
            } catch {
                count(record, code: Self.clientGone)
                throw error
            }
            if !isRead, try await !skip(&iterator) { break }
            if isLast { break }
        }
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
        let tooLarge = APIError(.requestEntityTooLarge, "the request body is larger than the \(limit) bytes allowed")
        let encoding = head.headers.first(name: "Content-Encoding")?.lowercased() ?? "identity"
        guard encoding == "identity" else {
            throw .refused(APIError(.unsupportedMediaType, "the content encoding \"\(encoding.printable())\" is not supported"))
        }
        if let length = head.headers.first(name: "Content-Length").flatMap({ Int($0) }), length > limit { throw .refused(tooLarge) }
        var bytes = ByteBuffer()
        do {
            if head.headers[canonicalForm: "Expect"].contains(where: { $0.lowercased() == "100-continue" }) {
                try await outbound.write(.head(HTTPResponseHead(version: .http1_1, status: .continue)))
            }
            while let part = try await iterator.next(isolation: #isolation) {
                switch part {
                case .body(let piece):
                    guard bytes.readableBytes + piece.readableBytes <= limit else { throw RequestFailure.refused(tooLarge) }
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
