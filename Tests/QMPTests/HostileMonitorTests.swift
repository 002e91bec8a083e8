import StrataAPI
import Testing

@testable import QMP

@Suite(.timeLimit(.minutes(5))) struct `A monitor that cannot be trusted` {
    @Test(arguments: [
        "", "SSH-2.0-OpenSSH_9.2\r\n", "{}\n", "[]\n", "null\n", #"{"QMP": {}}"# + "\n",
        #"{"QMP": {"version": {"qemu": {"major": "7"}}}}"# + "\n",
        #"{"event": "STOP"}"# + "\n", #"{"return": {}, "id": 1}"# + "\n", "\u{0}\n", String(repeating: "[", count: 5000) + "\n",
    ])
    func `that does not greet is refused`(greeting: String) async throws {
        try await ScriptedMonitor.run(greeting: greeting) { (path) async throws in
            await fails {
                _ = try await QMPClient.connect(to: path, deadline: .milliseconds(500))
            } _: { error in
                switch error {
                case .protocolViolation: !greeting.isEmpty
                case .timedOut: greeting.isEmpty
                default: false
                }
            }
        }
    }

    @Test(arguments: [
        "nonsense\n", "[1]\n", #"{"return": {}}"# + "\n", #"{"return": {}, "id": 99}"# + "\n", #"{"return": {}, "id": -1}"# + "\n",
        #"{"return": {}, "id": "2"}"# + "\n", #"{"id": 2}"# + "\n", #"{"event": ""}"# + "\n", #"{"event": 7}"# + "\n",
        #"{"error": {"class": "GenericError", "desc": "JSON parse error"}}"# + "\n", "{\"return\": \"\u{1}\n",
    ])
    func `that breaks the protocol loses its connection, and whoever waits is told`(line: String) async throws {
        try await ScriptedMonitor.run(script: { asked, count in count == 1 ? ScriptedMonitor.answer(asked, #""return": {}"#) : line }) {
            (path) async throws in
            let client = try await QMPClient.connect(to: path, eventLimit: 4)
            await fails {
                try await client.execute("query-status")
            } _: {
                if case .protocolViolation = $0 { true } else { false }
            }
            await fails {
                try await client.execute("query-status")
            } _: {
                if case .protocolViolation = $0 { true } else { false }
            }
        }
    }

    @Test(arguments: [false, true])
    func `that sends an endless line is cut off`(ended: Bool) async throws {
        try await ScriptedMonitor.run(script: { line, count in
            count == 1 ? ScriptedMonitor.answer(line, #""return": {}"#) : String(repeating: " ", count: 70_000) + (ended ? "\n" : "")
        }) { (path) async throws in
            let client = try await QMPClient.connect(to: path, lineLimit: 65_536)
            await fails {
                try await client.execute("query-status")
            } _: {
                $0 == .lineTooLong(limit: 65_536)
            }
        }
    }

    @Test func `that floods a reader with events is cut off, and one that wants none is not`() async throws {
        let flood: ScriptedMonitor.Script = { line, count in
            guard count > 1 else { return ScriptedMonitor.answer(line, #""return": {}"#) }
            return String(repeating: #"{"event": "RTC_CHANGE", "data": {"offset": 1}}"# + "\n", count: 100)
                + ScriptedMonitor.answer(line, #""return": {}"#)
        }
        try await ScriptedMonitor.run(script: flood) { (path) async throws in
            let slow = try await QMPClient.connect(to: path, eventLimit: 10)
            await fails {
                try await slow.execute("query-status")
            } _: {
                $0 == .fellBehind(events: 10)
            }
            let other = try await QMPClient.connect(to: path)
            try await other.execute("query-status")
            await other.close()
        }
    }

    @Test func `what is cut anywhere leads to an error and never to a wrong answer`() async throws {
        let whole =
            #"{"timestamp": {"seconds": -1, "microseconds": -1}, "event": "STOP"}"# + "\n" + #"{"return": {"a": [1, "\u00e9"]}, "id": 2}"#
        for length in stride(from: 0, to: whole.utf8.count, by: 5) {
            let part = String(decoding: whole.utf8.prefix(length), as: UTF8.self)
            let exchange = Exchange(eventLimit: 4)
            try exchange.take(Array(ScriptedMonitor.greeting.utf8))
            _ = try exchange.register("first")
            let id = try exchange.register("second")
            do throws(QMPError) {
                for line in part.split(separator: "\n") { try exchange.take(Array(line.utf8)) }
            } catch {
                exchange.end(error)
            }
            exchange.end(.closed)
            await fails {
                _ = try await exchange.outcome(of: id).get()
            } _: { _ in
                true
            }
        }
    }

    @Test func `random bytes never get past the exchange`() throws {
        var generator = SystemRandomNumberGenerator()
        for round in 0..<2_000 {
            let exchange = Exchange(eventLimit: 4)
            if round % 2 == 0 { try exchange.take(Array(ScriptedMonitor.greeting.utf8)) }
            let bytes = (0..<Int.random(in: 1...80, using: &generator)).map { _ in UInt8.random(in: 0x20...0x7E, using: &generator) }
            #expect(throws: QMPError.self) { try exchange.take(bytes) }
        }
    }
}
