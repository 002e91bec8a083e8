import Foundation
import StrataAPI
import StrataDriverKit
import Testing

@testable import QEMUDriver

@Suite(.tags(.host), .timeLimit(.minutes(2))) struct `A command that a guest's agent runs` {
    /// Debian's agent, listening on a socket of this machine instead of a guest's port.
    private static func withAgent(_ body: (_ agents: GuestAgents, _ socket: String) async throws -> Void) async throws {
        var template = Array("/tmp/strata-agent-XXXXXX".utf8CString)
        let directory = String(cString: try #require(mkdtemp(&template)))
        let socket = "\(directory)/qga"
        let session = try await LocalMachine().open(
            Command("qemu-ga", "--method=unix-listen", "--path=\(socket)", "--statedir=\(directory)", "--block-rpcs=guest-shutdown"))
        let agents = GuestAgents(machine: LocalMachine())
        let result: Result<Void, any Error>
        do {
            try await eventually { FileManager.default.fileExists(atPath: socket) }
            result = .success(try await body(agents, socket))
        } catch {
            result = .failure(error)
        }
        await agents.close()
        await session.terminate()
        try await LocalMachine().remove(directory)
        try result.get()
    }

    private static func run(
        _ agents: GuestAgents, _ socket: String, _ request: ExecRequest, input: String = ""
    ) async throws -> (out: String, err: String, exit: CommandExit) {
        let session = agents.command(NativeID("guest"), socket: socket, request).session()
        if !input.isEmpty { try await session.send(Array(input.utf8)) }
        session.endInput()
        var (out, err) = ("", "")
        for try await chunk in session.output {
            let text = String(decoding: chunk.bytes, as: UTF8.self)
            if chunk.stream == .standardOutput { out += text } else { err += text }
        }
        return (out, err, try await session.exit)
    }

    @Test func `gives its output and its end`() async throws {
        try await Self.withAgent { (agents, socket) async throws in
            var seen = try await Self.run(agents, socket, ExecRequest(command: ["sh", "-c", "echo out; echo err >&2; exit 3"]))
            #expect(seen == ("out\n", "err\n", .exited(3)))
            seen = try await Self.run(agents, socket, ExecRequest(command: ["cat"], hasInput: true), input: "a\0é\n")
            #expect(seen == ("a\0é\n", "", .exited(0)))
            seen = try await Self.run(agents, socket, ExecRequest(command: ["sh", "-c", "echo $X"], environment: ["X": "a b'"]))
            #expect(seen == ("a b'\n", "", .exited(0)))
            seen = try await Self.run(agents, socket, ExecRequest(command: ["no such program"]))
            #expect(seen.exit == .exited(127) && seen.err.contains("no such program"))
            seen = try await Self.run(agents, socket, ExecRequest(command: ["sh", "-c", "kill -9 $$"]))
            #expect(seen.exit == .signalled(9))
            seen = try await Self.run(agents, socket, ExecRequest(command: ["head", "-c", "1000000", "/dev/zero"]))
            #expect(seen.out.utf8.count == 1_000_000)
        }
    }

    @Test func `runs beside others, and ends when nobody waits for it any more`() async throws {
        try await Self.withAgent { (agents, socket) async throws in
            try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<8 {
                    group.addTask { try await Self.run(agents, socket, ExecRequest(command: ["echo", "\(number)"])).out }
                }
                var seen: Set<String> = []
                for try await text in group { seen.insert(text) }
                #expect(seen.count == 8)
            }
            let mark = "\(UInt64.random(in: 1_000_000...9_000_000))"
            func isThere() async throws -> Bool { try await LocalMachine().run(Command("pgrep", "-f", "^sleep \(mark)$")).succeeded }
            let session = agents.command(NativeID("guest"), socket: socket, ExecRequest(command: ["sleep", mark])).session()
            try await eventually(isThere)
            await session.terminate()
            try await eventually { try await !isThere() }
        }
    }

    @Test func `fails with a sentence where the agent is gone`() async throws {
        await #expect {
            _ = try await Self.run(GuestAgents(machine: LocalMachine()), "/nonexistent/qga", ExecRequest(command: ["true"]))
        } throws: {
            "\($0)".contains("does not answer")
        }
    }

    @Test func `and addresses that it tells are taken over only where they are some`() throws {
        let told = #"""
            [{"name": "lo", "ip-addresses": [{"ip-address-type": "ipv4", "ip-address": "127.0.0.1", "prefix": 8}]},
             {"name": "eth0", "hardware-address": "52:54:00:00:00:01", "ip-addresses": [
               {"ip-address-type": "ipv4", "ip-address": "10.0.0.7", "prefix": 24}, {"ip-address": "fe80::5054:ff:fe00:1"},
               {"ip-address": "10.0.0.7"}, {"ip-address": "fd00::7"}, {"ip-address": "<script>"}, {"ip-address": 7}, {}, "x"]}, 5, {}]
            """#
        #expect(GuestAddresses.read(try JSONValue(parsing: told)) == ["10.0.0.7", "fd00::7"])
        #expect(GuestAddresses.read(.null) == [])
        let many: [JSONValue] = (0..<99).map { ["ip-address": .string("10.0.0.\($0)")] }
        #expect(GuestAddresses.read([["name": "eth0", "ip-addresses": .array(many)]]).count == 16)
    }
}
