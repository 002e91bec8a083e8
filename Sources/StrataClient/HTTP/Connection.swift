import NIOCore
import NIOHTTP1

/// One open connection, which carries one exchange after the other.
struct Connection: Sendable {
    let channel: any Channel
    let host: String
    let failure: ConnectionFailure

    static func open(_ dialer: Dialer) async throws(ClientError) -> Connection {
        let host = dialer.host
        let failure = ConnectionFailure()
        let channel = try await dialer.connect { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHTTPClientHandlers(
                    position: .last, leftOverBytesStrategy: .dropBytes, enableOutboundHeaderValidation: true)
                try channel.pipeline.syncOperations.addHandler(ExchangeHandler(host: host, failure: failure))
                return channel
            }
        }
        return Connection(channel: channel, host: host, failure: failure)
    }

    var isOpen: Bool { channel.isActive }

    func close() { channel.close(promise: nil) }

    /// Sends a request; its answer comes into the inbox that is returned, which fails after `timeout` unless the deadline is lifted.
    func send(_ head: HTTPRequestHead, body: [UInt8]?, timeout: Duration) -> (inbox: Inbox<ResponsePart>, deadline: Scheduled<Void>) {
        let inbox = begin(head)
        if let body { channel.write(RequestPart.body(channel.allocator.buffer(bytes: body)), promise: nil) }
        channel.writeAndFlush(RequestPart.end, promise: nil)
        return (inbox, deadline(inbox, in: timeout))
    }

    /// Sends the beginning of a request; its answer comes into the inbox that is returned.
    func begin(_ head: HTTPRequestHead) -> Inbox<ResponsePart> {
        let channel = channel
        let inbox = Inbox<ResponsePart> { channel.read() }
        channel.write(RequestPart.head(head, inbox)).whenFailure { [failure, host] error in
            // A connection that failed before the request reached it has no handler left that could say so.
            inbox.finish(failure.first ?? ClientError(error, host: host))
        }
        return inbox
    }

    /// Fails an inbox after a time, unless that is lifted.
    func deadline(_ inbox: Inbox<ResponsePart>, in timeout: Duration) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: .nanoseconds(timeout.nanoseconds)) { [host, channel] in
            inbox.finish(.unreachable(host: host, reason: "no answer within \(timeout)"))
            channel.close(promise: nil)
        }
    }

    /// Sends a part of the body and waits until the system has taken it.
    func write(_ part: RequestPart) async throws(ClientError) {
        do {
            try await channel.writeAndFlush(part)
        } catch {
            throw failure.first ?? ClientError(error, host: host)
        }
    }
}
