import NIOCore
import NIOHTTP1
import NIOWebSocket
public import StrataAPI

extension StrataClient {
    /// Runs a command in an instance.
    ///
    /// - Parameters:
    ///   - command: the program and its arguments.
    ///   - hasInput: whether input will be written; without it the command reads nothing.
    ///   - hasTerminal: whether the command gets a terminal. Its error output then comes with its output.
    /// - Returns: a session that ends with ``SessionOutput/exited(_:)``.
    public func exec(
        _ name: ObjectName, command: [String], hasInput: Bool, hasTerminal: Bool
    ) async throws(ClientError) -> Session {
        var query = command.map { (name: "command", value: $0) }
        query.append(("stdin", hasInput ? "1" : "0"))
        query.append(("stdout", "1"))
        query.append(("stderr", hasTerminal ? "0" : "1"))
        query.append(("tty", hasTerminal ? "1" : "0"))
        return try await session(name, "exec", query, needsOutcome: true)
    }

    /// Attaches to the console of an instance.
    public func console(_ name: ObjectName) async throws(ClientError) -> Session {
        try await session(name, "console", [("stdin", "1"), ("stdout", "1"), ("tty", "1")], needsOutcome: false)
    }

    /// The log of an instance.
    ///
    /// - Parameters:
    ///   - tailLines: how many of the last lines to begin with; nil for all.
    ///   - isFollowed: whether to wait for more.
    public func log(_ name: ObjectName, tailLines: Int?, isFollowed: Bool) async throws(ClientError) -> Session {
        var query = [(name: "follow", value: isFollowed ? "1" : "0")]
        if let tailLines { query.append(("tailLines", String(tailLines))) }
        return try await session(name, "log", query, needsOutcome: false)
    }

    /// A file of an instance, or a directory with all that is in it, as a tar archive: the session's output, which is whole where it ends with
    /// ``SessionOutput/exited(_:)``.
    public func pull(_ name: ObjectName, _ path: String, isRecursive: Bool) async throws(ClientError) -> Session {
        try await session(name, "files", [("path", path), ("recursive", isRecursive ? "1" : "0")], needsOutcome: true)
    }

    /// An instance as its stack's own backup: the session's output, which is whole where it ends with ``SessionOutput/exited(_:)``.
    public func backup(_ name: ObjectName) async throws(ClientError) -> Session {
        try await session(name, "backup", [], needsOutcome: true)
    }

    /// Attaches to the screen of an instance: RFB (RFC 6143), of which the far end is the server.
    public func screen(_ name: ObjectName) async throws(ClientError) -> Session {
        try await session(name, "vnc", [], protocols: [Self.plainProtocol], needsOutcome: false)
    }

    /// What a stream of bytes is called over WebSocket.
    private static let plainProtocol = "binary"

    private enum Handshake: Sendable {
        case upgraded(protocolName: String)
        case refused
    }

    private struct Dialed: Sendable {
        var channel: any Channel
        var handshake: EventLoopFuture<Handshake>
        var frames: Inbox<Frame>
        var refusal: Inbox<ResponsePart>
    }

    private func session(
        _ name: ObjectName, _ subresource: String, _ query: [(name: String, value: String)],
        protocols: [String] = ["v5.channel.k8s.io", "v4.channel.k8s.io"], needsOutcome: Bool
    ) async throws(ClientError) -> Session {
        try Self.check(name)
        var request = Request(.get, path(Instance.kind, name, subresource: subresource))
        request.query = query
        let target = request.target(prefix: access.server.prefix)
        guard target.utf8.count <= 60_000 else {
            throw .configuration(
                source: "", reason: "the command is \(target.utf8.count) bytes long, which is more than a request can carry")
        }
        var head = dialer.head(.GET, target)
        head.headers.add(name: "Sec-WebSocket-Protocol", value: protocols.joined(separator: ", "))
        let host = dialer.host
        let upgradeHead = head
        let dialed = try await dialer.connect { channel in
            channel.eventLoop.makeCompletedFuture { try Self.prepare(channel, head: upgradeHead, host: host) }
        }
        let deadline = dialed.channel.eventLoop.scheduleTask(in: .seconds(30)) { dialed.channel.close(promise: nil) }
        defer { deadline.cancel() }
        return try await finish(dialed, protocols, needsOutcome: needsOutcome)
    }

