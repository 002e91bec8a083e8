import StrataAPI
import StrataClientTestServer
import Testing

@testable import StrataClient

@Suite(.timeLimit(.minutes(5))) struct `Sessions` {
    private let name = ObjectName(namespace: "default", name: "web")
    private static let success = Array(#"{"kind":"Status","apiVersion":"v1","status":"Success"}"#.utf8)

    private static func failure(_ code: String) -> [UInt8] {
        Array(
            #"{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"\#(code)"}]}}"#
                .utf8)
    }

    private func client(_ sessions: TestServer.Sessions) async throws -> (StrataClient, TestServer) {
        let server = try await TestServer.start(sessions: sessions) { _ in .refusal(.forbidden, "not you") }
        return (try StrataClient(try server.access()), server)
    }

    @Test func `output, error output and exit code come out`() async throws {
        let (client, server) = try await client(
            .init { _, session in
                try await session.send(1, [])
                try await session.send(1, Array("out".utf8))
                try await session.send(2, Array("err".utf8))
                try await session.send(3, Self.failure("3"))
                try await session.close()
            })
        let session = try await client.exec(name, command: ["sh", "-c", "echo $HOME & exit"], hasInput: false, hasTerminal: false)
        var seen: [SessionOutput] = []
        while let output = try await session.next() {
            seen.append(output)
            if case .exited = output { break }
        }
        #expect(seen == [.output(Array("out".utf8)), .errorOutput(Array("err".utf8)), .exited(3)])
        let exchange = try #require(server.exchanges.first)
        #expect(exchange.query("command") == ["sh", "-c", "echo $HOME & exit"])
        #expect(exchange.query("stderr") == ["1"])
        #expect(exchange.headers["sec-websocket-protocol"] == "v5.channel.k8s.io, v4.channel.k8s.io")
        #expect(exchange.headers["authorization"] == "Bearer secret")
    }

    @Test func `input goes in, in pieces, and its end is told`() async throws {
        let (client, _) = try await client(
            .init { _, session in
                var count = 0
                for await message in session.messages {
                    if message[0] == 0 { count += message.count - 1 }
                    if message == [255, 0] { break }
                }
                try await session.send(1, Array(String(count).utf8))
                try await session.send(3, Self.success)
            })
        let session = try await client.exec(name, command: ["wc", "-c"], hasInput: true, hasTerminal: false)
        try await session.write([UInt8](repeating: 7, count: 100_001))
        try await session.endInput()
        #expect(try await session.next() == .output(Array("100001".utf8)))
        #expect(try await session.next() == .exited(0))
    }

    @Test func `a size goes as JSON on channel 4`() async throws {
        let (client, _) = try await client(
            .init { _, session in
                for await message in session.messages {
                    try await session.send(1, message)
                    break
                }
                try await session.close()
            })
        let session = try await client.console(name)
        try await session.resize(width: 132, height: 43)
        guard case .output(let bytes)? = try await session.next() else {
            Issue.record("it is something else")
            return
        }
        #expect(bytes[0] == 4)
        #expect(try JSONValue(parsing: Array(bytes.dropFirst())) == ["Width": 132, "Height": 43])
        #expect(try await session.next() == nil)
    }

    @Test func `a message in fragments is one message`() async throws {
        let content = [UInt8](repeating: 0x61, count: 5000)
        let (client, _) = try await client(
            .init { _, session in
                try await session.sendInFragments([1] + content)
                try await session.close()
            })
        let session = try await client.log(name, tailLines: 5, isFollowed: true)
        #expect(try await session.next() == .output(content))
        #expect(try await session.next() == nil)
    }

    @Test func `a long log comes through whole`() async throws {
        let (client, server) = try await client(
            .init { _, session in
                for _ in 0..<200 { try await session.send(1, [UInt8](repeating: 0x78, count: 64_000)) }
                try await session.close()
            })
        let session = try await client.log(name, tailLines: nil, isFollowed: false)
        var count = 0
        while case .output(let bytes)? = try await session.next() { count += bytes.count }
        #expect(count == 200 * 64_000)
        #expect(server.exchanges.first?.query("follow") == ["0"])
    }

    @Test func `a refused session tells why`() async throws {
        let (client, _) = try await client(.init { _, session in session.cut() })
        let error = await #expect(throws: ClientError.self) {
            _ = try await client.exec(
                ObjectName(namespace: "default", name: "refused"), command: ["x"], hasInput: false, hasTerminal: false)
        }
        guard case .status(let status)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(status.code == 403)
        #expect(status.message == "not you")
    }

    @Test func `a command without an exit code has not ended well`() async throws {
        let (client, _) = try await client(.init { _, session in try await session.close() })
        let session = try await client.exec(name, command: ["x"], hasInput: false, hasTerminal: false)
        await #expect(throws: ClientError.malformed("the stream ended before the command's exit code came")) { try await session.next() }
    }

    @Test func `a cut connection is told from an end`() async throws {
        let (client, _) = try await client(.init { _, session in session.cut() })
        let session = try await client.log(name, tailLines: nil, isFollowed: true)
        let error = await #expect(throws: ClientError.self) { try await session.next() }
        guard case .unreachable? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a failure to run is the server's Status`() async throws {
        let (client, _) = try await client(
            .init { _, session in try await session.send(3, APIError(.internalError, "no such program").json.encoded()) })
        let session = try await client.exec(name, command: ["x"], hasInput: false, hasTerminal: false)
        let error = await #expect(throws: ClientError.self) { try await session.next() }
        guard case .status(let status)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(status.message == "no such program")
    }

    @Test func `a server that only speaks v4 is not told of the end of input`() async throws {
        let (client, _) = try await client(
            .init(protocolName: "v4.channel.k8s.io") { _, session in
                for await message in session.messages {
                    try await session.send(1, message)
                    try await session.send(3, Self.success)
                    break
                }
            })
        let session = try await client.exec(name, command: ["cat"], hasInput: true, hasTerminal: false)
        try await session.endInput()
        try await session.write([65])
        #expect(try await session.next() == .output([0, 65]))
        #expect(try await session.next() == .exited(0))
    }

    @Test func `a protocol that was not offered is refused`() async throws {
        let (client, _) = try await client(.init(protocolName: "v9.example") { _, _ in })
        let error = await #expect(throws: ClientError.self) { _ = try await client.console(name) }
        guard case .malformed? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [
        ([UInt8](), SessionMessage.nothing), ([1], .nothing), ([3], .nothing), ([255, 1], .nothing), ([2, 9], .output(.errorOutput([9]))),
    ])
    func `a message is read`(payload: [UInt8], expected: SessionMessage) throws {
        #expect(try SessionMessage(payload) == expected)
    }

    @Test(arguments: [[UInt8]([0, 1]), [4, 1], [9, 9], [3, 1, 2], [3] + Array("{}".utf8)])
    func `a message that no server sends is malformed`(payload: [UInt8]) {
        #expect(throws: ClientError.self) { try SessionMessage(payload) }
    }
}
