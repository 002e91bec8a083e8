import NIOCore
import NIOPosix
public import StrataAPI

/// A connection to one QEMU monitor (QEMU Machine Protocol, docs/interop/qmp-spec.rst of QEMU).
///
/// ```
///   connect ──▶ open ──close, QEMU ends, a violation──▶ closed     execute: while open     events: always
/// ```
/// QEMU serves one client per monitor socket: a second one waits until the first has gone, and ``connect(to:eventLimit:deadline:lineLimit:)``
/// then runs into its deadline. Any number of commands may be under way at once, from any tasks; QEMU carries them out in order.
public final class QMPClient: Sendable {
    /// What the monitor said of itself.
    public let greeting: QMPGreeting

    private let channel: any Channel
    private let exchange: Exchange

    /// Connects, waits for the greeting and leaves the negotiation mode.
    /// - Parameters:
    ///   - path: the socket's, at most 107 bytes (unix(7)).
    ///   - eventLimit: how many events may wait in ``events`` before the connection is ended for it; 0 for a client that wants none.
    ///   - deadline: for all of it.
    ///   - lineLimit: the longest line to accept, in bytes.
    public static func connect(
        to path: String, eventLimit: Int = 0, deadline: Duration = .seconds(5), lineLimit: Int = 2 << 20
    ) async throws(QMPError) -> QMPClient {
        guard path.utf8.count <= 107, !path.utf8.contains(0) else {
            throw .unreachable(path: path, reason: "a socket's path has at most 107 bytes")
        }
        let exchange = Exchange(eventLimit: eventLimit)
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: NIOSingletons.posixEventLoopGroup)
                .connectTimeout(TimeAmount(deadline))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(LineHandler(exchange, limit: lineLimit))
                    }
                }
                .connect(unixDomainSocketPath: path).get()
        } catch {
            throw Task.isCancelled ? .cancelled : .unreachable(path: path, reason: "\(error)")
        }
        do throws(QMPError) {
            try await answer(to: Exchange.greetingID, "its greeting", deadline, channel, exchange)
            guard let greeting = exchange.greeting else { throw .closed }
            let client = QMPClient(greeting: greeting, channel: channel, exchange: exchange)
            try await client.execute("qmp_capabilities", deadline: deadline)
            return client
        } catch {
            exchange.end(.closed)
            try? await channel.close()
            throw error
        }
    }

    private init(greeting: QMPGreeting, channel: any Channel, exchange: Exchange) {
        self.greeting = greeting
        self.channel = channel
        self.exchange = exchange
    }

    deinit {
        exchange.end(.closed)
        channel.close(promise: nil)
    }

    /// What QEMU tells by itself, from the connection's beginning until its end. One reader; an event is delivered once.
    public var events: AsyncStream<QMPEvent> { exchange.events }

    /// Runs a command and returns its value, which for most is an empty object.
    ///
    /// Cancelling or running into the deadline gives up the wait, not what QEMU does.
    /// - Throws: ``QMPError/refused(command:_:description:)`` with QEMU's own words, and what ended the connection.
    @discardableResult
    public func execute(
        _ command: String, _ arguments: JSONValue = .object([:]), deadline: Duration = .seconds(10)
    ) async throws(QMPError) -> JSONValue {
        let id = try exchange.register(command)
        var message: JSONValue = ["execute": .string(command), "id": .int(id)]
        if arguments != .object([:]) { message["arguments"] = arguments }
        channel.writeAndFlush(ByteBuffer(bytes: message.encoded() + [UInt8(ascii: "\n")]), promise: nil)
        return try await Self.answer(to: id, command, deadline, channel, exchange)
    }

    /// Closes the connection; commands under way fail. Idempotent.
    public func close() async {
        exchange.end(.closed)
        // One that is closed already cannot be closed again, which is what was wanted.
        try? await channel.close()
    }

    @discardableResult
    private static func answer(
        to id: Int64, _ what: String, _ deadline: Duration, _ channel: any Channel, _ exchange: Exchange
    ) async throws(QMPError) -> JSONValue {
        let alarm = channel.eventLoop.scheduleTask(in: TimeAmount(deadline)) {
            exchange.decide(id, .failure(.timedOut(waitingFor: what, after: deadline)))
        }
        defer { alarm.cancel() }
        return try await exchange.outcome(of: id).get()
    }
}
