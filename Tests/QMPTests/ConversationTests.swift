import StrataAPI
import Testing

@testable import QMP

@Suite(.timeLimit(.minutes(5))) struct `A conversation with a monitor` {
    @Test func `begins with its greeting`() async throws {
        try await ScriptedMonitor.run { (path) async throws in
            let client = try await QMPClient.connect(to: path)
            #expect(client.greeting.version == "7.2.22")
            #expect(client.greeting.package.hasPrefix("Debian"))
            #expect(client.greeting.capabilities == ["oob"])
            await client.close()
        }
    }

    @Test func `hands on a command's value, and events that came before it`() async throws {
        try await ScriptedMonitor.run(script: { line, _ in
            guard line.contains("\"stop\"") else { return ScriptedMonitor.answer(line, #""return": {}"#) }
            return #"{"timestamp": {"seconds": 1795755995, "microseconds": 742251}, "event": "STOP"}"# + "\n"
                + ScriptedMonitor.answer(line, #""return": {"status": "paused"}"#)
        }) { (path) async throws in
            let client = try await QMPClient.connect(to: path, eventLimit: 8)
            let value = try await client.execute("stop")
            #expect(value == ["status": "paused"])
            var events = client.events.makeAsyncIterator()
            let event = try #require(await events.next())
            #expect(event == QMPEvent(name: "STOP", time: Timestamp(microseconds: 1_795_755_995_742_251)))
            await client.close()
            #expect(await events.next() == nil)
        }
    }

    @Test(arguments: [
        ("GenericError", QMPError.Class.generic), ("CommandNotFound", .commandNotFound), ("DeviceNotActive", .deviceNotActive),
        ("DeviceNotFound", .deviceNotFound), ("KVMMissingCap", .kvmMissing), ("Strange", .other("Strange")),
    ])
    func `an error keeps its class and QEMU's words`(name: String, kind: QMPError.Class) async throws {
        try await ScriptedMonitor.run(script: { line, count in
            ScriptedMonitor.answer(line, count == 1 ? #""return": {}"# : #""error": {"class": "\#(name)", "desc": "No balloon"}"#)
        }) { (path) async throws in
            let client = try await QMPClient.connect(to: path)
            await fails {
                try await client.execute("balloon", ["value": 1])
            } _: {
                $0 == .refused(command: "balloon", kind, description: "No balloon")
            }
            await client.close()
        }
    }

    @Test func `many commands at once each get their own answer, in whichever order these come`() async throws {
        let held = Held()
        try await ScriptedMonitor.run(script: { line, count in
            if count == 1 { return ScriptedMonitor.answer(line, #""return": {}"#) }
            let answer = ScriptedMonitor.answer(line, #""return": {"asked": \#(ScriptedMonitor.id(of: line))}"#)
            return held.add(answer, until: 20)
        }) { (path) async throws in
            let client = try await QMPClient.connect(to: path)
            let answers = try await withThrowingTaskGroup(of: JSONValue.self) { group in
                for _ in 0..<20 { group.addTask { try await client.execute("query-status") } }
                return try await group.reduce(into: Set<Int64>()) { $0.insert($1["asked"]?.int ?? 0) }
            }
            #expect(answers.count == 20)
            await client.close()
        }
    }

    @Test func `a deadline gives up one wait, and its late answer bothers nobody`() async throws {
        let held = Held()
        try await ScriptedMonitor.run(script: { line, count in
            let answer = ScriptedMonitor.answer(line, #""return": {"count": \#(count)}"#)
            // The answer to the second line comes with the third.
            return count == 1 ? answer : held.add(answer, until: 2)
        }) { (path) async throws in
            let client = try await QMPClient.connect(to: path)
            await fails {
                try await client.execute("query-status", deadline: .milliseconds(50))
            } _: {
                $0 == .timedOut(waitingFor: "query-status", after: .milliseconds(50))
            }
            #expect(try await client.execute("query-status")["count"] == 3)
            await client.close()
        }
    }

    @Test func `cancelling ends the wait at once and keeps the connection`() async throws {
        let asked = AsyncStream.makeStream(of: Void.self)
        try await ScriptedMonitor.run(script: { line, count in
            if count == 2 {
                asked.continuation.yield()
                return ""
            }
            return ScriptedMonitor.answer(line, #""return": {}"#)
        }) { (path) async throws in
            let client = try await QMPClient.connect(to: path)
            let task = Task { try await client.execute("query-block", deadline: .seconds(60)) }
            for await _ in asked.stream { break }
            task.cancel()
            await fails {
                _ = try await task.value
            } _: {
                $0 == .cancelled
            }
            try await client.execute("query-status")
            await client.close()
        }
    }

    @Test func `when QEMU ends, whoever waits is told`() async throws {
        try await ScriptedMonitor.run(script: { line, count in count == 1 ? ScriptedMonitor.answer(line, #""return": {}"#) : nil }) {
            (path) async throws in
            let client = try await QMPClient.connect(to: path, eventLimit: 1)
            await fails {
                try await client.execute("quit")
            } _: {
                $0 == .closed
            }
            await fails {
                try await client.execute("query-status")
            } _: {
                $0 == .closed
            }
            for await _ in client.events { Issue.record("there was no event") }
        }
    }
}
