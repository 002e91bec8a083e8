import NIOCore
import NIOPosix
import NIOSSL
import StrataAPI

/// An answer as it came over the wire.
struct WireResponse: Sendable {
    var status: Int
    var headers: [(name: String, value: String)]
    var body: [UInt8] = []

    func header(_ name: String) -> String? { headers.first { $0.name == name.lowercased() }?.value }
    func all(_ name: String) -> [String] { headers.filter { $0.name == name.lowercased() }.map(\.value) }

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSONValue { (try? JSONValue(parsing: body, limits: JSONLimits(depth: 200, bytes: 512 << 20))) ?? .null }
    /// `reason` and `message` of a Status.
    var reason: String { json["reason"]?.string ?? "" }
    var message: String { json["message"]?.string ?? "" }
}

struct WireEnded: Error {}

/// A TLS connection that speaks exactly the bytes a test wants.
struct WireConnection {
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var buffer = ByteBuffer()

    /// Connects, and closes after `body`.
    ///
    /// - Parameter receiveBuffer: how much the system takes for a client that does not read; nil for the usual.
    static func open<Result: Sendable>(
        host: String = "127.0.0.1", port: Int, tls: TLSConfiguration, receiveBuffer: ChannelOptions.Types.SocketOption.Value? = nil,
        _ body: (inout WireConnection) async throws -> Result
    ) async throws -> Result {
        let context = try NIOSSLContext(configuration: tls)
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        if let receiveBuffer {
            bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: receiveBuffer).channelOption(
                .maxMessagesPerRead, value: 1
            )
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: Int(receiveBuffer)))
        }
        let channel = try await bootstrap.connect(host: host, port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: "localhost"))
                return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
        return try await channel.executeThenClose { inbound, outbound in
            var connection = WireConnection(inbound: inbound.makeAsyncIterator(), outbound: outbound)
            return try await body(&connection)
        }
    }

    func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }
    func send(bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }

    mutating func request(_ method: String, _ path: String, headers: [(String, String)] = [], body: [UInt8]? = nil) async throws
        -> WireResponse
    {
        try await begin(method, path, headers: headers, body: body)
        return try await response(to: method)
    }

    func begin(_ method: String, _ path: String, headers: [(String, String)] = [], body: [UInt8]? = nil) async throws {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if let body { head += "Content-Length: \(body.count)\r\n" }
        try await outbound.write(ByteBuffer(bytes: Array((head + "\r\n").utf8) + (body ?? [])))
    }

    /// Reads an answer to its end.
    mutating func response(to method: String = "GET") async throws -> WireResponse {
        var response = try await head()
        while response.status == 100 { response = try await head() }
        if method == "HEAD" || response.status == 304 || response.status == 101 { return response }
        if response.header("transfer-encoding") == "chunked" {
            while let chunk = try await chunk() { response.body += chunk }
        } else if let length = response.header("content-length").flatMap({ Int($0) }) {
            response.body = try await bytes(length)
        }
        return response
    }

    /// Reads the status line and the headers.
    mutating func head() async throws -> WireResponse {
        let status = try await line().split(separator: " ")
        guard status.count >= 2, let code = Int(status[1]) else { throw WireEnded() }
        var response = WireResponse(status: code, headers: [])
        while true {
            let line = try await line()
            if line.isEmpty { return response }
            let pair = line.split(separator: ":", maxSplits: 1)
            response.headers.append((pair[0].lowercased(), String((pair.count > 1 ? pair[1] : "").drop { $0 == " " })))
        }
    }

    /// The next chunk of a chunked body; nil at its end.
    mutating func chunk() async throws -> [UInt8]? {
        guard let size = Int(try await line(), radix: 16) else { throw WireEnded() }
        let bytes = try await bytes(size)
        _ = try await line()
        return size == 0 ? nil : bytes
    }

    mutating func bytes(_ count: Int) async throws -> [UInt8] {
        while buffer.readableBytes < count { try await fill() }
        return buffer.readBytes(length: count) ?? []
    }

    /// Whether the server has closed the connection; waits until it does or sends something.
    mutating func isClosed() async -> Bool {
        if buffer.readableBytes > 0 { return false }
        do {
            try await fill()
            return false
        } catch {
            return true
        }
    }

    private mutating func line() async throws -> String {
        while true {
            if let end = buffer.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
                let line = buffer.readString(length: end - buffer.readerIndex + 1) ?? ""
                return String(line.dropLast(line.hasSuffix("\r\n") ? 1 : 1).filter { $0 != "\r" })
            }
            try await fill()
        }
    }

    private mutating func fill() async throws {
        guard let more = try await inbound.next(isolation: #isolation) else { throw WireEnded() }
        buffer.writeImmutableBuffer(more)
    }
}
