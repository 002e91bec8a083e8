import StrataAPI
import StrataDriverKit
import Testing

extension MachineTests {
    /// Plans, drift and takeovers with the built program and real machines. Needs root, LXC and QEMU.
    @Suite struct PolicyTests {
        @Test(.timeLimit(.minutes(3)))
        func `a container made by LXC's own tools is adopted untouched, and its own manifest plans nothing`() async throws {
            try await ServerUnderTest.run(
                isolated: true,
                prepare: { directory in
                    let path = "\(directory)/lxc/e2e-theirs"
                    try await LocalMachine().check(
                        Command(
                            "sh", "-c",
                            #"mkdir -p "$1/rootfs/bin" "$1/rootfs/proc" "$1/rootfs/sys" "$1/rootfs/dev" && cp "$(command -v busybox)" "$1/rootfs/bin/busybox""#,
                            "sh", path))
                    try await LocalMachine().write(
                        "\(path)/config",
                        Array(
                            "lxc.rootfs.path = dir:\(path)/rootfs\nlxc.uts.name = theirs\nlxc.net.0.type = empty\nlxc.apparmor.profile = unconfined\nlxc.init.cmd = /bin/busybox sleep 100000\n"
                                .utf8))
                    try await LocalMachine().check(
                        Command("lxc-start", "-P", "\(directory)/lxc", "-n", "e2e-theirs", "-d"))
                }
            ) { (server) async throws in
                let name = "e2e-theirs"
                try await server.wait(for: .running, of: name)
                let before = try #require(try await server.instance(name))
                #expect(before.spec.isObserved)
                let printed = try await server.machine.check(server.command("adopt", name, "--print"))
                let after = try #require(try await server.instance(name))
                #expect(after.spec.rights == [.update, .delete] && after.status.conditions.holds("InSync"))
                #expect(after.status.pid == before.status.pid && after.status.startedAt == before.status.startedAt)
                try await Self.planIsEmpty(printed.text, of: name, on: server)

                // Changes are told before they are made, and made by others afterwards.
                let more = printed.text.replacing("spec:\n", with: "spec:\n  processes: 99\n")
                let plan = try await server.machine.check(server.command("plan", "-f", "-", input: more))
                #expect(plan.text.contains("~ instance.strata.dev/\(name)\n    spec.processes: 99\n1 to change"))
                try await server.strata("apply", "-f", "-", input: more)
                try await server.wait("the limit") {
                    try await server.machine.run(Command("lxc-cgroup", "-P", "\(server.directory)/lxc", "-n", name, "pids.max")).text
                        .hasPrefix("99")
                }
                try await server.machine.check(Command("lxc-cgroup", "-P", "\(server.directory)/lxc", "-n", name, "pids.max", "50"))
                try await server.wait("the drift") {
                    try await server.instance(name)?.status.drift
                        == [Instance.Difference(field: "spec.processes", wanted: 99, found: 50)]
                }
                let difference = try await server.machine.run(server.command("diff", name))
                #expect(difference.exit == .exited(1) && difference.text.contains("-spec.processes: 50\n+spec.processes: 99\n"))
                try await server.strata("apply", "-f", "-", input: more.replacing("drift: Report", with: "drift: Correct"))
                try await server.wait("the correction") {
                    try await server.machine.run(Command("lxc-cgroup", "-P", "\(server.directory)/lxc", "-n", name, "pids.max")).text
                        .hasPrefix("99")
                }
                #expect(try await server.machine.run(server.command("diff", name)).exit == .exited(0))
            }
        }

        @Test(.timeLimit(.minutes(5)))
        func `a virtual machine that lost its owner is adopted while it runs, and its own manifest plans nothing`() async throws {
            try await ServerUnderTest.run { (server) async throws in
                let name = "e2e-orphan"
                try await server.wait("site local-qemu-tcg") {
                    try await server.machine.run(server.command("get", "site", "local-qemu-tcg", "-o", "json")).text.contains(
                        "\"phase\": \"Ready\"")
                }
                try await server.strata("launch", "tiny", name, "--site", "local-qemu-tcg", "--memory", "128Mi")
                let made = try #require(try await server.instance(name))
                let file = "\(server.directory)/data/qemu-tcg/\(name)/machine.json"
                do {
                    // The instance goes and its machine stays; then nobody owns it any more.
                    try await server.strata("adopt", name, "--management", "Update")
                    try await server.strata("rm", name)
                    var definition = try JSONValue(parsing: try #require(try await server.machine.read(file)))
                    definition["owner"] = nil
                    try await server.machine.write(file, definition.encoded())
                    try await server.wait("the observed machine") { try await server.instance(name)?.spec.isObserved == true }
                    try await server.strata("adopt", name)
                    let after = try #require(try await server.instance(name))
                    #expect(after.metadata.uid != made.metadata.uid && after.status.pid == made.status.pid)
                    #expect(after.status.conditions.holds("InSync"))
                    let manifest = try await server.machine.check(server.command("get", "instance", name, "-o", "yaml", "--portable"))
                    try await Self.planIsEmpty(manifest.text, of: name, on: server)
                    let more = manifest.text.replacing("memory: 128Mi", with: "memory: 256Mi")
                    let plan = try await server.machine.check(server.command("plan", "-f", "-", input: more))
                    #expect(plan.text.contains("    spec.memory: 128Mi -> 256Mi  (at the next start)\n"))
                } catch {
                    _ = try await server.machine.run(server.command("adopt", name))
                    _ = try await server.machine.run(server.command("rm", name))
                    throw error
                }
                try await server.strata("rm", name)
                #expect(try await server.machine.list("\(server.directory)/data/qemu-tcg").map(\.name) == [".strata"])
            }
        }

        static func planIsEmpty(_ manifest: String, of name: String, on server: ServerUnderTest) async throws {
            let before = try #require(try await server.instance(name))
            for _ in 0..<2 {
                let plan = try await server.machine.check(server.command("plan", "-f", "-", "--detailed-exitcode", input: manifest))
                #expect(plan.text == "1 as said\n")
                try await server.strata("apply", "-f", "-", input: manifest)
            }
            let after = try #require(try await server.instance(name))
            #expect(after.metadata.generation == before.metadata.generation && after.status.pid == before.status.pid)
        }
    }
}
