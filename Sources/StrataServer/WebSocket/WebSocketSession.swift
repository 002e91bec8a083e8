import NIOCore
import NIOWebSocket
import StrataAPI
import Synchronization

/// One action over WebSocket: in Kubernetes' remote command protocol, in which the first byte of each message names a ``StreamChannel``, or as
/// plain bytes.
///
/// Protocol: `k8s.io/apimachinery/pkg/util/remotecommand` and KEP-4006.
final class WebSocketSession: Sendable {
    private struct Liveness {
        var lastSign = ContinuousClock.now
        /// Whether frames are left unread because the action does not take its input; a silent client is then no dead one.
        var isHeldUp = false
        /// Whether the closing handshake has been begun or answered: each side sends one closing frame (RFC 6455, section 5.5.1).
        var hasClosed = false
    }

    private let call: ActionCall
    private let limits: StrataServer.Limits
    private let channel: any NIOCore.Channel
    private let outbound: NIOAsyncChannelOutboundWriter<OutboundPart>
    private let liveness = Mutex(Liveness())
    private let input: ActionInput
    private let sender: ActionInput.Sender

    /// How long a client is given to answer the closing handshake.
    private static let farewell = Duration.seconds(5)

    init(
        _ call: ActionCall, limits: StrataServer.Limits, channel: any NIOCore.Channel,
        outbound: NIOAsyncChannelOutboundWriter<OutboundPart>
    ) {
        self.call = call
        self.limits = limits
        self.channel = channel
        self.outbound = outbound
        (input, sender) = ActionInput.make()
    }

    /// Speaks with the client until the action is over and both sides have said so, or the connection ends.
    func run(_ iterator: inout NIOAsyncChannelInboundStream<InboundPart>.AsyncIterator, ending: Latch) async throws {
        try await outbound.write(.switchToWebSocket(call.headers))
        if case .output = call.work { sender.finish() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.act(ending) }
            group.addTask { try await self.mind() }
            var reader = WebSocketReader(limit: limits.frameBytes, framing: call.framing)
            var last: WebSocketFrame?
            do {
                while last == nil, case .frame(let frame)? = try await iterator.next(isolation: #isolation) {
                    liveness.withLock { $0.lastSign = .now }
                    switch reader.meaning(of: frame) {
                    case .event(let event): await hand(on: event)
                    case .reply(let frame): try await outbound.write(.frame(frame))
                    case .end(let frame): last = frame
                    case nil: break
                    }
                }
            } catch {
                // The client is gone, or sent what is no frame; the action must end in either case, and there is nobody to tell.
                last = nil
            }
            sender.finish()
            group.cancelAll()
            // What the cancelled tasks still throw is about the connection, whose end is told by `last`.
            _ = try? await group.waitForAll()
            if let last { try await close(last) }
        }
    }

    private func hand(on event: ActionEvent) async {
        liveness.withLock { $0.isHeldUp = true }
        await sender.send(event)
        liveness.withLock {
            $0.isHeldUp = false
            $0.lastSign = .now
        }
    }

    /// Sends a closing frame, where none has been sent.
    private func close(_ frame: WebSocketFrame) async throws {
        let isFirst = liveness.withLock { state in
            defer { state.hasClosed = true }
            return !state.hasClosed
        }
        if isFirst { try await outbound.write(.frame(frame)) }
    }

    /// Runs the action, tells what became of it, and closes.
    private func act(_ ending: Latch) async {
        let outcome = await withTaskGroup(of: JSONValue?.self) { group in
            group.addTask { await self.outcome() }
            group.addTask {
                await ending.wait()
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        sender.finish()
        guard !Task.isCancelled else { return }
        let status = outcome ?? APIError(.serviceUnavailable, "the server is shutting down").json
        do {
            if call.framing == .bytes {
                // Without a channel for it, what went wrong is told by the code alone.
                let code: WebSocketErrorCode = status["status"] == "Success" ? .normalClosure : .unexpectedServerError
                try await close(.closing(outcome == nil ? .goingAway : code))
            } else {
                try await outbound.write(.frame(.message(.status, status.encoded())))
                try await close(.closing(outcome == nil ? .goingAway : .normalClosure))
            }
            try await Task.sleep(for: Self.farewell)
            channel.close(promise: nil)
        } catch {
            // Cancelled, since the client has answered or is gone: nobody waits for more.
            return
        }
    }

    private func outcome() async -> JSONValue {
        let stream = ActionStream(input: input, output: output)
        do throws(APIError) {
            switch call.work {
            case .both(let speak): return .exit(try await speak(stream))
            case .output(let write):
                try await write(stream.output)
                return .success()
            }
        } catch {
            return error.json
        }
    }

    private var output: ActionOutput {
        ActionOutput { [outbound, framing = call.framing] (bytes, target) async throws(ClientGone) in
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = rest.prefix(32 << 10)
                rest = rest.dropFirst(piece.count)
                do {
                    let frame =
                        framing == .bytes
                        ? WebSocketFrame(fin: true, opcode: .binary, data: ByteBuffer(bytes: piece))
                        : .message(target == .output ? .output : .errors, piece)
                    try await outbound.write(.frame(frame))
                } catch {
                    throw ClientGone()
                }
            }
        }
    }

    /// Asks the client for signs of life, and cuts off one that gives none.
    private func mind() async throws {
        while true {
            try await Task.sleep(for: limits.pingInterval)
            let silence = liveness.withLock { $0.isHeldUp ? .zero : ContinuousClock.now - $0.lastSign }
            guard silence < limits.pingInterval * 2 + .seconds(1) else {
                channel.close(promise: nil)
                return
            }
            try await outbound.write(.frame(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer())))
        }
    }
}

extension JSONValue {
    /// The `Status` of a command that ended, by its exit code.
    fileprivate static func exit(_ code: Int32) -> JSONValue {
        guard code != 0 else { return .success() }
        return [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure", "reason": "NonZeroExitCode",
            "message": .string("command terminated with non-zero exit code: exit status \(code)"),
            "details": ["causes": [["reason": "ExitCode", "message": .string(String(code))]]],
        ]
    }
}