    private static func prepare(_ channel: any Channel, head: HTTPRequestHead, host: String) throws -> Dialed {
        let frames = Inbox<Frame> { channel.read() }
        let refusal = Inbox<ResponsePart> { channel.read() }
        let upgrader = NIOTypedWebSocketClientUpgrader<Handshake>(maxFrameSize: 1 << 20) { channel, response in
            channel.eventLoop.makeCompletedFuture {
                let operations = channel.pipeline.syncOperations
                try operations.addHandler(
                    NIOWebSocketFrameAggregator(
                        minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 1024, maxAccumulatedFrameSize: 4 << 20))
                try operations.addHandler(FrameHandler(host: host, inbox: frames))
                return .upgraded(protocolName: response.headers["Sec-WebSocket-Protocol"].first ?? "")
            }
        }
        var configuration = NIOUpgradableHTTPClientPipelineConfiguration(
            upgradeConfiguration: NIOTypedHTTPClientUpgradeConfiguration(
                upgradeRequestHead: head, upgraders: [upgrader],
                notUpgradingCompletionHandler: { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(RefusalHandler(host: host, inbox: refusal))
                        return .refused
                    }
                }))
        configuration.leftOverBytesStrategy = .forwardBytes
        // The connection may end between two steps of the handshake, where neither handler is there to see it.
        channel.closeFuture.whenComplete { _ in
            frames.finish(.unreachable(host: host, reason: "the server hung up"))
            refusal.finish(.unreachable(host: host, reason: "the server hung up"))
        }
        let handshake = try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(configuration: configuration)
        return Dialed(channel: channel, handshake: handshake, frames: frames, refusal: refusal)
    }

    private func finish(_ dialed: Dialed, _ protocols: [String], needsOutcome: Bool) async throws(ClientError) -> Session {
        let handshake: Handshake
        do {
            handshake = try await withTaskCancellationHandler {
                try await dialed.handshake.get()
            } onCancel: {
                dialed.channel.close(promise: nil)
            }
        } catch {
            dialed.channel.close(promise: nil)
            if Task.isCancelled { throw .cancelled }
            throw ClientError(error, host: dialer.host)
        }
        switch handshake {
        case .upgraded(let protocolName):
            guard protocols.contains(protocolName) else {
                dialed.channel.close(promise: nil)
                throw .malformed("the server chose the stream protocol \"\(protocolName.printable(limit: 40))\", which was not offered")
            }
            return Session(
                channel: dialed.channel, inbox: dialed.frames, host: dialer.host, isPlain: protocolName == Self.plainProtocol,
                canEndInput: protocolName.hasPrefix("v5"), needsOutcome: needsOutcome)
        case .refused:
            defer { dialed.channel.close(promise: nil) }
            let head = try await Self.head(from: dialed.refusal)
            let body = try await Self.body(from: dialed.refusal, limit: 1 << 20)
            guard head.status.code >= 400 else { throw .malformed("it does not switch to a stream (HTTP \(head.status.code))") }
            throw Response.failure(status: Int(head.status.code), body: body)
        }
    }
}

/// Hands the answer of a server that does not switch to WebSocket to an inbox.
private final class RefusalHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let host: String
    private let inbox: Inbox<ResponsePart>

    init(host: String, inbox: Inbox<ResponsePart>) {
        self.host = host
        self.inbox = inbox
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): inbox.deliver(.head(head), cost: 0)
        case .body(let buffer): inbox.deliver(.body(buffer), cost: buffer.readableBytes)
        case .end: inbox.finish()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        inbox.finish(ClientError(error, host: host))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        inbox.finish(.unreachable(host: host, reason: "the server hung up before its answer was complete"))
    }
}
