import StrataAPI
import Testing

@testable import GuestAgent

@Suite(.timeLimit(.minutes(5))) struct `A guest's agent` {
    @Test func `is asked once it answers to nobody else`() async throws {
        let stale =
            #"{"return": 12}"# + "\n" + "\u{0}nonsense\n" + #"{"error": {"class": "GenericError", "desc": "JSON parse error"}}"# + "\n"
        try await ScriptedAgent.run(before: Array(stale.utf8) + [0xFF] + Array(#"{"return": 7}"#.utf8) + [10]) { line, _ in
            line.contains("guest-info") ? #"{"return": {"version": "7.2.22"}}"# + "\n" : #"{"return": {}}"# + "\n"
        } _: { (path) async throws in
            let agent = try await AgentClient.connect(to: path)
            #expect(try await agent.execute("guest-info")["version"] == "7.2.22")
            #expect(try await agent.execute("guest-ping") == .object([:]))
            await agent.close()
            await fails({ try await agent.execute("guest-ping") }, { $0 == .closed })
        }
    }

    @Test func `refuses in its own words, and goes on`() async throws {
        let refusal = #"{"error": {"class": "GenericError", "desc": "no \u001b[31m such thing"}}"# + "\n"
        try await ScriptedAgent.run(script: { line, count in count == 1 ? refusal : #"{"return": 1}"# + "\n" }) { (path) async throws in
            let agent = try await AgentClient.connect(to: path)
            await fails({ try await agent.execute("guest-exec") }) { error in
                guard case .refused("guest-exec", "GenericError", let words) = error else { return false }
                return words.contains("such thing") && !words.contains("\u{1B}")
            }
            #expect(try await agent.execute("guest-ping") == 1)
        }
    }

    @Test(arguments: ["nonsense\n", "[1]\n", "{}\n", #"{"return": 1}{"return": 2}"# + "\n", #"{"return": "# + "\u{0}\n"])
    func `that breaks the protocol loses its connection, and whoever waits is told`(line: String) async throws {
        try await ScriptedAgent.run(script: { _, _ in line }) { (path) async throws in
            let agent = try await AgentClient.connect(to: path)
            await fails({ try await agent.execute("guest-ping") }) { if case .protocolViolation = $0 { true } else { false } }
            await fails({ try await agent.execute("guest-ping") }) { if case .protocolViolation = $0 { true } else { false } }
        }
    }

    @Test func `that answers what nobody asked loses its connection`() async throws {
        try await ScriptedAgent.run(script: { _, _ in #"{"return": 1}"# + "\n" + #"{"return": 2}"# + "\n" }) { (path) async throws in
            let agent = try await AgentClient.connect(to: path)
            _ = try? await agent.execute("guest-ping")
            await fails({ for _ in 0..<100 { try await agent.execute("guest-ping") } }) {
                if case .protocolViolation = $0 { true } else { false }
            }
        }
    }

    @Test func `that is silent, endless or gone is not waited for`() async throws {
        try await ScriptedAgent.run(answersSynchronization: false) { (path) async throws in
            await fails(
                { _ = try await AgentClient.connect(to: path, deadline: .milliseconds(200)) }, { $0 == .silent(after: .milliseconds(200)) })
        }
        try await ScriptedAgent.run(script: { _, _ in "" }) { (path) async throws in
            let agent = try await AgentClient.connect(to: path)
            await fails({ try await agent.execute("guest-ping", deadline: .milliseconds(50)) }) {
                $0 == .timedOut(waitingFor: "guest-ping", after: .milliseconds(50))
            }
        }
        try await ScriptedAgent.run(script: { _, _ in String(repeating: "a", count: 70_000) }) { (path) async throws in
            let agent = try await AgentClient.connect(to: path, lineLimit: 65_536)
            await fails({ try await agent.execute("guest-ping") }, { $0 == .lineTooLong(limit: 65_536) })
        }
        try await ScriptedAgent.run(script: { _, _ in nil }) { (path) async throws in
            let agent = try await AgentClient.connect(to: path)
            await fails({ try await agent.execute("guest-ping") }, { $0 == .closed })
        }
        await fails({ _ = try await AgentClient.connect(to: "/nonexistent/qga") }) { if case .unreachable = $0 { true } else { false } }
        await fails({ _ = try await AgentClient.connect(to: "/" + String(repeating: "a", count: 200)) }) {
            if case .unreachable = $0 { true } else { false }
        }
    }

    @Test func `answers whoever asked, though somebody gave up waiting`() async throws {
        let held = Held()
        try await ScriptedAgent.run(script: { line, _ in held.add(line, until: 2) }) { (path) async throws in
            let agent = try await AgentClient.connect(to: path)
            let first = Task { try await agent.execute("guest-first") }
            try await held.reached(1)
            first.cancel()
            await #expect(throws: AgentError.cancelled) { try await first.value }
            #expect(try await agent.execute("guest-second") == "guest-second")
        }
    }
}
