import Glibc
import LoopbackSSH
import Testing

@testable import StrataDriverKit

/// What only a machine reached over SSH can get wrong.
@Suite(.tags(.host), .serialized, .sshServer)
struct SSHMachineTests {
    @Test func `a port nobody listens on is unreachable`() async throws {
        let server = try #require(SSHServer.current)
        let machine = try await server.machine(port: freePort())
        let error = await #expect(throws: TransportError.self) { try await machine.run(Command("true")) }
        guard case .unreachable(machine.name, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("Connection refused"))
    }

    @Test func `an unknown host key is refused with the command that shows it`() async throws {
        let server = try #require(SSHServer.current)
        let machine = try SSHMachine(
            destination: "127.0.0.1", port: server.port, identityFile: "\(server.directory)/user", knownHostsFile: "/dev/null",
            controlDirectory: "\(server.directory)/c")
        let error = await #expect(throws: TransportError.self) { try await machine.run(Command("true")) }
        guard case .hostKey(machine.name, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("ssh-keyscan -p \(server.port) 127.0.0.1 | ssh-keygen -lf -"))
        #expect(reason.contains("not in the known hosts file"))
    }

    @Test func `a changed host key is refused and called so`() async throws {
        let server = try #require(SSHServer.current)
        let other = try await SSHServer.start(in: server.directory, port: freePort(), hostKey: "other")
        let machine = try await server.machine(port: other.port)
        let error = await #expect(throws: TransportError.self) { try await machine.run(Command("true")) }
        await other.stop()
        guard case .hostKey(_, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("reinstalled"))
    }

    @Test func `a key the machine does not take is told`() async throws {
        let server = try #require(SSHServer.current)
        let machine = try SSHMachine(
            destination: "127.0.0.1", port: server.port, identityFile: "\(server.directory)/other",
            knownHostsFile: "\(server.directory)/known_hosts_\(server.port)", controlDirectory: "\(server.directory)/c")
        _ = try await server.machine()
        let error = await #expect(throws: TransportError.self) { try await machine.run(Command("true")) }
        guard case .unreachable(_, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("Permission denied"))
    }

    @Test func `a killed connection is made again by the next command`() async throws {
        let machine = try await #require(SSHServer.current).machine()
        #expect(try await machine.run(Command("echo", "1")).text == "1\n")
        let before = try await masterProcess(of: machine)
        #expect(kill(before, SIGKILL) == 0)
        try await eventually { kill(before, 0) != 0 }
        #expect(try await machine.run(Command("echo", "2")).text == "2\n")
        let after = try await masterProcess(of: machine)
        #expect(after != before)
        await machine.close()
        try await eventually { kill(after, 0) != 0 }
        #expect(try await machine.run(Command("echo", "3")).text == "3\n")
        await machine.close()
    }

