import LoopbackSSH
import StrataAPI
import StrataDriverKit
import Testing

extension MachineTests {
    /// The built program moves virtual machines. Needs root, QEMU and Debian's packages.
    @Suite struct MigrationTests {
        @Test(.timeLimit(.minutes(5)))
        func
            `a virtual machine is moved live to another site and back, is moved when its server is killed meanwhile, and can be called back`()
            async throws
        {
            try await ServerUnderTest.run { (server) async throws in
                let name = "e2e-mover"
                try await server.wait("site local-qemu-tcg") {
                    try await server.machine.run(server.command("get", "site", "local-qemu-tcg", "-o", "json")).text.contains(
                        "\"phase\": \"Ready\"")
                }
                try await server.strata(
                    "apply", "-f", "-",
                    input: """
                        apiVersion: strata.dev/v1alpha1
                        kind: Site
                        metadata: {name: beside}
                        spec: {stack: qemu-tcg, options: {path: '\(server.directory)/beside'}}
                        """)
                do {
                    try await Self.move(name, on: server)
                } catch {
                    // A machine outlives its server.
                    _ = try await server.machine.run(server.command("rm", name))
                    throw error
                }
                try await server.strata("rm", name)
                for path in ["\(server.directory)/data/qemu-tcg", "\(server.directory)/beside"] {
                    #expect(try await server.machine.list(path).map(\.name) == [".strata"])
                }
            }
        }

        @Test(.timeLimit(.minutes(5)))
        func `a virtual machine is moved live to a machine behind SSH, and its log with it`() async throws {
            try await ServerUnderTest.run { (server) async throws in
                let (name, place) = ("e2e-traveller", "\(server.directory)/far")
                try await server.machine.makeDirectory(place)
                try await server.wait("site local-qemu-tcg") {
                    try await server.machine.run(server.command("get", "site", "local-qemu-tcg", "-o", "json")).text.contains(
                        "\"phase\": \"Ready\"")
                }
                let ssh = try await SSHServer.start(in: place)
                let result: Result<Void, any Error>
                do {
                    try await server.strata(
                        "site", "add", "far", "--stack", "qemu-tcg", "--endpoint", "ssh://root@127.0.0.1:\(ssh.port)", "--ssh-key",
                        "\(place)/user", "--known-hosts", try await ssh.knownHosts(), "--option", "path=\(place)/vm")
                    try await Self.travel(name, on: server)
                    result = .success(())
                } catch {
                    result = .failure(error)
                }
                _ = try await server.machine.run(server.command("rm", name, "--now"))
                await ssh.stop()
                try result.get()
                #expect(try await server.machine.list("\(place)/vm").map(\.name) == [".strata"])
            }
        }

        private static func travel(_ name: String, on server: ServerUnderTest) async throws {
            try await server.strata(
                "apply", "-f", "-",
                input: """
                    apiVersion: strata.dev/v1alpha1
                    kind: Instance
                    metadata: {name: \(name)}
                    spec: {site: local-qemu-tcg, image: tiny, memory: 128Mi, stack: {qemu-tcg: {network: none}}}
                    """)
            try await server.wait("the machine's start", seconds: 120) {
                try await server.machine.run(server.command("logs", name)).text.contains("tiny: started")
            }
            let before = try #require(try await server.instance(name))
            try await server.strata("move", name, "--to", "far", "--live")
            let after = try #require(try await server.instance(name))
            #expect(after.spec.site == "far")
            #expect(after.status.phase == .running)
            #expect(after.status.pid != before.status.pid)
            let log = try await server.machine.check(server.command("logs", name)).text
            #expect(log.ranges(of: "tiny: started").count == 1)
        }

        private static func move(_ name: String, on server: ServerUnderTest) async throws {
            try await server.strata("launch", "tiny", name, "--site", "local-qemu-tcg", "--memory", "128Mi")
            try await server.wait("the machine's address", seconds: 120) {
                try await server.machine.run(server.command("logs", name)).text.contains("\(name) has the address")
            }
            let before = try #require(try await server.instance(name))
            let said = try await server.machine.check(server.command("move", name, "--to", "beside", "--live")).text
            #expect(said.hasPrefix("\(name): moved from local-qemu-tcg to beside, stood still for "), "\(said)")
            let moved = try #require(try await server.instance(name))
            #expect(moved.spec.site == "beside")
            #expect(moved.status.phase == .running)
            #expect(moved.status.addresses == before.status.addresses)
            #expect(moved.status.pid != before.status.pid)
            let refused = try await server.machine.run(server.command("move", name, "--to", "beside"))
            #expect(refused.errorText.contains("is on site beside already"))
            let lxc = try await server.machine.run(server.command("move", name, "--to", "local-lxc"))
            #expect(lxc.errorText.contains("only sites of one stack can take over"))

            // Killed as soon as something is under way; whichever side has it then, it runs once, and the move comes to its end.
            try await server.strata("move", name, "--to", "local-qemu-tcg", "--live", "--no-wait")
            try await server.wait("the move to begin") { try await Self.phases(on: server).last != "Pending" }
            try await server.kill()
            try await server.start()
            try await server.wait("the move to end", seconds: 60) {
                try await Self.phases(on: server).allSatisfy { ["Succeeded", "Failed"].contains($0) }
            }
            try await server.wait(for: .running, of: name)
            let uid = before.metadata.uid.text
            try await server.wait("one process") { try await Self.processes(of: uid, on: server) == 1 }
            let log = try await server.machine.check(server.command("logs", name)).text
            #expect(log.ranges(of: "has the address").count == 1, "it was never started anew: \(log)")

            // What is deleted while it waits for a site that cannot be used is as if it had never been.
            let site = try #require(try await server.instance(name)).spec.site
            try await server.strata("pause", name)
            let back = site == "beside" ? "local-qemu-tcg" : "beside"
            try await server.strata("move", name, "--to", back, "--live")
            #expect(try await server.phase(of: name) == .paused)
            try await server.strata("resume", name)
            try await server.strata("stop", name)
            try await server.strata("move", name, "--to", site)
            try await server.strata("start", name)
            #expect(try await server.instance(name)?.spec.site == site)
        }

        private static func phases(on server: ServerUnderTest) async throws -> [String] {
            let list = try await server.machine.check(server.command("get", "migrations", "-o", "json"))
            let items = try JSONValue(parsing: list.output)["items"]?.array ?? []
            return items.sorted {
                ($0["metadata"]?["creationTimestamp"]?.string ?? "") < ($1["metadata"]?["creationTimestamp"]?.string ?? "")
            }
            .map { $0["status"]?["phase"]?.string ?? "Pending" }
        }

        private static func processes(of uid: String, on server: ServerUnderTest) async throws -> Int {
            let output = try await server.machine.run(Command("pgrep", "-f", "-c", "^qemu-system.*-uuid \(uid)"))
            return Int(output.text.prefix { $0.isNumber }) ?? 0
        }
    }
}
