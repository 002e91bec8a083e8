import StrataAPI
import Synchronization
import Testing

@testable import StrataServer

@Suite(.timeLimit(.minutes(5)))
struct ActionTests {
    static let web = TestServer.instances + "/web"

    @Test func `a restart is handed on, and its refusal handed back`() async throws {
        let actions = ScriptedActions()
        try await TestServer.run(actions: actions) { server async throws in
            try await server.create("web")
            try await server.create("stuck")
            #expect(try await server.send("POST", Self.web + "/restart", body: "").json["status"] == "Success")
            #expect(actions.restarted.withLock { $0 } == [ObjectName(namespace: "default", name: "web")])
            #expect(try await server.send("POST", TestServer.instances + "/stuck/restart", body: "").status == 409)
            #expect(try await server.send("POST", TestServer.instances + "/ghost/restart", body: "").status == 404)
        }
    }

    @Test func `an order may carry a document, and answer one`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            let answer = try await server.send("POST", Self.web + "/restart", type: "application/yaml", body: "echo: [1, 2]\n")
            #expect(answer.json == ["kind": "Echo", "echo": [1, 2]])
            #expect(try await server.send("POST", Self.web + "/restart", body: "{").status == 400)
            #expect(try await server.get(Self.web + "/restart").status == 405)
        }
    }

    @Test(arguments: ["binary", ""])
    func `a stream of bytes has messages without channels`(subprotocol: String) async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            try await server.connect { connection in
                let headers = WireConnection.handshake + (subprotocol.isEmpty ? [] : [("Sec-WebSocket-Protocol", subprotocol)])
                let upgrade = try await connection.request("GET", Self.web + "/vnc", headers: headers)
                #expect(upgrade.status == 101)
                #expect(upgrade.header("Sec-WebSocket-Protocol") ?? "" == subprotocol)
                try await connection.send(frame: 2, [1, 2, 3])
                #expect(try await connection.message().data == [3, 2, 1])
            }
            let other = try await server.connect { try await $0.upgrade(Self.web + "/vnc", protocols: "v5.channel.k8s.io") }
            #expect(other.status == 400)
        }
    }

    @Test func `a command gets input, sizes and the end of its input, and its output comes back`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            try await server.connect { connection in
                let upgrade = try await connection.upgrade(Self.web + "/exec?command=cat&stdin=true")
                #expect(upgrade.status == 101)
                #expect(upgrade.header("Sec-WebSocket-Protocol") == "v5.channel.k8s.io")
                #expect(upgrade.header("Sec-WebSocket-Accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                try await connection.send(channel: 0, "hello")
                let output = try await connection.message()
                #expect(output.channel == 1)
                #expect(output.text == "hello")
                try await connection.send(channel: 4, #"{"Width":80,"Height":24}"#)
                let size = try await connection.message()
                #expect(size.channel == 2)
                #expect(size.text == "80x24")
                try await connection.send(frame: 2, [255, 0])
                let status = try await connection.message()
                #expect(status.channel == 3)
                #expect(try JSONValue(parsing: status.text)["status"] == "Success")
                let close = try await connection.message()
                #expect(close.opcode == 8)
                #expect(close.code == 1000)
                try await connection.send(frame: 8, close.data)
                #expect(await connection.isClosed())
            }
        }
    }

    @Test func `an exit code is told as Kubernetes tells it`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            try await server.connect { connection in
                _ = try await connection.upgrade(Self.web + "/exec?command=exit&command=42", protocols: "v4.channel.k8s.io")
                let status = try JSONValue(parsing: try await connection.message().text)
                #expect(status["status"] == "Failure")
                #expect(status["reason"] == "NonZeroExitCode")
                #expect(status[path: ["details", "causes"]] == [["reason": "ExitCode", "message": "42"]])
            }
        }
    }

    @Test func `a command that cannot be run is a failure on the status channel`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            try await server.connect { connection in
                _ = try await connection.upgrade(Self.web + "/exec?command=missing")
                let status = try JSONValue(parsing: try await connection.message().text)
                #expect(status["reason"] == "BadRequest")
                #expect(status["message"] == "no such program in the container")
            }
        }
    }

    @Test func `a large output arrives whole and in order`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            try await server.connect { connection in
                _ = try await connection.upgrade(Self.web + "/exec?command=flood")
                var size = 0
                while true {
                    let frame = try await connection.message()
                    guard frame.channel == 1 else { break }
                    size += frame.data.count - 1
                }
                #expect(size == 64 * 64 << 10)
            }
        }
    }

    @Test func `a message in parts is one message, and pings are answered in between`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            try await server.connect { connection in
                _ = try await connection.upgrade(Self.web + "/exec?command=cat&stdin=true")
                try await connection.send(frame: 2, [0] + Array("he".utf8), isLast: false)
                try await connection.send(frame: 9, Array("ping".utf8))
                let pong = try await connection.frame()
                #expect(pong.opcode == 10)
                #expect(pong.data == Array("ping".utf8))
                try await connection.send(frame: 0, Array("llo".utf8))
                #expect(try await connection.message().text == "hello")
            }
        }
    }

    @Test(
        arguments: [
            ("an unmasked frame", 2, [0, 1], true, false, 1002), ("a continuation of nothing", 0, [0, 1], true, true, 1002),
            ("an unknown channel", 2, [9, 1], true, true, 1002), ("a size that is no JSON", 2, [4, 1], true, true, 1007),
            ("an unknown opcode", 5, [], true, true, 1002), ("a ping in parts", 9, [], false, true, 1002),
        ] as [(String, UInt8, [UInt8], Bool, Bool, Int)])
    func `a client that breaks the protocol is told so and the command ended`(
        what: String, opcode: UInt8, data: [UInt8], isLast: Bool, isMasked: Bool, code: Int
    ) async throws {
        let actions = ScriptedActions()
        try await TestServer.run(actions: actions) { server async throws in
            try await server.create("web")
            try await server.connect { connection in
                _ = try await connection.upgrade(Self.web + "/exec?command=wait&stdin=true")
                await actions.begun.wait()
                try await connection.send(frame: opcode, data, isLast: isLast, isMasked: isMasked)
                let close = try await connection.message()
                #expect(close.opcode == 8)
                #expect(close.code == code)
                #expect(await connection.isClosed())
            }
            await actions.cancelled.wait()
        }
    }

    @Test func `a frame and a message beyond the bound are refused`() async throws {
        try await TestServer.run(configure: { $0.limits.frameBytes = 1000 }) { server async throws in
            try await server.create("web")
            for isWhole in [true, false] {
                try await server.connect { connection in
                    _ = try await connection.upgrade(Self.web + "/exec?command=wait&stdin=true")
                    if isWhole {
                        try await connection.send(frame: 2, [UInt8](repeating: 0, count: 2000))
                    } else {
                        try await connection.send(frame: 2, [UInt8](repeating: 0, count: 900), isLast: false)
                        try await connection.send(frame: 0, [UInt8](repeating: 0, count: 900))
                    }
                    let close = try await connection.message()
                    #expect(close.opcode == 8)
                    #expect(close.code == 1009)
                }
            }
        }
    }

    @Test func `a client that goes away ends its command`() async throws {
        let actions = ScriptedActions()
        try await TestServer.run(actions: actions) { server async throws in
            try await server.create("web")
            try await server.connect { connection in
                _ = try await connection.upgrade(Self.web + "/exec?command=wait&stdin=true")
                await actions.begun.wait()
            }
            await actions.cancelled.wait()
        }
    }

    @Test(arguments: [true, false]) func `each side says goodbye once, whoever is first`(clientIsFirst: Bool) async throws {
        try await TestServer.run { server async throws in
            _ = try await server.create("web")
            try await server.connect { wire async throws in
                _ = try await wire.upgrade(
                    TestServer.instances + "/web/exec?command=\(clientIsFirst ? "cat" : "exit&command=0")&stdin=true")
                if clientIsFirst { try await wire.send(frame: 8, [0x03, 0xE8]) }
                var goodbyes = 0
                do {
                    while true {
                        let frame = try await wire.message()
                        guard frame.opcode == 8 else { continue }
                        goodbyes += 1
                        if !clientIsFirst, goodbyes == 1 { try await wire.send(frame: 8, frame.data) }
                    }
                } catch is WireEnded {
                    #expect(goodbyes == 1)
                }
            }
        }
    }

    @Test func `a client that gives no sign of life is cut off`() async throws {
        let actions = ScriptedActions()
        try await TestServer.run(actions: actions, configure: { $0.limits.pingInterval = .milliseconds(100) }) { server async throws in
            try await server.create("web")
            try await server.connect { connection in
                _ = try await connection.upgrade(Self.web + "/exec?command=wait&stdin=true")
                let ping = try await connection.frame()
                #expect(ping.opcode == 9)
                while case let frame? = try? await connection.frame() { #expect(frame.opcode == 9) }
            }
            await actions.cancelled.wait()
        }
    }

    @Test func `the console goes both ways`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            try await server.connect { connection in
                #expect(try await connection.upgrade(Self.web + "/console").status == 101)
                try await connection.send(channel: 0, "abc")
                #expect(try await connection.message().text == "cba")
            }
        }
    }

    @Test func `a log comes as plain text, or over WebSocket`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            let plain = try await server.get(Self.web + "/log?tailLines=7")
            #expect(plain.text == "tail=7 follow=false\n")
            #expect(plain.header("Content-Type") == "text/plain; charset=utf-8")
            try await server.connect { connection in
                #expect(try await connection.upgrade(Self.web + "/log").status == 101)
                let line = try await connection.message()
                #expect(line.channel == 1)
                #expect(line.text == "tail=-1 follow=false\n")
                #expect(try await connection.message().channel == 3)
            }
        }
    }

    @Test func `a log that cannot be had is an error of its own`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("mute")
            let answer = try await server.get(TestServer.instances + "/mute/log")
            #expect(answer.status == 503)
            #expect(answer.message == "the site is not reachable")
            #expect(try await server.get(TestServer.instances + "/ghost/log").status == 404)
            #expect(try await server.get(TestServer.instances + "/mute/log?tailLines=x").status == 400)
        }
    }

    @Test func `following a log ends with the client`() async throws {
        let actions = ScriptedActions()
        try await TestServer.run(actions: actions) { server async throws in
            try await server.create("web")
            try await server.connect { connection in
                try await connection.begin("GET", Self.web + "/log?follow=true")
                #expect(try await connection.head().status == 200)
                let line = try await connection.chunk()
                #expect(line == Array("tail=-1 follow=true\n".utf8))
            }
            await actions.cancelled.wait()
        }
    }

    @Test func `what cannot become a WebSocket is refused with a Status on a connection that lives on`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            let plain = try await server.get(Self.web + "/exec?command=sh")
            #expect(plain.status == 400)
            #expect(plain.message.contains("Upgrade request required"))
            for (path, protocols, headers, status) in [
                (Self.web + "/exec", "v5.channel.k8s.io", [], 400), (Self.web + "/exec?command=", "v5.channel.k8s.io", [], 400),
                (Self.web + "/exec?command=a%00b", "v5.channel.k8s.io", [], 400), (Self.web + "/exec?command=sh", "chat", [], 400),
                (Self.web + "/exec?command=sh", "v5.channel.k8s.io", [("Origin", "https://evil.example")], 403),
                (TestServer.instances + "/ghost/exec?command=sh", "v5.channel.k8s.io", [], 404),
            ] as [(String, String, [(String, String)], Int)] {
                try await server.connect { connection in
                    let answer = try await connection.upgrade(path, protocols: protocols, headers: headers)
                    #expect(answer.status == status, "\(path)")
                    #expect(answer.json["kind"] == "Status")
                }
            }
            let nobody = try await server.connect(.nobody) { try await $0.upgrade(Self.web + "/exec?command=sh") }
            #expect(nobody.status == 401)
        }
    }

    @Test func `an upgrade may come after other requests on the same connection`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            try await server.connect { connection in
                _ = try await connection.request("GET", "/version")
                #expect(try await connection.upgrade(Self.web + "/exec?command=exit&command=0").status == 101)
                #expect(try await connection.message().channel == 3)
            }
        }
    }

    @Test func `input waits for its reader, keeps its order and ends`() async {
        let (input, sender) = ActionInput.make(limit: 200)
        async let received: [ActionEvent] = {
            var events: [ActionEvent] = []
            for await event in input { events.append(event) }
            return events
        }()
        for number in 0..<100 { await sender.send(.data([UInt8](repeating: UInt8(number), count: 50))) }
        await sender.send(.endOfInput)
        sender.finish()
        let events = await received
        #expect(events.count == 101)
        #expect(events[42] == .data([UInt8](repeating: 42, count: 50)))
        #expect(events.last == .endOfInput)
    }
}
