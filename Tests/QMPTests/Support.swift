import Foundation
import NIOCore
import NIOPosix
import StrataDriverKit
import Synchronization
import Testing

@testable import QMP

/// A directory for sockets, gone afterwards.
func withDirectory(_ body: (String) async throws -> Void) async throws {
    var template = Array("/tmp/strata-qmp-XXXXXX".utf8CString)
    let directory = String(cString: try #require(mkdtemp(&template)))
    let result: Result<Void, any Error>
    do { result = .success(try await body(directory)) } catch { result = .failure(error) }
    try await LocalMachine().remove(directory)
    try result.get()
}

/// A monitor that says what a test wants it to.
struct ScriptedMonitor: Sendable {
    /// What the monitor does with each line it is sent; nil closes the connection.
    typealias Script = @Sendable (_ line: String, _ count: Int) -> String?

    static let greeting =
        #"{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "Debian 1:7.2+dfsg-7+deb12u18"}, "capabilities": ["oob"]}}"#
        + "\r\n"

    /// Runs a monitor on a socket while `body` runs.
    static func run(
        greeting: String = greeting, script: @escaping Script = { line, count in answer(line, #""return": {}"#) },
        _ body: (_ path: String) async throws -> Void
    ) async throws {
        try await withDirectory { (directory) async throws in
            let path = "\(directory)/qmp"
            let server = try await ServerBootstrap(group: NIOSingletons.posixEventLoopGroup)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(ScriptHandler(greeting: greeting, script: script))
                    }
                }
                .bind(unixDomainSocketPath: path).get()
            let result: Result<Void, any Error>
            do { result = .success(try await body(path)) } catch { result = .failure(error) }
            try await server.close()
            try result.get()
        }
    }

    /// A reply to a line with the line's own id.
    static func answer(_ line: String, _ members: String) -> String { #"{\#(members), "id": \#(id(of: line))}"# + "\r\n" }

    static func id(of line: String) -> String {
        guard let start = line.firstRange(of: #""id":"#) else { return "0" }
        return String(line[start.upperBound...].prefix { $0.isNumber })
    }
}

private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let greeting: String
    private let script: ScriptedMonitor.Script
    private var pending = ""
    private var count = 0

    init(greeting: String, script: @escaping ScriptedMonitor.Script) {
        self.greeting = greeting
        self.script = script
    }

    func channelActive(context: ChannelHandlerContext) { write(greeting, context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        pending += String(buffer: unwrapInboundIn(data))
        while let end = pending.firstIndex(of: "\n") {
            let line = String(pending[..<end])
            pending.removeSubrange(...end)
            count += 1
            guard let answer = script(line, count) else {
                context.close(promise: nil)
                return
            }
            if !answer.isEmpty { write(answer, context) }
        }
    }

    private func write(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(NIOAny(ByteBuffer(string: text)), promise: nil)
    }
}

/// Whether a call fails with an error of this shape.
func fails(_ call: () async throws -> Void, _ matches: (QMPError) -> Bool, sourceLocation: SourceLocation = #_sourceLocation) async {
    await #expect(sourceLocation: sourceLocation) { try await call() } throws: { ($0 as? QMPError).map(matches) ?? false }
}
