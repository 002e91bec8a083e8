import Glibc
import Testing

@testable import StrataDriverKit

/// What every machine promises about commands whose input and output flow.
@Suite(.tags(.host), .serialized, .sshServer)
struct MachineSessionTests {
    @Test(arguments: MachineKind.allCases)
    func `a session answers while it runs and passes its exit on`(kind: MachineKind) async throws {
        try await kind.run { (machine, _) async throws in
            let session = try await machine.open(Command("sh", "-c", "while read line; do echo got $line; done; echo bye >&2; exit 255"))
            var output = session.output.makeAsyncIterator()
            for word in ["one", "two"] {
                try await session.send(Array("\(word)\n".utf8))
                #expect(try await output.next() == OutputChunk(stream: .standardOutput, bytes: Array("got \(word)\n".utf8)))
            }
            session.endInput()
            #expect(try await output.next() == OutputChunk(stream: .standardError, bytes: Array("bye\n".utf8)))
            #expect(try await output.next() == nil)
            #expect(try await session.exit == .exited(255))
            await #expect(throws: TransportError.io(path: "standard input", errno: EPIPE)) { try await session.send([65]) }
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `a slow reader makes the command wait and loses nothing`(kind: MachineKind) async throws {
        try await kind.run { (machine, _) async throws in
            let session = try await machine.open(Command("head", "-c", "20000000", "/dev/zero"))
            var count = 0
            for try await chunk in session.output {
                if count == 0 { try await Task.sleep(for: .milliseconds(300)) }
                count += chunk.bytes.count
            }
            #expect(count == 20_000_000)
            #expect(try await session.exit == .exited(0))
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `a terminal echoes, is the controlling one, and passes the exit on`(kind: MachineKind) async throws {
        try await kind.run { (machine, _) async throws in
            let script = "test -t 0 && test -t 1 && test -t 2 && echo all >/dev/tty && read line && echo \"[$line]\" && exit 7"
            let session = try await machine.open(Command("sh", "-c", script), terminal: TerminalSize())
            let screen = Screen(session)
            try await screen.wait(for: "all\r\n")
            try await session.send(Array("hello\n".utf8))
            try await screen.wait(for: "hello\r\n[hello]\r\n")
            #expect(try await screen.rest() == "all\r\nhello\r\n[hello]\r\n")
            #expect(try await session.exit == .exited(7))
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `a terminal has the size it was given and follows the window`(kind: MachineKind) async throws {
        try await kind.run { (machine, _) async throws in
            let script = "trap 'stty size' WINCH; stty size; while :; do sleep 0.05; done"
            let session = try await machine.open(Command("sh", "-c", script), terminal: TerminalSize(columns: 101, rows: 33))
            let screen = Screen(session)
            try await screen.wait(for: "33 101\r\n")
            session.resize(TerminalSize(columns: 77, rows: 22))
            try await screen.wait(for: "22 77\r\n")
            await session.terminate()
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `an interrupt typed on a terminal reaches the command, not the session`(kind: MachineKind) async throws {
        try await kind.run { (machine, _) async throws in
            let session = try await machine.open(
                Command("sh", "-c", "trap 'echo stopped; exit 5' INT; echo up; while :; do sleep 0.05; done"), terminal: TerminalSize())
            let screen = Screen(session)
            try await screen.wait(for: "up\r\n")
            try await session.send([3])
            try await screen.wait(for: "stopped\r\n")
            _ = try await screen.rest()
            #expect(try await session.exit == .exited(5))
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `ending the input of a terminal is a Ctrl-D`(kind: MachineKind) async throws {
        try await kind.run { (machine, _) async throws in
            let session = try await machine.open(Command("cat"), terminal: TerminalSize())
            try await session.send(Array("x\n".utf8))
            session.endInput()
            #expect(try await Screen(session).rest().hasPrefix("x\r\nx\r\n"))
            #expect(try await session.exit == .exited(0))
        }
    }

    @Test(arguments: MachineKind.allCases, [false, true])
    func `terminating a session leaves no grandchildren`(kind: MachineKind, onTerminal: Bool) async throws {
        try await kind.run { (machine, directory) async throws in
            let script =
                "sleep 1000 & echo $! >\(directory)/pids; sh -c 'trap \"\" TERM HUP; echo $$ >>\(directory)/pids; while :; do sleep 1; done'"
            let session = try await machine.open(Command("sh", "-c", script), terminal: onTerminal ? TerminalSize() : nil)
            try await eventually { try await (LocalMachine().read("\(directory)/pids") ?? []).filter { $0 == 10 }.count == 2 }
            await session.terminate()
            try await expectGone("\(directory)/pids")
            await #expect(throws: TransportError.cancelled) { try await session.exit }
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `a session nobody holds any more ends its command`(kind: MachineKind) async throws {
        try await kind.run { (machine, directory) async throws in
            var session: CommandSession? = try await machine.open(Command("sh", "-c", "echo $$ >\(directory)/pids; exec sleep 1000"))
            #expect(session != nil)
            try await eventually { try await !(LocalMachine().read("\(directory)/pids") ?? []).isEmpty }
            session = nil
            try await expectGone("\(directory)/pids")
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `more sessions than one connection allows all run`(kind: MachineKind) async throws {
        try await kind.run { (machine, _) async throws in
            var sessions: [CommandSession] = []
            for _ in 0..<12 { sessions.append(try await machine.open(Command("cat"))) }
            for (number, session) in sessions.enumerated() {
                try await session.send(Array("\(number)".utf8))
                session.endInput()
                #expect(try await Screen(session).rest() == "\(number)")
                #expect(try await session.exit == .exited(0))
            }
            #expect(try await machine.run(Command("echo", "still there")).text == "still there\n")
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `lines arrive one by one while the command runs`(kind: MachineKind) async throws {
        try await kind.run { (machine, directory) async throws in
            let script = "echo $$ >\(directory)/pids; echo one; echo; printf 'two\\nthr'; sleep 0.1; printf 'ee\\n'; exec sleep 1000"
            var seen: [String] = []
            for try await line in machine.lines(Command("sh", "-c", script)) {
                seen.append(line)
                if seen.count == 4 { break }
            }
            #expect(seen == ["one", "", "two", "three"])
            try await expectGone("\(directory)/pids")
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `lines end with the command, or with what it said`(kind: MachineKind) async throws {
        try await kind.run { (machine, _) async throws in
            var seen: [String] = []
            for try await line in machine.lines(Command("printf", "a\nb")) { seen.append(line) }
            #expect(seen == ["a", "b"])
            let error = await #expect(throws: TransportError.self) {
                for try await line in machine.lines(Command("sh", "-c", "echo c; echo broken >&2; exit 4")) { seen.append(line) }
            }
            #expect(seen == ["a", "b", "c"])
            guard case .failed(_, .exited(4), "broken") = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `a line without end is refused`(kind: MachineKind) async throws {
        try await kind.run { (machine, _) async throws in
            let command = Command("cat", "/dev/zero")
            await #expect(throws: TransportError.outputTooLarge(of: "a line of \(command)", limit: 1000)) {
                for try await _ in machine.lines(command, limit: 1000) {}
            }
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `cancelling the reader of lines ends the command`(kind: MachineKind) async throws {
        try await kind.run { (machine, directory) async throws in
            let task = Task {
                for try await _ in machine.lines(Command("sh", "-c", "echo $$ >\(directory)/pids; exec sleep 1000")) {}
            }
            try await eventually { try await !(LocalMachine().read("\(directory)/pids") ?? []).isEmpty }
            task.cancel()
            await #expect(throws: TransportError.cancelled) { try await task.value }
            try await expectGone("\(directory)/pids")
        }
    }
}

/// Collects what a session shows, as text.
final class Screen {
    private var iterator: CommandSession.Output.Iterator
    private var text = ""

    init(_ session: CommandSession) {
        iterator = session.output.makeAsyncIterator()
    }

    func wait(for expected: String) async throws {
        while !text.utf8.elementsEqual(expected.utf8), text.range(of: expected) == nil {
            guard let chunk = try await iterator.next() else {
                Issue.record("\(expected.debugDescription) did not come, but \(text.debugDescription)")
                return
            }
            text += String(decoding: chunk.bytes, as: UTF8.self)
        }
    }

    func rest() async throws -> String {
        while let chunk = try await iterator.next() { text += String(decoding: chunk.bytes, as: UTF8.self) }
        return text
    }
}

extension String {
    fileprivate func range(of part: String) -> Range<Index>? {
        ranges(of: part).first
    }
}
