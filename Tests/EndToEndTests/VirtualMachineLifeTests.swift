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

        @Test(.timeLimit(.minutes(5)))
        func `a virtual machine is suspended over a killed server, grows, shows its screen, and is reset`() async throws {
            try await ServerUnderTest.run { (server) async throws in
                let name = "e2e-vm-front"
                try await server.wait("site local-qemu-tcg") {
                    try await server.machine.run(server.command("get", "site", "local-qemu-tcg", "-o", "json")).text.contains(
                        "\"phase\": \"Ready\"")
                }
                do {
                    try await Self.front(name, on: server)
                } catch {
                    _ = try await server.machine.run(server.command("rm", name))
                    throw error
                }
                try await server.strata("rm", name)
            }
        }

        private static func front(_ name: String, on server: ServerUnderTest) async throws {
            let manifest = """
                {"apiVersion": "strata.dev/v1alpha1", "kind": "Instance", "metadata": {"name": "\(name)"}, "spec": {
                  "site": "local-qemu-tcg", "image": "tiny", "memory": "128Mi", "disk": "8Mi",
                  "stack": {"qemu-tcg": {"display": "standard", "network": "none"}}}}
                """
            try await server.machine.write("\(server.directory)/vm.json", Array(manifest.utf8))
            try await server.strata("apply", "-f", "\(server.directory)/vm.json")
            try await server.wait(for: .running, of: name)
            try await server.wait("the guest", seconds: 120) {
                try await server.machine.run(server.command("logs", name)).text.contains("tiny: started")
            }
            try await server.strata("suspend", name)
            #expect(try await server.phase(of: name) == .suspended)
            try await server.kill()
            try await server.start()
            try await server.strata("resume", name)
            #expect(try await server.machine.check(server.command("logs", name)).text.count(of: "tiny: started") == 1)

            #expect(
                try await server.machine.check(server.command("resize", name, "--cpu", "2", "--disk", "16Mi")).text == "\(name): resized\n")
            #expect(
                try await server.machine.check(server.command("resize", name, "--memory", "1Gi")).text
                    == "\(name): takes effect at the next start: spec.memory (this machine was started without room for more)\n")
            let shrunk = try await server.machine.run(server.command("resize", name, "--disk", "8Mi"))
            #expect(!shrunk.succeeded && shrunk.errorText.contains("cannot shrink to 8Mi"))
            try await server.strata("resize", name, "--disk", "16Mi", "--memory", "128Mi")

            try await server.strata("screenshot", name, "-f", "\(server.directory)/vm.png")
            let picture = try #require(try await server.machine.read("\(server.directory)/vm.png"))
            #expect(Array(picture.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            try await viewer(of: name, on: server)
            try await server.strata("reset", name)
            try await server.wait("the second start", seconds: 120) {
                try await server.machine.run(server.command("logs", name)).text.count(of: "tiny: started") == 2
            }
        }

        /// Attaches to the screen as a viewer does, over the socket that `strata vnc` offers.
        private static func viewer(of name: String, on server: ServerUnderTest) async throws {
            let path = "\(server.directory)/vnc.sock"
            let forward = try await server.machine.open(server.command("vnc", name, "--socket", path))
            do {
                try await server.wait("the socket") { try await server.machine.exists(path) }
                let session = try await server.machine.connect(toSocket: path)
                var hello: [UInt8] = []
                for try await chunk in session.output {
                    hello += chunk.bytes
                    if hello.count >= 12 { break }
                }
                #expect(String(decoding: hello, as: UTF8.self) == "RFB 003.008\n")
                await session.terminate()
            } catch {
                await forward.terminate()
                throw error
            }
            await forward.terminate()
            #expect(try await !server.machine.exists(path))
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
