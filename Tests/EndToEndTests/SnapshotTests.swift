import StrataAPI
import StrataDriverKit
import Testing

extension MachineTests {
    /// Moments, copies and archives of real containers through the command. Needs root and LXC.
    @Suite struct SnapshotTests {
        @Test(.timeLimit(.minutes(3)))
        func `an instance is kept, changed, reverted, copied, carried away and brought back`() async throws {
            try await ServerUnderTest.run { (server) async throws in
                func inside(_ name: String) async throws -> String {
                    try await server.machine.check(server.command("exec", name, "--", "cat", "/root/word")).text
                }
                let name = "e2e-snap"
                try await server.strata("launch", "busybox", name)
                try await server.strata("exec", name, "--", "sh", "-c", "echo before >/root/word")
                try await server.strata("snapshot", "create", name, "kept")
                try await server.strata("exec", name, "--", "sh", "-c", "echo after >/root/word")
                try await server.strata("clone", name, "\(name)-copy", "--snapshot", "kept")
                #expect(try await inside("\(name)-copy") == "before\n")
                #expect(try await inside(name) == "after\n")
                let archive = "\(server.directory)/web.tar"
                try await server.strata("export", name, "-f", archive)
                try await server.strata("snapshot", "revert", "kept", "--yes")
                #expect(try await inside(name) == "before\n")
                try await server.strata("import", archive, "--name", "\(name)-back")
                #expect(try await inside("\(name)-back") == "after\n")

                let again = try await server.machine.run(server.command("import", archive, "--name", "\(name)-back"))
                #expect(again.exit == .exited(4))
                let missing = try await server.machine.run(server.command("export", "none", "-f", "\(server.directory)/none.tar"))
                #expect(missing.exit == .exited(3))
                #expect(try await !server.machine.exists("\(server.directory)/none.tar.partial"))

                // What is cut short leaves neither an image nor an instance.
                try await server.machine.check(Command("truncate", "-s", "-2048", archive))
                let cut = try await server.machine.run(server.command("import", archive, "--name", "\(name)-cut"))
                #expect(cut.exit == .exited(1))
                #expect(cut.errorText.contains("cut short"))
                #expect(try await server.phase(of: "\(name)-cut") == nil)
                let images = try await server.machine.check(server.command("get", "images", "-o", "name")).text
                #expect(images.split(separator: "\n").count == 2)

                try await server.strata("rm", "--all", "--yes")
                #expect(try await server.containers(named: name).isEmpty)
                let left = try await server.machine.check(server.command("get", "snapshots", "-o", "name")).text
                #expect(left.isEmpty, "snapshots go with their instance")
            }
        }
    }
}
