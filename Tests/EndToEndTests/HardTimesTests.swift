import LoopbackSSH
import StrataAPI
import StrataDriverKit
import Testing

/// The built program when the world around it misbehaves: a machine that falls silent, a disk that fills up, a clock that jumps. Needs root and LXC.
@Suite(.serialized) struct HardTimesTests {
    @Test(.timeLimit(.minutes(5)))
    func `a machine that falls silent makes its instances unknown, holds up no other site, and is back by itself`() async throws {
        try await ServerUnderTest.run(isolated: true) { (server) async throws in
            let place = "\(server.directory)/far"
            try await server.machine.makeDirectory("\(place)/lxc", mode: 0o711)
            try await server.machine.check(Command("chmod", "711", place))
            let ssh = try await SSHServer.start(in: place)
            let result: Result<Void, any Error>
            do {
                try await server.strata(
                    "site", "add", "far", "--stack", "lxc", "--endpoint", "ssh://root@127.0.0.1:\(ssh.port)", "--ssh-key", "\(place)/user",
                    "--known-hosts", try await ssh.knownHosts(), "--option", "path=\(place)/lxc", "--option", "bridge=stratafar1")
                try await server.strata("launch", "busybox", "e2e-far", "--site", "far")
                try await ssh.hang(true)
                try await server.wait(for: .unknown, of: "e2e-far", seconds: 90)
                let told = try await server.machine.check(server.command("get", "instance", "e2e-far", "-o", "json")).text
                #expect(told.contains("last seen 2"))
                #expect(told.contains(" as Running; site far: "))
                // The server's own machine is as quick as ever.
                let clock = ContinuousClock()
                let began = clock.now
                try await server.strata("launch", "busybox", "e2e-near", "--site", server.site)
                #expect(clock.now - began < .seconds(15))
                try await server.strata("rm", "e2e-near", "--now")
                try await ssh.hang(false)
                try await server.wait(for: .running, of: "e2e-far", seconds: 120)
                try await server.strata("rm", "e2e-far", "--now")
                result = .success(())
            } catch {
                result = .failure(error)
            }
            try await ssh.hang(false)
            await ssh.stop()
            try await server.strata("network", "reset", "--bridge", "stratafar1", "--data", "/var/lib/strata")
            try result.get()
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `on a full disk writes are refused with the reason, reads and instances go on, and writes come back with space`() async throws {
        let prepare: (String) async throws -> Void = { directory in
            try await LocalMachine().makeDirectory("\(directory)/data", mode: 0o711)
            try await LocalMachine().check(Command("mount", "-t", "tmpfs", "-o", "size=48m,mode=711", "tmpfs", "\(directory)/data"))
        }
        try await ServerUnderTest.run(isolated: true, prepare: prepare) { (server) async throws in
            try await server.strata("launch", "busybox", "e2e-full")
            // As large as there is room, and then the last bytes.
            _ = try await server.machine.run(Command("dd", "if=/dev/zero", "of=\(server.directory)/data/filler", "bs=64k"))
            _ = try await server.machine.run(Command("dd", "if=/dev/zero", "of=\(server.directory)/data/filler2", "bs=1"))
            let big = String(repeating: "x", count: 200_000)
            let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: big}\nstringData: {text: \(big)}\n"
            let refused = try await server.machine.run(server.command("apply", "-f", "-", input: secret))
            #expect(refused.exit == .exited(1))
            #expect(refused.errorText.contains("the server's disk is full"), "\(refused.errorText)")
            #expect(try await server.phase(of: "e2e-full") == .running)
            let inside = try await server.machine.run(server.command("exec", "e2e-full", "--", "/bin/echo", "inside"))
            #expect(inside.text == "inside\n")
            for name in ["filler", "filler2"] { try await server.machine.remove("\(server.directory)/data/\(name)") }
            try await server.strata("apply", "-f", "-", input: secret)
            try await server.strata("stop", "e2e-full")
            try await server.strata("rm", "e2e-full", "--now")
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a clock that jumps ahead and back loses nothing, and the server starts at any time`() async throws {
        try await ServerUnderTest.run(isolated: true) { (server) async throws in
            try await server.strata("launch", "busybox", "e2e-clock")
            let adversity = try #require(server.adversity)
            for jump in [40, -20, 0] {
                adversity.setClock(secondsAhead: jump * 86_400)
                try await server.strata("stop", "e2e-clock")
                try await server.strata("start", "e2e-clock")
                try await server.strata("launch", "busybox", "e2e-then")
                #expect(try await server.phase(of: "e2e-clock") == .running, "the clock \(jump) days ahead")
                try await server.kill()
                try await server.start()
                #expect(try await server.phase(of: "e2e-then") == .running, "after a restart \(jump) days ahead")
                try await server.strata("rm", "e2e-then", "--now")
            }
            try await server.strata("rm", "e2e-clock", "--now")
        }
    }
}
