import BuiltServer
import StrataAPI
import StrataDriverKit
import Testing

/// The built program, killed before each single step by which it changes the world: each file or directory it makes, renames, removes,
/// gives away or makes durable, and each program it starts. Needs root and LXC.
@Suite enum CrashTests {
    // Two servers at a time: one alone leaves a core idle, and six are slower than they are patient. The halves take equally long.
    private static let halves: [[Undertaking]] = [[.create, .stop, .delete, .snapshot], [.clone, .start]]

    @Suite(.serialized) struct `One half` {
        @Test(.timeLimit(.minutes(20)), arguments: CrashTests.halves[0])
        func `a server killed at any step leaves exactly what was asked once it runs again`(undertaking: Undertaking) async throws {
            try await CrashTests.kill(undertaking)
        }
    }

    @Suite(.serialized) struct `The other half` {
        @Test(.timeLimit(.minutes(20)), arguments: CrashTests.halves[1])
        func `a server killed at any step leaves exactly what was asked once it runs again`(undertaking: Undertaking) async throws {
            try await CrashTests.kill(undertaking)
        }
    }

    /// Kills a server before each step of an undertaking in turn.
    private static func kill(_ undertaking: Undertaking) async throws {
        try await ServerUnderTest.run(isolated: true) { (server) async throws in
            let adversity = try #require(server.adversity)
            var step = 1
            while try await survives(step, of: undertaking, server, adversity) == false { step += 1 }
            // An undertaking that never reached a step would prove nothing.
            #expect(step > 3, "\(undertaking) has only \(step) steps")
        }
    }

    /// What is asked of the server when it dies.
    enum Undertaking: String, Sendable {
        case create, start, stop, delete, snapshot, clone

        /// What its container publishes; those of two servers are the same machine's.
        var port: String { "\(halves[0].contains(self) ? 18_098 : 18_099):80" }
    }

    /// Kills the server before one step, starts it again, and looks at what it makes of it.
    /// - Returns: whether the undertaking was over before that step.
    private static func survives(
        _ step: Int, of undertaking: Undertaking, _ server: ServerUnderTest, _ adversity: Adversity
    ) async throws -> Bool {
        let name = "crash-\(undertaking.rawValue)-\(step)"
        switch undertaking {
        case .create: break
        case .start:
            try await server.strata("launch", "busybox", name, "--publish", undertaking.port)
            try await server.strata("stop", name)
        case .stop, .delete, .snapshot, .clone: try await server.strata("launch", "busybox", name, "--publish", undertaking.port)
        }
        adversity.arm(step)
        let isAcknowledged = try await begin(undertaking, name, server)
        while !adversity.hasFired, try await !isDone(undertaking, name, server) {}
        let wasKilled = adversity.hasFired
        adversity.disarm()
        if wasKilled {
            await server.reap()
            try await server.start()
        }
        // What was acknowledged is carried out; what was not was either carried out as a whole or not at all.
        try await server.wait("\(name) after \(undertaking.rawValue), killed at step \(step)") {
            if isAcknowledged { return try await isDone(undertaking, name, server) }
            return try await server.instance(name)?.isSettled ?? true
        }
        let phase = try await server.phase(of: name)
        // A copy is there as a whole or not at all, and what it is a copy of does not notice.
        let copies = try await server.phase(of: "\(name)-copy") != nil ? ["\(name)-copy"] : []
        if !copies.isEmpty { try await server.wait(for: .running, of: copies[0]) }
        let containers = try await server.containers(named: name)
        #expect(containers.sorted() == (phase == nil ? [] : [name]) + copies, "\(undertaking) killed at step \(step)")
        if phase == .running {
            let answer = try await server.machine.run(server.command("exec", name, "--", "/bin/echo", "alive"))
            #expect(answer.text == "alive\n", "\(undertaking) killed at step \(step): \(answer.errorText)")
        }
        if try await server.phase(of: "\(name)-copy") != nil { try await server.strata("rm", "\(name)-copy", "--now") }
        if phase != nil { try await server.strata("rm", name, "--now") }
        let kept = try await server.snapshotPhase(of: "\(name)-kept")
        #expect(kept == nil, "\(undertaking) killed at step \(step) left a snapshot")
        // The kernel takes a network namespace's devices apart in its own time.
        var left: [String] = []
        _ = try await eventually(within: .seconds(10)) {
            left = try await server.traces(of: name)
            return left.isEmpty
        }
        #expect(left.isEmpty, "\(undertaking) killed at step \(step) left \(left)")
        return !wasKilled
    }

    /// Asks for it. Returns whether the server said that it will be done.
    private static func begin(_ undertaking: Undertaking, _ name: String, _ server: ServerUnderTest) async throws -> Bool {
        let command =
            switch undertaking {
            case .create: server.command("launch", "busybox", name, "--publish", undertaking.port, "--no-wait")
            case .start: server.command("start", name, "--no-wait")
            case .stop: server.command("stop", name, "--no-wait")
            case .delete: server.command("rm", name, "--no-wait", "--now")
            case .snapshot: server.command("snapshot", "create", name, "\(name)-kept", "--no-wait")
            case .clone: server.command("clone", name, "\(name)-copy", "--no-wait")
            }
        return try await server.machine.run(command).succeeded
    }

    /// Whether it is done; not while the server does not answer.
    private static func isDone(_ undertaking: Undertaking, _ name: String, _ server: ServerUnderTest) async throws -> Bool {
        do {
            let phase = try await server.phase(of: name)
            return switch undertaking {
            case .create, .start: phase == .running
            case .stop: phase == .stopped
            case .delete: phase == nil
            case .snapshot: try await server.snapshotPhase(of: "\(name)-kept") == .ready
            case .clone: try await server.phase(of: "\(name)-copy") == .running
            }
        } catch is ServerUnderTest.Silent {
            return false
        }
    }
}

extension ServerUnderTest {
    fileprivate nonisolated func snapshotPhase(of name: String) async throws -> Snapshot.Phase? {
        let output = try await machine.run(command("get", "snapshot", name, "-o", "json"))
        if output.exit == .exited(3) { return nil }
        guard output.succeeded else { throw Silent() }
        return Snapshot(json: try JSONValue(parsing: output.output))?.status.phase
    }
}

extension Instance {
    /// Whether nothing is left to be done to it.
    fileprivate var isSettled: Bool {
        !metadata.isBeingDeleted && status.operation == nil && status.observedGeneration == metadata.generation
            && status.conditions.holds("Ready")
    }
}
