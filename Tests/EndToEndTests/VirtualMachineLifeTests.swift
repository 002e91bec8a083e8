import StrataAPI
import StrataDriverKit
import Testing

extension MachineTests {
    /// The built program against a real QEMU. Needs root, QEMU and Debian's packages.
    @Suite struct VirtualMachineLifeTests {
        @Test(.timeLimit(.minutes(5)))
        func `a virtual machine is launched on the site that was discovered, outlives a killed server, and powers off when asked`()
            async throws
        {
            try await ServerUnderTest.run { (server) async throws in
                let name = "e2e-vm"
                try await server.wait("site local-qemu-tcg") {
                    try await server.machine.run(server.command("get", "site", "local-qemu-tcg", "-o", "json")).text.contains(
                        "\"phase\": \"Ready\"")
                }
                do {
                    try await Self.live(name, on: server)
                } catch {
                    // A machine outlives its server.
                    _ = try await server.machine.run(server.command("rm", name))
                    throw error
                }
                try await server.strata("rm", name)
                #expect(try await server.machine.list("\(server.directory)/data/qemu-tcg").map(\.name) == [".strata"])
            }
        }

        @Test(.timeLimit(.minutes(3)))
        func `a container's image is refused on a site of virtual machines, with what to do`() async throws {
            try await ServerUnderTest.run { (server) async throws in
                try await server.wait("site local-qemu-tcg") {
                    try await server.machine.run(server.command("get", "site", "local-qemu-tcg")).succeeded
                }
                try await server.strata("launch", "busybox", "e2e-wrong", "--site", "local-qemu-tcg", "--no-wait")
                try await server.wait("the refusal") {
                    try await server.machine.run(server.command("describe", "instance", "e2e-wrong")).text.contains("such as tiny")
                }
                try await server.strata("rm", "e2e-wrong")
            }
        }

        private static func live(_ name: String, on server: ServerUnderTest) async throws {
            try await server.strata("launch", "tiny", name, "--site", "local-qemu-tcg", "--memory", "128Mi")
            try await server.wait("the machine's address", seconds: 120) {
                try await server.machine.run(server.command("logs", name)).text.contains("\(name) has the address")
            }
            let before = try await process(of: name, on: server)
            try await server.strata("pause", name)
            #expect(try await server.phase(of: name) == .paused)
            try await server.strata("resume", name)
            try await server.kill()
            try await server.start()
            try await server.wait(for: .running, of: name)
            #expect(try await process(of: name, on: server) == before)
            try await server.machine.check(Command("kill", "-KILL", before))
            try await server.wait("another process") { try await !["", before].contains(process(of: name, on: server)) }
            try await server.wait("the second start", seconds: 120) {
                try await server.machine.run(server.command("logs", name)).text.count(of: "has the address") == 2
            }
            try await server.strata("stop", name)
            #expect(try await server.machine.check(server.command("logs", name)).text.contains("tiny: powering off"))
        }

        private static func process(of name: String, on server: ServerUnderTest) async throws -> String {
            let text = try await server.machine.run(server.command("get", "instance", name, "-o", "json")).text
            let line = text.split(separator: "\n").first { $0.contains("\"pid\"") } ?? ""
            return line.filter(\.isNumber)
        }
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func count(of text: String) -> Int { ranges(of: text).count }
}
