import Foundation
import NIOCore
import NIOPosix
import StrataAPI
import StrataDriverKit
import Synchronization
import Testing

@testable import GuestAgent

/// An agent that says what a test wants it to.
struct ScriptedAgent: Sendable {
    /// What the agent says to each line but the first; nil closes the connection.
    typealias Script = @Sendable (_ line: String, _ count: Int) -> String?

    /// Runs an agent on a socket while `body` runs.
    /// - Parameter before: what it says before it answers the synchronization, as one does that somebody else spoke to.
    static func run(
        before: [UInt8] = [], answersSynchronization: Bool = true, script: @escaping Script = { _, _ in #"{"return": {}}"# + "\n" },
        _ body: (_ path: String) async throws -> Void
    ) async throws {
        var template = Array("/tmp/strata-qga-XXXXXX".utf8CString)
        let directory = String(cString: try #require(mkdtemp(&template)))
        let result: Result<Void, any Error>
        do {
            let path = "\(directory)/qga"
            let server = try await ServerBootstrap(group: NIOSingletons.posixEventLoopGroup)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            AgentScriptHandler(before: before, answers: answersSynchronization, script: script))
                    }
                }
                .bind(unixDomainSocketPath: path).get()
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await body(path)) } catch { outcome = .failure(error) }
            try await server.close()
            result = outcome
        } catch {
            result = .failure(error)
        }
        try await LocalMachine().remove(directory)
        try result.get()
    }
}

private final class AgentScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let before: [UInt8]
    private let answers: Bool
    private let script: ScriptedAgent.Script
    private var pending: [UInt8] = []
    private var count = 0

    init(before: [UInt8], answers: Bool, script: @escaping ScriptedAgent.Script) {
        self.before = before
        self.answers = answers
        self.script = script
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        pending += unwrapInboundIn(data).readableBytesView
        while let end = pending.firstIndex(of: 10) {
            let line = String(decoding: pending[..<end].filter { $0 != 0xFF }, as: UTF8.self)
            pending.removeSubrange(...end)
            defer { count += 1 }
            if count == 0 {
                guard answers, let number = (try? JSONValue(parsing: line))?["arguments"]?["id"]?.int else { continue }
                write(before + [0xFF] + Array(#"{"return": \#(number)}"#.utf8) + [10], context)
                continue
            }
            guard let answer = script(line, count) else {
                context.close(promise: nil)
                return
            }
            if !answer.isEmpty { write(Array(answer.utf8), context) }
        }
    }

    private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(NIOAny(ByteBuffer(bytes: bytes)), promise: nil)
    }
}

/// Answers that are kept back until there are enough, and then given all at once: each is the name of its command.
final class Held: Sendable {
    private let names = Mutex<[String]>([])

    func add(_ line: String, until count: Int) -> String {
        names.withLock { names in
            names.append((try? JSONValue(parsing: line))?["execute"]?.string ?? "")
            return names.count < count ? "" : names.map { "{\"return\": \"\($0)\"}\n" }.joined()
        }
    }

    /// Waits until so many commands came.
    func reached(_ count: Int) async throws {
        while names.withLock({ $0.count }) < count { try await Task.sleep(for: .milliseconds(5)) }
    }
}

/// Whether a call fails with an error of this shape.
func fails(_ call: () async throws -> Void, _ matches: (AgentError) -> Bool, sourceLocation: SourceLocation = #_sourceLocation) async {
    await #expect(sourceLocation: sourceLocation) { try await call() } throws: { ($0 as? AgentError).map(matches) ?? false }
}
