import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LXCDriver

@Suite(.tags(.host), .timeLimit(.minutes(5))) struct `Inside a container` {
    @Test(arguments: Way.allCases)
    func `commands run with their own arguments, exit codes and streams`(way: Way) async throws {
        try await Place.use(way) { place in
            let id = try await place.driver.create(place.order("exec"))
            try await place.driver.start(id)
            #expect(try await place.run(id, "sh", "-c", "exit 7").exit == .exited(7))
            #expect(try await place.run(id, "/no/such").exit == .exited(127))
            let hostile = ["$(touch /x)", "a b", "'", "\"", "\n", "", "-n", "--", "ä", "`id`", "\\"]
            let printed = try await place.driver.exec(
                id, ExecRequest(command: ["sh", "-c", #"for a; do echo "[$a]"; done"#, "sh"] + hostile))
            var text: [UInt8] = []
            for try await chunk in printed.output { text += chunk.bytes }
            #expect(String(decoding: text, as: UTF8.self) == hostile.map { "[\($0)]\n" }.joined())
            let environment = ["A": "x y", "B": "a\nb'\"$(id)", "C": ""]
            let seen = try await place.run(id, "sh", "-c", #"echo "$A|$B|$C|${SSH_CONNECTION-none}|$PWD""#, environment: environment).text
            #expect(seen == "x y|a\nb'\"$(id)||none|/\n")

            let session = try await place.driver.exec(id, ExecRequest(command: ["cat"], hasInput: true))
            try await session.send(Array("hello".utf8))
            session.endInput()
            var echoed: [UInt8] = []
            for try await chunk in session.output { echoed += chunk.bytes }
            #expect(echoed == Array("hello".utf8))
            #expect(try await session.exit == .exited(0))
        }
    }

    @Test(arguments: Way.allCases)
    func `a terminal has its size, follows a new one and ends with its session`(way: Way) async throws {
        try await Place.use(way) { place in
            let id = try await place.driver.create(place.order("tty"))
            try await place.driver.start(id)
            let request = ExecRequest(command: ["/bin/sh"], terminal: TerminalSize(columns: 91, rows: 33), hasInput: true)
            let session = try await place.driver.exec(id, request)
            var shown = ""
            var output = session.output.makeAsyncIterator()
            func wait(for text: String) async throws {
                while !shown.contains(text) {
                    let chunk = try #require(try await output.next(), "the terminal closed; it showed \(shown)")
                    shown += String(decoding: chunk.bytes, as: UTF8.self)
                }
            }
            // lxc-attach discards what is typed before it has made the terminal raw.
            try await wait(for: "/ # ")
            try await session.send(Array("stty size; tty; echo ready$((1+1))\n".utf8))
            try await wait(for: "ready2")
            #expect(shown.contains("33 91"))
            #expect(shown.contains("/dev/pts/"))
            session.resize(TerminalSize(columns: 120, rows: 40))
            while !shown.contains("40 120") {
                try await session.send(Array("stty size; echo again$((2+2))\n".utf8))
                try await wait(for: "again4")
                if !shown.contains("40 120") { shown = "" }
            }
            try await session.send(Array("exit 9\n".utf8))
            while try await output.next() != nil {}
            #expect(try await session.exit == .exited(9))

            let left = try await place.driver.exec(id, ExecRequest(command: ["sleep", "7777"], terminal: TerminalSize()))
            try await eventually { try await place.run(id, "ps").text.contains("sleep 7777") }
            await left.terminate()
            try await eventually { try await !place.run(id, "ps").text.contains("sleep 7777") }
        }
    }

    @Test func `a command without a terminal ends with its session`() async throws {
        try await Place.use { place in
            let id = try await place.driver.create(place.order("plain"))
            try await place.driver.start(id)
            let session = try await place.driver.exec(id, ExecRequest(command: ["sleep", "8888"]))
            try await eventually { try await place.run(id, "ps").text.contains("sleep 8888") }
            await session.terminate()
            try await eventually { try await !place.run(id, "ps").text.contains("sleep 8888") }
        }
    }

    @Test(arguments: [false, true])
    func `the first process gets its arguments and variables as they are`(privileged: Bool) async throws {
        try await Place.use { place in
            let script = #"for a; do echo "[$a]"; done; echo "$LINES_|$QUOTES|"; echo end; exec sleep 1000"#
            let words = ["it's", "\"", "", " x ", "a\nb", "$(id)", "-n", "--"]
            let order = place.order("args", privileged: privileged) {
                $0.command = ["/bin/sh", "-c", script, "sh"] + words
                $0.environment = ["LINES_": "1\n2", "QUOTES": " 'a' \"b\" "]
            }
            let id = try await place.driver.create(order)
            try await place.driver.start(id)
            let file = "\(place.path)/args/console.log"
            try await eventually { try await place.text(of: file).contains("end") }
            let text = try await place.text(of: file).replacing("\r\n", with: "\n")
            #expect(text == words.map { "[\($0)]\n" }.joined() + "1\n2| 'a' \"b\" |\nend\n")
        }
    }

    @Test(arguments: Way.allCases)
    func `the log holds what the console showed and can be followed`(way: Way) async throws {
        try await Place.use(way) { place in
            let order = place.order("log") {
                $0.command = [
                    "/bin/sh", "-c",
                    "for i in 1 2 3 4 5; do echo line$i; done; while [ ! -e /go ]; do usleep 10000; done; echo more; exec sleep 1000",
                ]
            }
            let id = try await place.driver.create(order)
            func read(_ session: CommandSession, until text: String) async throws -> String {
                var shown = ""
                for try await chunk in session.output {
                    shown += String(decoding: chunk.bytes, as: UTF8.self)
                    if shown.contains(text) { break }
                }
                return shown
            }
            let empty = try await place.driver.log(id, tail: nil, follow: false)
            #expect(try await read(empty, until: "never") == "")
            try await place.driver.start(id)
            try await eventually { try await place.text(of: "\(place.path)/log/console.log").contains("line5") }
            let all = try await place.driver.log(id, tail: nil, follow: false)
            #expect(try await read(all, until: "never").contains("line1\r\nline2"))
            let tail = try await place.driver.log(id, tail: 2, follow: false)
            #expect(try await read(tail, until: "never") == "line4\r\nline5\r\n")
            let followed = try await place.driver.log(id, tail: 1, follow: true)
            var output = followed.output.makeAsyncIterator()
            var shown = ""
            while !shown.contains("line5") { shown += String(decoding: try #require(try await output.next()).bytes, as: UTF8.self) }
            _ = try await place.run(id, "touch", "/go")
            while !shown.contains("more") { shown += String(decoding: try #require(try await output.next()).bytes, as: UTF8.self) }
            #expect(shown == "line5\r\nmore\r\n")
            await followed.terminate()
        }
    }

    @Test func `the log of a chatty container stays small`() async throws {
        try await Place.use { place in
            let order = place.order("chatty") { $0.command = ["/bin/sh", "-c", "seq 1 600000; echo done; exec sleep 1000"] }
            let id = try await place.driver.create(order)
            try await place.driver.start(id)
            try await eventually(within: .seconds(60)) { try await place.text(of: "\(place.path)/chatty/console.log").contains("done") }
            let log = try await place.driver.log(id, tail: nil, follow: false)
            var size = 0
            for try await chunk in log.output { size += chunk.bytes.count }
            #expect(size < 3 << 20)
            #expect(size > 1000)
        }
    }

    @Test(arguments: Way.allCases)
    func `the console shows what is typed and is left by ending the session`(way: Way) async throws {
        try await Place.use(way) { place in
            let order = place.order("console") { $0.command = ["/bin/sh", "-c", "exec /bin/sh -i </dev/console >/dev/console 2>&1"] }
            let id = try await place.driver.create(order)
            try await place.driver.start(id)
            let session = try await place.driver.console(id, terminal: TerminalSize())
            // The console shows nothing by itself when it is attached to, and discards what is typed before.
            let knocking = Task {
                while !Task.isCancelled {
                    try await session.send(Array("echo typed$((40+2))\n".utf8))
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
            var shown = ""
            for try await chunk in session.output {
                shown += String(decoding: chunk.bytes, as: UTF8.self)
                if shown.contains("typed42") { break }
            }
            knocking.cancel()
            #expect(shown.contains("typed42"))
            await session.terminate()
            #expect(try await place.driver.observe(id)?.power == .running)
        }
    }

    @Test(arguments: Way.allCases)
    func `changes are told by name`(way: Way) async throws {
        try await Place.use(way) { place in
            let id = try await place.driver.create(place.order("events"))
            var changes = try await place.driver.changes().makeAsyncIterator()
            // lxc-monitor listens only a moment after it was started; until then nothing is told.
            let poking = Task {
                while !Task.isCancelled {
                    try await place.driver.start(id)
                    try await place.driver.stop(id, grace: .zero)
                }
            }
            #expect(try await changes.next() == id)
            #expect(try await changes.next() == id)
            poking.cancel()
            _ = await poking.result
        }
    }

    @Test func `what needs a running container is refused for a stopped one`() async throws {
        try await Place.use { place in
            let id = try await place.driver.create(place.order("still"))
            for call in [
                { try await place.driver.pause(id) }, { _ = try await place.driver.exec(id, ExecRequest(command: ["true"])) },
                { _ = try await place.driver.console(id, terminal: TerminalSize()) },
            ] as [() async throws -> Void] {
                await #expect { try await call() } throws: { if case DriverError.refused = $0 { true } else { false } }
            }
        }
    }
}
