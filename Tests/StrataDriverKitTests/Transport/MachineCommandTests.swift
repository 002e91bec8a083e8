import Glibc
import Testing

@testable import StrataDriverKit

/// What every machine promises about commands that run to their end.
@Suite(.tags(.host), .serialized, .sshServer)
struct MachineCommandTests {
    @Test(arguments: MachineKind.allCases, [0, 1, 2, 124, 125, 126, 127, 254, 255])
    func `a command's exit status arrives as it was`(kind: MachineKind, status: Int32) async throws {
        try await kind.run { (machine, _) async throws in
            let output = try await machine.run(Command("sh", "-c", "exit \(status)"))
            #expect(output.exit == .exited(status))
            #expect(output.output.isEmpty)
            #expect(output.errors.isEmpty)
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `standard output and standard error stay apart`(kind: MachineKind) async throws {
        try await kind.run { (machine, _) async throws in
            let output = try await machine.run(Command("sh", "-c", "echo out; echo err >&2; printf '\\001x\\002' >&2; exit 3"))
            #expect(output == CommandOutput(exit: .exited(3), output: Array("out\n".utf8), errors: Array("err\n\u{1}x\u{2}".utf8)))
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `a signal that ends a command is told`(kind: MachineKind) async throws {
        try await kind.run { (machine, _) async throws in
            let exit = try await machine.run(Command("sh", "-c", "kill -9 $$")).exit
            #expect(exit == (machine.isLocal ? .signalled(SIGKILL) : .exited(128 + SIGKILL)))
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `check throws what the command said`(kind: MachineKind) async throws {
        try await kind.run { (machine, _) async throws in
            let error = await #expect(throws: TransportError.self) {
                try await machine.check(Command("sh", "-c", "echo no such thing >&2; exit 7"))
            }
            guard case .failed(_, .exited(7), "no such thing") = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `three megabytes come through whole`(kind: MachineKind) async throws {
        try await kind.run { (machine, _) async throws in
            var command = Command("head", "-c", "3000000", "/dev/zero")
            command.deadline = .seconds(20)
            #expect(try await machine.run(command).output == [UInt8](repeating: 0, count: 3_000_000))
        }
    }

    @Test(arguments: MachineKind.allCases, ["", " >&2"])
    func `a command that writes too much is ended`(kind: MachineKind, redirection: String) async throws {
        try await kind.run { (machine, directory) async throws in
            var command = Command("sh", "-c", "echo $$ >\(directory)/pid; while :; do echo more\(redirection); done")
            command.outputLimit = 10_000
            await #expect(throws: TransportError.outputTooLarge(of: command.description, limit: 10_000)) {
                try await machine.run(command)
            }
            try await expectGone("\(directory)/pid")
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `output of exactly the limit is not too much`(kind: MachineKind) async throws {
        try await kind.run { (machine, _) async throws in
            var command = Command("printf", "12345")
            command.outputLimit = 5
            #expect(try await machine.run(command).text == "12345")
        }
    }

    @Test(arguments: MachineKind.allCases, ["exec sleep 1000", "exec >&- 2>&-; exec sleep 1000", "trap '' TERM; sleep 1000 & wait; wait"])
    func `a command that takes too long is ended`(kind: MachineKind, script: String) async throws {
        try await kind.run { (machine, directory) async throws in
            var command = Command("sh", "-c", "echo $$ >\(directory)/pid; \(script)")
            command.deadline = .seconds(1)
            let start = ContinuousClock.now
            await #expect(throws: TransportError.timedOut(command: command.description, after: .seconds(1))) {
                try await machine.run(command)
            }
            #expect(ContinuousClock.now - start < .seconds(8))
            try await expectGone("\(directory)/pid")
        }
    }

    @Test(
        arguments: MachineKind.allCases,
        [
            "sleep 1000 & echo $! >PIDS; wait",
            "sh -c 'trap \"\" TERM; echo $$ >PIDS; while :; do sleep 1; done' & wait",
            "set -m; sleep 1000 & echo $! >PIDS; wait",
        ])
    func `cancelling a run leaves no grandchildren`(kind: MachineKind, script: String) async throws {
        // A remote shell's own process groups are beyond the group that is ended there.
        guard kind == .local || !script.hasPrefix("set -m") else { return }
        try await kind.run { (machine, directory) async throws in
            let pids = "\(directory)/pids"
            let task = Task {
                try await machine.run(Command("sh", "-c", script.split(separator: "PIDS").joined(separator: pids)))
            }
            try await eventually { try await !(LocalMachine().read(pids) ?? []).isEmpty }
            task.cancel()
            await #expect(throws: TransportError.cancelled) { try await task.value }
            try await expectGone(pids)
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `what a command leaves in the background neither delays it nor is ended`(kind: MachineKind) async throws {
        try await kind.run { (machine, directory) async throws in
            let output = try await machine.run(
                Command("sh", "-c", "sleep 1000 >/dev/null 2>&1 & echo $! >\(directory)/pid; echo done"))
            #expect(output.text == "done\n")
            let text = String(decoding: try #require(try await LocalMachine().read("\(directory)/pid")), as: UTF8.self)
            let pid = try #require(pid_t(text.dropLast()))
            #expect(kill(pid, SIGKILL) == 0)
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `standard input arrives whole and ends`(kind: MachineKind) async throws {
        try await kind.run { (machine, _) async throws in
            var command = Command("cat")
            command.input = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            #expect(try await machine.run(command).output == command.input)
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `a command need not read its input`(kind: MachineKind) async throws {
        try await kind.run { (machine, _) async throws in
            var command = Command("true")
            command.input = [UInt8](repeating: 65, count: 1_000_000)
            #expect(try await machine.run(command).succeeded)
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `without input a command reads an empty one`(kind: MachineKind) async throws {
        try await kind.run { (machine, _) async throws in
            #expect(try await machine.run(Command("cat")).output.isEmpty)
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `the environment is clean and what was added`(kind: MachineKind) async throws {
        try await kind.run { (machine, _) async throws in
            var command = Command("env", "-0")
            command.environment = ["HOSTILE": "a'b\"$(id)`id`\n$HOME=;", "EMPTY": ""]
            let text = try await machine.run(command).text
            let variables = text.split(separator: "\0").map(String.init)
            #expect(variables.contains("HOSTILE=a'b\"$(id)`id`\n$HOME=;"))
            #expect(variables.contains("EMPTY="))
            #expect(variables.contains("LANG=C.UTF-8"))
            let path = try #require(variables.first { $0.hasPrefix("PATH=") })
            #expect(path.contains("/usr/sbin") && path.contains("/sbin"))
            #expect(!variables.contains { $0.hasPrefix("TERM=") })
            #expect(variables.contains { $0.hasPrefix("HOME=/") })
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `a variable that is unset is not there, and what PATH leads to is found by the command alone`(kind: MachineKind) async throws {
        try await kind.run { (machine, _) async throws in
            var command = Command("/usr/bin/env", "-0")
            command.unset = ["PATH", "LANG"]
            let bare = try await machine.run(command).text
            #expect(!bare.contains("PATH=") && !bare.contains("LANG="))
            command.unset = []
            command.environment = ["PATH": "/nonexistent"]
            #expect(try await machine.run(command).text.split(separator: "\0").contains("PATH=/nonexistent"))
            command.executable = "env"
            await #expect(throws: TransportError.notFound(executable: "env")) { try await machine.run(command) }
        }
    }

    @Test(arguments: MachineKind.allCases, hostileStrings)
    func `hostile arguments arrive byte for byte`(kind: MachineKind, argument: String) async throws {
        try await kind.run { (machine, _) async throws in
            #expect(
                try await machine.run(Command("printf", "%s\\0", argument, "end")).output == Array(argument.utf8) + [0]
                    + Array("end\0".utf8))
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `a NUL byte in an argument is refused`(kind: MachineKind) async throws {
        try await kind.run { (machine, _) async throws in
            for command in [
                Command("printf", "a\0b"), Command("pri\0ntf"), Command(executable: "env", arguments: [], environment: ["A": "\0"]),
            ] {
                let error = await #expect(throws: TransportError.self) { try await machine.run(command) }
                guard case .invalidArgument = error else {
                    Issue.record("\(String(describing: error))")
                    continue
                }
            }
        }
    }

    @Test(arguments: MachineKind.allCases, ["no-such-program-here", "/no/such/program"])
    func `a program that is not there is named`(kind: MachineKind, program: String) async throws {
        try await kind.run { (machine, _) async throws in
            await #expect(throws: TransportError.notFound(executable: program)) { try await machine.run(Command(program, "x")) }
            await #expect(throws: TransportError.notFound(executable: program)) {
                let session = try await machine.open(Command(program, "x"))
                _ = try await session.exit
            }
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `a command runs in the directory it names`(kind: MachineKind) async throws {
        try await kind.run { (machine, directory) async throws in
            var command = Command("pwd")
            command.workingDirectory = directory
            #expect(try await machine.run(command).text == directory + "\n")
            command.workingDirectory = directory + "/missing"
            await #expect(throws: TransportError.io(path: directory + "/missing", errno: ENOENT)) { try await machine.run(command) }
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `forty commands at once all answer`(kind: MachineKind) async throws {
        try await kind.run { (machine, _) async throws in
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        try await machine.run(Command("echo", "\(number)")).errorText + machine.run(Command("echo", "\(number)")).text
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(answers == Set((0..<40).map { "\($0)\n" }))
        }
    }

    @Test func `a command's secrets stay out of its description`() async throws {
        var command = Command("sh", "-c", "exit 1", "hunter2")
        command.sensitive = true
        #expect(!command.description.contains("hunter2"))
        let error = await #expect(throws: TransportError.self) { try await LocalMachine().check(command) }
        #expect(error?.description == "sh (arguments hidden) exited with status 1")
    }
}

/// Expects that the processes whose numbers a file lists are no more.
func expectGone(_ path: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let text = String(decoding: try #require(try await LocalMachine().read(path), sourceLocation: sourceLocation), as: UTF8.self)
    for word in text.split(whereSeparator: \.isWhitespace) {
        let pid = try #require(pid_t(word), sourceLocation: sourceLocation)
        try await eventually({ kill(pid, 0) != 0 && errno == ESRCH }, sourceLocation: sourceLocation)
    }
}

/// Strings that break naive quoting.
let hostileStrings = [
    "", " ", "'", "''", "\"", "\\", "\\'", "a'b", "line\nfeed", "\n", "$(touch /tmp/pwned)", "`id`", "$HOME", "${IFS}", "-n", "--", "-rf /",
    "; reboot", "a && b", "| cat", "> /etc/passwd", "*", "?", "[a-z]", "~root", "!!", "#x", "\u{1}\u{2}\u{7f}\u{1b}[2J", "größe ünïcode 🚀",
    "a=b",
    "%s%n", "\t", "\r\n", String(repeating: "x", count: 100_000), String(repeating: "'", count: 20_000),
]
