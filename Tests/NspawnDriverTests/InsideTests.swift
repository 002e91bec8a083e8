import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import TestContainers
import Testing

@testable import NspawnDriver

@Suite(.tags(.host), .timeLimit(.minutes(5))) struct `Inside a machine` {
    @Test(arguments: Way.allCases)
    func `commands run with their own arguments, exit codes, streams and variables`(way: Way) async throws {
        try await Yard.use(way) { yard in
            let id = try await yard.driver.create(yard.order("inside") { $0.environment = ["FOO": "it's \"so\" \\ here", "TWO": "a\nb"] })
            try await yard.driver.start(id)
            let words = try await yard.run(id, "/bin/echo", "a b", "it's", "$HOME", "")
            #expect(words.text == "a b it's $HOME \n" && words.exit == .exited(0))
            #expect(try await yard.run(id, "sh", "-c", "exit 7").exit == .exited(7))
            #expect(try await yard.run(id, "/no/such/program").exit == .exited(127))
            #expect(try await yard.run(id, "/etc/passwd").exit == .exited(126))
            #expect(
                try await yard.run(id, "sh", "-c", "echo \"$FOO|$TWO|$BAR\"", environment: ["BAR": "x"]).text
                    == "it's \"so\" \\ here|a\nb|x\n")
            // The first process has them too, and nothing of the host's.
            #expect(try await yard.run(id, "sh", "-c", "tr '\\0' '|' </proc/1/environ").text.contains("FOO=it's \"so\" \\ here|"))
            let session = try await yard.driver.exec(id, ExecRequest(command: ["cat"], hasInput: true))
            try await session.send(Array("through".utf8))
            session.endInput()
            var text: [UInt8] = []
            for try await chunk in session.output { text += chunk.bytes }
            #expect(String(decoding: text, as: UTF8.self) == "through")
            let groups = try await yard.run(id, "cat", "/proc/self/cgroup").text
            #expect(groups.contains("memory") && !groups.contains("/.."), "a command is bounded as its machine is")
            await #expect(throws: DriverError.self) { _ = try await yard.driver.exec(id, ExecRequest(command: [])) }
        }
    }

    @Test func `a terminal has its size`() async throws {
        try await Yard.use { yard in
            let id = try await yard.driver.create(yard.order("terminal"))
            try await yard.driver.start(id)
            let request = ExecRequest(command: ["stty", "size"], terminal: TerminalSize(columns: 91, rows: 17), hasInput: true)
            let session = try await yard.driver.exec(id, request)
            var text: [UInt8] = []
            for try await chunk in session.output { text += chunk.bytes }
            #expect(String(decoding: text, as: UTF8.self).contains("17 91"))
        }
    }

    private static let echo = "while read l; do [ \"$l\" = end ] && exit; echo \"heard $l\"; done"

    @Test(arguments: Way.allCases)
    func `the console shows what is typed, to several, and ends with the machine`(way: Way) async throws {
        try await Yard.use(way) { yard in
            let id = try await yard.driver.create(yard.order("console") { $0.command = ["/bin/sh", "-c", Self.echo] })
            try await yard.driver.start(id)
            let first = try await yard.driver.console(id, terminal: TerminalSize(columns: 80, rows: 24))
            let second = try await yard.driver.console(id, terminal: TerminalSize(columns: 80, rows: 24))
            // Three of them in a second would end the machine, were they nspawn's to see.
            try await first.send([0x1D, 0x1D, 0x1D])
            async let seen = Self.text(of: first, until: "heard one\r\n")
            async let alsoSeen = Self.text(of: second, until: "heard one\r\n")
            // Until the watching of the log has begun, what is said passes unseen.
            let typing = Task {
                while !Task.isCancelled {
                    try await first.send(Array("one\n".utf8))
                    try await Task.sleep(for: .milliseconds(200))
                }
            }
            #expect(try await seen.contains("heard one\r\n"))
            #expect(try await alsoSeen.contains("heard one\r\n"))
            typing.cancel()
            await second.terminate()
            #expect(try await yard.driver.observe(id)?.power == .running)
            try await first.send(Array("end\n".utf8))
            for try await _ in first.output {}
            try await eventually { try await yard.driver.observe(id)?.power == .stopped }
        }
    }

    private static func text(of session: CommandSession, until end: String) async throws -> String {
        var text = ""
        for try await chunk in session.output {
            text += String(decoding: chunk.bytes, as: UTF8.self)
            if text.contains(end) { break }
        }
        return text
    }

    @Test(arguments: Way.allCases)
    func `the log holds what the console showed and can be followed`(way: Way) async throws {
        try await Yard.use(way) { yard in
            let command = ["/bin/sh", "-c", "for i in 1 2 3; do echo line $i; done; while read l; do echo heard $l; done"]
            let order = yard.order("log") { $0.command = command }
            let id = try await yard.driver.create(order)
            try await yard.driver.start(id)
            try await eventually { try await yard.console(order.uid).contains("line 3") }
            let whole = try await yard.driver.log(id, tail: nil, follow: false)
            #expect(try await Self.text(of: whole, until: "never") == "line 1\r\nline 2\r\nline 3\r\n")
            let last = try await yard.driver.log(id, tail: 1, follow: false)
            #expect(try await Self.text(of: last, until: "never") == "line 3\r\n")
            let followed = try await yard.driver.log(id, tail: 1, follow: true)
            async let heard = Self.text(of: followed, until: "heard x\r\n")
            let console = try await yard.driver.console(id, terminal: TerminalSize(columns: 80, rows: 24))
            try await console.send(Array("x\n".utf8))
            #expect(try await heard.hasSuffix("heard x\r\n"))
            await console.terminate()
            await followed.terminate()
            // A log that has become too long begins anew.
            let log = yard.driver.places.side(order.uid).log
            let local = LocalMachine()
            try await local.check(Command("sh", "-c", #"head -c 1100000 /dev/zero | tr '\0' y >>"$1""#, "sh", log))
            try await LogFile.shorten(yard.driver.places, Tools(machine: local))
            #expect(try await local.read(log) == [])
            #expect(try await local.exists("\(log).1"))
        }
    }

    @Test func `a system that boots has its journal as its log`() async throws {
        try await Yard.use { yard in
            let driver = SystemImage.keeping(yard.driver)
            let image = try await SystemImage.make()
            let order = yard.order("booted") { $0.image = image }
            let id = try await driver.create(order)
            #expect(try await driver.definition(id.text, "look at")?.boots == true)
            try await driver.start(id)
            try await eventually(within: .seconds(60)) {
                try await yard.run(id, "systemctl", "is-system-running").text.hasPrefix("running")
            }
            let map = try await yard.run(id, "cat", "/proc/1/uid_map").text.split(separator: " ").map(String.init)
            #expect(map[1] == "\(driver.facts.map.user)")
            #expect(try await yard.run(id, "cat", "/etc/machine-id").text == order.uid.text.filter { $0 != "-" } + "\n")
            let log = try await driver.log(id, tail: nil, follow: false)
            #expect(try await Self.text(of: log, until: "never").contains("Reached target"))
            // Rebooted from inside, it comes back.
            let before = try #require(try await driver.observe(id)?.pid)
            _ = try await yard.run(id, "systemctl", "reboot")
            try await eventually(within: .seconds(60)) {
                let seen = try await driver.observe(id)
                return seen?.power == .running && seen?.pid != nil && seen?.pid != before
            }
            try await eventually(within: .seconds(60)) {
                try await yard.run(id, "systemctl", "is-system-running").text.hasPrefix("running")
            }
            let took = try await ContinuousClock().measure { try await driver.stop(id, grace: .seconds(60)) }
            #expect(took < .seconds(30))
            // Stopped, it shows what its console showed.
            let console = try await driver.log(id, tail: 5, follow: false)
            #expect(try await !Self.text(of: console, until: "never").isEmpty)
            try await driver.delete(id, owner: order.uid)
        }
    }
}
