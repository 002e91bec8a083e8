@testable import Proxmox
import ProxmoxCluster
import ProxmoxDriver
import ProxmoxSimulator
import StrataAPI
import StrataDriverKit
import Testing

/// Commands by the agent in guests, beside what the conformance suite tries.
@Suite(.timeLimit(.minutes(3))) struct ExecutingTests {
    /// A running machine of the inventory.
    private static func run(version: String = "9.1.2", _ body: (Yard, NativeID) async throws -> Void) async throws {
        try await Yard.run { inventory in
            inventory.version = version
            var container = Inventory.NewGuest(number: 101, name: "ct")
            container.isContainer = true
            inventory.guests = [Inventory.NewGuest(number: 100, name: "a"), container]
        } _: { yard in
            try await body(yard, NativeID("qemu/100"))
        }
    }

    private struct Ran {
        var output: [UInt8] = []
        var errors: [UInt8] = []
        var exit: CommandExit
    }

    private func exec(_ driver: ProxmoxDriver, _ id: NativeID, _ request: ExecRequest, input: [UInt8] = []) async throws -> Ran {
        let session = try await driver.exec(id, request)
        if request.hasInput { try await session.send(input) }
        session.endInput()
        var ran = Ran(exit: .exited(-1))
        for try await chunk in session.output {
            if chunk.stream == .standardError { ran.errors += chunk.bytes } else { ran.output += chunk.bytes }
        }
        ran.exit = try await session.exit
        return ran
    }

    @Test(arguments: ["9.1.2", "7.4-1"])
    func `bytes come through both ways as they are, whichever way the version takes them`(version: String) async throws {
        try await Self.run(version: version) { yard, id in
            let bytes = (0...255).map { UInt8($0) } + Array("ä€".utf8)
            let ran = try await exec(yard.driver, id, ExecRequest(command: ["cat"], hasInput: true), input: bytes)
            #expect(ran.output == bytes && ran.exit == .exited(0))
            let words = try await exec(yard.driver, id, ExecRequest(command: ["echo", "a b", "ä;", ","], environment: ["X": "y z"]))
            #expect(String(decoding: words.output, as: UTF8.self) == "a b ä; ,\n")
        }
    }

    @Test func `an old version's forms lose empty words, so that these are refused`() async throws {
        try await Self.run(version: "7.4-1") { yard, id in
            let ran = try await exec(yard.driver, id, ExecRequest(command: ["echo", ""]))
            #expect(ran.exit == .exited(127) && String(decoding: ran.errors, as: UTF8.self).contains("8.1"))
        }
    }

    @Test func `a command that takes a while is waited for, and one that nobody waits for is killed`() async throws {
        try await Self.run { yard, id in
            let ran = try await exec(yard.driver, id, ExecRequest(command: ["sh", "-c", "sleep 5; exit 3"]))
            #expect(ran.exit == .exited(3))
            yard.cluster.simulator.record()
            let session = try await yard.driver.exec(id, ExecRequest(command: ["sleep", "100000"]))
            session.endInput()
            try await eventually { yard.cluster.simulator.recorded.contains { $0.path.last == "exec-status" } }
            await session.terminate()
            try await eventually {
                yard.cluster.simulator.recorded.contains { $0.path.last == "exec" && $0.parameters.contains { $0.value == "-KILL" } }
            }
        }
    }

    @Test func `more than the agent keeps is handed on as far as it goes, and told to be cut off`() async throws {
        try await Self.run { yard, id in
            await yard.cluster.simulator.keepOutput(upTo: 5000)
            let session = try await yard.driver.exec(id, ExecRequest(command: ["seq", "2000"]))
            session.endInput()
            var count = 0
            await #expect(throws: TransportError.self) {
                for try await chunk in session.output { count += chunk.bytes.count }
                _ = try await session.exit
            }
            #expect(count == 5000)
        }
    }

    @Test func `more input than the server takes is refused`() async throws {
        try await Self.run { yard, id in
            let input = Array(repeating: UInt8(0x61), count: 65_537)
            let ran = try await exec(yard.driver, id, ExecRequest(command: ["cat"], hasInput: true), input: input)
            #expect(ran.exit == .exited(127) && String(decoding: ran.errors, as: UTF8.self).contains("65536"))
        }
    }

    @Test func `containers, guests that are off or paused, those without an agent, and terminals are refused`() async throws {
        try await Self.run { yard, id in
            let driver = yard.driver
            func refusal(_ id: NativeID, _ request: ExecRequest = ExecRequest(command: ["true"])) async throws -> String {
                let error = await #expect(throws: DriverError.self) { _ = try await driver.exec(id, request) }
                guard case .refused(let failure) = error else { return "not refused: \(String(describing: error))" }
                return failure.answer + " " + failure.hint
            }
            #expect(try await refusal(NativeID("lxc/101")).contains("pct exec 101"))
            #expect(
                try await refusal(id, ExecRequest(command: ["sh"], terminal: TerminalSize(columns: 80, rows: 24))).contains("terminal"))
            try await driver.pause(id)
            #expect(try await refusal(id).contains("not running"))
            try await driver.stop(id, grace: .zero)
            #expect(try await refusal(id).contains("not running"))
            let order = try yard.order("no-agent") { $0.spec.stack["proxmox"] = ["agent": false] }
            let other = try await driver.create(order)
            try await driver.start(other)
            #expect(try await refusal(other).contains("no agent"))
        }
    }

    @Test(arguments: ["", "ä€", "\u{FF}\u{0}"])
    func `a text that is made of bytes is those, and another one its own`(text: String) {
        let isBytes = text.unicodeScalars.allSatisfy { $0.value < 256 }
        #expect(AgentWords.bytes(text) == (isBytes ? text.unicodeScalars.map { UInt8($0.value) } : Array(text.utf8)))
        #expect(AgentWords.bytes(AgentWords.characters(Array(text.utf8))) == Array(text.utf8))
    }

    /// Asks until something is so.
    private func eventually(_ isSo: () -> Bool) async throws {
        for _ in 0..<500 where !isSo() { try await Task.sleep(for: .milliseconds(10)) }
        #expect(isSo())
    }
}
