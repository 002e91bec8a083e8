import StrataAPI
import StrataDriverKit

extension Contract {
    static let executing: [Contract] = [
        Contract("exec", .exec, "A command gets its arguments as they are, and its exit code, output and errors come back apart.") {
            stage in
            let (_, id) = try await stage.ready()
            let words = ["$(touch /x)", "a b", "'", "\"", "\n", "", "-n", "--", "ä", "`id`", "\\"]
            let script = #"for a; do echo "[$a]"; done; echo no >&2; exit 7"#
            let ran = try await stage.exec(id, ExecRequest(command: ["sh", "-c", script, "sh"] + words))
            try stage.expectEqual(ran.exit, .exited(7), "the exit")
            try stage.expectEqual(ran.output, words.map { "[\($0)]\n" }.joined(), "the output")
            try stage.expectEqual(ran.errors, "no\n", "the errors")
        },
        Contract("exec.input", .exec, "A command reads what it is sent until the input ends, and sees its environment.") { stage in
            let (_, id) = try await stage.ready()
            let ran = try await stage.exec(
                id, ExecRequest(command: ["sh", "-c", "cat; echo \"$WORD\""], environment: ["WORD": "a 'b'"], hasInput: true),
                input: "hello\n")
            try stage.expectEqual(ran.output, "hello\na 'b'\n", "the output")
        },
        Contract("exec.missing", .exec, "A program that does not exist in the machine ends with 126 or 127, or is refused.") { stage in
            let (_, id) = try await stage.ready()
            do {
                let ran = try await stage.exec(id, "/no/such/program")
                try stage.expect(ran.exit == .exited(127) || ran.exit == .exited(126), "the exit is \(ran.exit)")
            } catch DriverError.refused {
                // Said before anything was run.
            }
        },
        Contract("exec.illegal", .exec, "Nothing can be run in what is stopped or does not exist.") { stage in
            let (_, id) = try await stage.stopped()
            try await stage.expectRefusal("running a command in a stopped machine", .refused) { _ = try await stage.exec(id, "true") }
            try await stage.expectRefusal("running a command in what does not exist", .notFound, .refused) {
                _ = try await stage.exec(NativeID("no-such-machine"), "true")
            }
        },
        Contract("exec.concurrent", .exec, "Several commands at once do not mix.") { stage in
            let (_, id) = try await stage.ready()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<6 {
                    group.addTask {
                        let ran = try await stage.exec(id, "sh", "-c", "echo \(number); exit \(number)")
                        try stage.expectEqual(ran.output, "\(number)\n", "the output of command \(number)")
                        try stage.expectEqual(ran.exit, .exited(Int32(number)), "the exit of command \(number)")
                    }
                }
                try await group.waitForAll()
            }
        },
    ]

    static let attaching: [Contract] = [
        Contract("console", .console, "The console of a running machine can be attached to and left, and attached to again.") { stage in
            let driver = try stage.able((any ConsoleAttaching).self)
            let (_, id) = try await stage.running()
            for _ in 0..<2 {
                let session = try await driver.console(id, terminal: TerminalSize(columns: 80, rows: 24))
                await session.terminate()
            }
            try stage.expectEqual(try await stage.power(id), .running, "the power")
        },
        Contract("console.illegal", .console, "What is stopped, or does not exist, has no console to attach to.") { stage in
            let driver = try stage.able((any ConsoleAttaching).self)
            let (_, id) = try await stage.stopped()
            try await stage.expectRefusal("attaching to a stopped machine", .refused) {
                _ = try await driver.console(id, terminal: TerminalSize(columns: 80, rows: 24))
            }
            try await stage.expectRefusal("attaching to what does not exist", .notFound, .refused) {
                _ = try await driver.console(NativeID("no-such-machine"), terminal: TerminalSize(columns: 80, rows: 24))
            }
        },
    ]

    static let logging: [Contract] = [
        Contract("log", .log, "What a machine wrote can be read, its last line alone, and followed until the reader leaves.") { stage in
            let driver = try stage.able((any LogReading).self)
            let (_, id) = try await stage.running()
            try await stage.eventually("a line in the log", within: .seconds(90)) {
                try await !stage.read(driver.log(id, tail: nil, follow: false), until: { _ in false }, within: .seconds(20)).isEmpty
            }
            let last = try await stage.read(driver.log(id, tail: 1, follow: false), until: { _ in false }, within: .seconds(20))
            try stage.expect(last.split(separator: "\n").count <= 1, "the last line alone is \(last.debugDescription)")
            let followed = try await stage.read(driver.log(id, tail: nil, follow: true), until: { !$0.isEmpty }, within: .seconds(20))
            try stage.expect(!followed.isEmpty, "a followed log begins with what is there")
        },
        Contract("log.illegal", .log, "What does not exist has no log.") { stage in
            let driver = try stage.able((any LogReading).self)
            try await stage.expectRefusal("reading the log of what does not exist", .notFound, .refused) {
                _ = try await driver.log(NativeID("no-such-machine"), tail: nil, follow: false)
            }
        },
    ]

    static let streaming: [Contract] = [
        Contract("events", .events, "A machine that starts or stops shows in the stream within a second.", limit: .seconds(60)) { stage in
            let driver = try stage.able((any EventStreaming).self)
            let (_, id) = try await stage.stopped()
            let changes = try await driver.changes()
            let (seen, see) = AsyncStream.makeStream(of: ContinuousClock.Instant.self)
            let following = Task {
                for try await change in changes where change == id { see.yield(.now) }
                see.finish()
            }
            defer { following.cancel() }
            var moments = seen.makeAsyncIterator()
            try await driver.start(id)
            guard await moments.next() != nil else { throw Breach("the start of \(id) did not show") }
            let asked = ContinuousClock.now
            try await driver.stop(id, grace: .zero)
            let stopped = ContinuousClock.now
            while let moment = await moments.next() {
                // What the start still had to tell may come after the stop was asked for.
                guard moment >= asked else { continue }
                try stage.expect(stopped.duration(to: moment) < .seconds(1), "the stop showed after \(stopped.duration(to: moment))")
                return
            }
            throw Breach("the stop of \(id) did not show")
        }
    ]
}

extension Stage {
    /// A running machine in which commands can be run.
    func ready(_ name: String = "a") async throws -> (Instance, NativeID) {
        let (instance, id) = try await running(name)
        try await eventually("a machine in which commands run", within: .seconds(120)) {
            do {
                return try await exec(id, "true").exit == .exited(0)
            } catch let error as DriverError where error.isTransient {
                return false
            } catch DriverError.refused(let failure) where subject.image.type == .virtualMachine {
                // What would run commands in a virtual machine comes with its image, or does not.
                throw NotTried(reason: failure.answer)
            }
        }
        return (instance, id)
    }
}
