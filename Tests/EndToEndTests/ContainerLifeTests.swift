import StrataAPI
import StrataDriverKit
import Testing

extension MachineTests {
    /// The built program against real containers. Needs root and LXC.
    @Suite struct ContainerLifeTests {
        @Test(.timeLimit(.minutes(3)))
        func `a container is launched, used, limited, stopped and removed through the command`() async throws {
            try await ServerUnderTest.run { (server) async throws in
                let name = "e2e-life"
                try await server.strata("launch", "busybox", name, "--memory", "64Mi")
                let echoed = try await server.machine.run(server.command("exec", name, "--", "/bin/sh", "-c", "echo inside; exit 7"))
                #expect(echoed.text.contains("inside"))
                #expect(echoed.exit == .exited(7))
                try await server.strata("pause", name)
                #expect(try await server.phase(of: name) == .paused)
                try await server.strata("resume", name)
                try await server.strata("stop", name)
                #expect(try await server.phase(of: name) == .stopped)
                try await server.strata("rm", name)
                let gone = try await server.machine.run(server.command("get", "instance", name))
                #expect(gone.exit == .exited(3))
                #expect(try await server.containers(named: name).isEmpty)
            }
        }

        @Test(.timeLimit(.minutes(3)))
        func `a server killed while it works goes on after a restart, with exactly one container`() async throws {
            try await ServerUnderTest.run { (server) async throws in
                let name = "e2e-crash"
                try await server.strata("launch", "busybox", name, "--no-wait")
                try await server.kill()
                try await server.start()
                try await server.wait(for: .running, of: name)
                #expect(try await server.containers(named: name) == [name])
                try await server.kill()
                try await server.start()
                #expect(try await server.containers(named: name) == [name])
                try await server.strata("rm", name)
                #expect(try await server.containers(named: name).isEmpty)
            }
        }

        @Test(.timeLimit(.minutes(5)))
        func `a field that no instance has is refused by its path`() async throws {
            try await ServerUnderTest.run { (server) async throws in
                var command = server.command("apply", "-f", "-")
                command.input = Array(
                    "apiVersion: strata.dev/v1alpha1\nkind: Instance\nmetadata: {name: x}\nspec: {site: local-lxc, image: busybox, memroy: 1}\n"
                        .utf8)
                let output = try await server.machine.run(command)
                #expect(!output.succeeded)
                #expect(output.errorText.contains("spec.memroy"))
            }
        }
    }
}