    @Test func `a connection that breaks under a command is told, not taken for its exit`() async throws {
        let machine = try await #require(SSHServer.current).machine()
        let session = try await machine.open(Command("sh", "-c", "echo $$; exec sleep 1000"))
        var output = session.output.makeAsyncIterator()
        let said = try #require(try await output.next()).bytes
        let left = try #require(pid_t(String(decoding: said.dropLast(), as: UTF8.self)))
        #expect(kill(try await masterProcess(of: machine), SIGKILL) == 0)
        while try await output.next() != nil {}
        let error = await #expect(throws: TransportError.self) { try await session.exit }
        kill(left, SIGKILL)
        guard case .unreachable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: ["-oProxyCommand=id", "", "a b", "a\nb", "$(id)", "a;b", "host\u{1}", "'", String(repeating: "a", count: 300)])
    func `a destination or user that is no name is refused`(value: String) {
        #expect(throws: TransportError.self) {
            try SSHMachine(destination: value, knownHostsFile: "/dev/null", controlDirectory: "/tmp/c")
        }
        #expect(throws: TransportError.self) {
            try SSHMachine(destination: "host", user: value, knownHostsFile: "/dev/null", controlDirectory: "/tmp/c")
        }
    }

    @Test func `a control directory too long for a socket is refused`() {
        #expect(throws: TransportError.self) {
            try SSHMachine(destination: "host", knownHostsFile: "/dev/null", controlDirectory: "/" + String(repeating: "d", count: 60))
        }
    }

    @Test func `paths with spaces and percent signs reach the client whole`() async throws {
        let server = try #require(SSHServer.current)
        _ = try await server.machine()
        let directory = "\(server.directory)/a %h b"
        let local = LocalMachine()
        try await local.makeDirectory(directory)
        try await local.upload("\(server.directory)/user", to: "\(directory)/key %u", mode: 0o600, progress: nil)
        try await local.upload("\(server.directory)/known_hosts_\(server.port)", to: "\(directory)/known %p")
        let machine = try SSHMachine(
            destination: "127.0.0.1", port: server.port, user: "root", identityFile: "\(directory)/key %u",
            knownHostsFile: "\(directory)/known %p", controlDirectory: "\(directory)/c")
        #expect(try await machine.run(Command("id", "-un")).text == "root\n")
        #expect(machine.name == "root@127.0.0.1:\(server.port)")
        await machine.close()
    }

    @Test func `a control directory that others may use is refused`() async throws {
        let server = try #require(SSHServer.current)
        let directory = "\(server.directory)/open"
        try await LocalMachine().makeDirectory(directory, mode: 0o755)
        let machine = try SSHMachine(
            destination: "127.0.0.1", port: server.port, knownHostsFile: "/dev/null", controlDirectory: directory)
        let error = await #expect(throws: TransportError.self) { try await machine.run(Command("true")) }
        #expect(error?.description.contains("chmod 700") == true)
    }

    @Test(arguments: ["echo Welcome; eval \"$SSH_ORIGINAL_COMMAND\"", "echo This account is not available"])
    func `a login shell that does something else is told, and nothing is run in it`(shell: String) async throws {
        let server = try #require(SSHServer.current)
        let other = try await SSHServer.start(in: server.directory, port: freePort(), hostKey: "host", more: "ForceCommand \(shell)")
        let machine = try await server.machine(port: other.port)
        let error = await #expect(throws: TransportError.self) {
            try await machine.run(Command("touch", "\(server.directory)/touched"))
        }
        await machine.close()
        await other.stop()
        guard case .unreachable(_, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("login shell"))
        #expect(try await !LocalMachine().exists("\(server.directory)/touched"))
    }

    @Test func `a program name that env would misread is refused`() async throws {
        let machine = try await #require(SSHServer.current).machine()
        for name in ["-i", "A=b", "/tmp/x=y"] {
            await #expect(throws: TransportError.self) { try await machine.run(Command(name)) }
        }
    }

    @Test func `the machine keeps a deadline by itself when the connection is lost`() async throws {
        let machine = try await #require(SSHServer.current).machine()
        let directory = try temporaryDirectory()
        var command = Command("sh", "-c", "echo $$ >\(directory)/pids; exec sleep 1000")
        command.deadline = .seconds(1)
        let task = Task { [command] in try await machine.run(command) }
        try await eventually { try await !(LocalMachine().read("\(directory)/pids") ?? []).isEmpty }
        #expect(kill(try await masterProcess(of: machine), SIGKILL) == 0)
        await #expect(throws: TransportError.self) { try await task.value }
        try await expectGone("\(directory)/pids")
        try await LocalMachine().remove(directory)
        await machine.close()
    }

    /// The process that holds a machine's shared connection.
    private func masterProcess(of machine: SSHMachine) async throws -> pid_t {
        var command = machine.connection.options.disconnect
        command.arguments = command.arguments.map { $0 == "exit" ? "check" : $0 }
        let said = try await LocalMachine().check(command)
        return try #require(pid_t((said.text + said.errorText).filter(\.isNumber)))
    }
}
