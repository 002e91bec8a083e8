import Foundation
import NIOCore
import NIOPosix
import Testing

/// A daemon that answers what a test wants it to.
enum ScriptedDaemon {
    /// What is answered to a request, whose text is given; nil answers nothing and keeps the connection.
    typealias Script = @Sendable (_ request: String) -> String?

    static func run(_ script: @escaping Script, _ body: (_ path: String) async throws -> Void) async throws {
        var template = Array("/tmp/strata-lxd-XXXXXX".utf8CString)
        let directory = String(cString: try #require(mkdtemp(&template)))
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let server = try await ServerBootstrap(group: NIOSingletons.posixEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Handler(script: script)) }
            }
            .bind(unixDomainSocketPath: "\(directory)/socket").get()
        let result: Result<Void, any Error>
        do { result = .success(try await body("\(directory)/socket")) } catch { result = .failure(error) }
        try await server.close()
        try result.get()
    }

    /// An HTTP answer with a JSON body.
    static func answer(_ json: String, status: String = "200 OK", headers: String = "") -> String {
        "HTTP/1.1 \(status)\r\nContent-Length: \(json.utf8.count)\r\n\(headers)\r\n\(json)"
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let script: Script
        private var text = ""

        init(script: @escaping Script) { self.script = script }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
            guard text.contains("\r\n\r\n"), let answer = script(text) else { return }
            text = ""
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
            context.close(promise: nil)
        }
    }
}
