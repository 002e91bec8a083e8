import BuiltServer
import StrataDriverKit
import Testing

extension Tag {
    /// Needs root, LXC and the machine's network.
    @Tag static var host: Self
}

/// The web console in Debian's Chromium, driven by Selenium, at the built server.
@Suite(.serialized, .timeLimit(.minutes(6))) struct ConsoleTests {
    @Test(.tags(.host)) func `everything that the console can do works with real containers, through a restart of the server`() async throws
    {
        try await BuiltServer.run([]) { (server) async throws in
            try await server.waitForLXC()
            let port = try #require(server.port(in: await server.log))
            let walk = try await RunningProgram(server.script("walk", server.data))
            do {
                try await walk.wait(for: "ready for the restart", within: .seconds(240))
                #expect(try await server.stop() == .exited(0))
                try await walk.wait(for: "told of the loss", within: .seconds(50))
                try await server.start(["--listen", "127.0.0.1:\(port)"])
                #expect(try await server.strata("launch", "busybox", "console-late").succeeded)
                #expect(try await walk.exit() == .exited(0), "\(walk.text)")
            } catch {
                await walk.terminate()
                // What it made must not be found by the next test.
                for name in ["console-one", "console-two", "console-copy", "console-late"] {
                    _ = try await server.strata("rm", name, "--yes")
                }
                throw error
            }
            #expect(
                walk.text.split(separator: "\n") == [
                    "signed in by token and by link", "created by the form",
                    "stopped, started, paused, kept and reverted one; markup stayed text",
                    "changed one after its plan, and not over somebody else's change", "worked in its terminal and on its console",
                    "opened boxes of the live picture, and stopped and started an instance in it",
                    "copied one, and exported one that could be imported",
                    "filtered, sorted and stopped many", "deleted many, having named what is lost", "read 29 stacks",
                    "was advised, anew with each need", "made and deleted a volume", "ready for the restart", "told of the loss",
                    "caught up",
                    "axe-core and the browser found nothing serious",
                ])
            #expect(try await server.strata("rm", "console-late", "--yes").succeeded)
            _ = try await server.strata("network", "reset", "--data", server.data)
        }
    }

    @Test(.tags(.host)) func `two people at once see the same, each what they may, and markup is text`() async throws {
        try await BuiltServer.run([]) { (server) async throws in
            try await server.waitForLXC()
            let output = try await server.machine.run(server.script("two_people", server.data))
            for name in ["console-both", "console-hostile"] { _ = try await server.strata("rm", name, "--yes") }
            _ = try await server.strata("network", "reset", "--data", server.data)
            #expect(
                output.text.split(separator: "\n") == [
                    "a viewer sees, is offered nothing, and is refused what the page does not offer", "one sees what the other does",
                    "markup stayed text, for both", "a team sees its namespace and no other", "all gone",
                ], "\(output.errorText)")
        }
    }

    @Test(.tags(.host)) func `a virtual machine is suspended, reset and moved, and its screen is seen`() async throws {
        try await BuiltServer.run([]) { (server) async throws in
            try await server.waitForSite("local-qemu-tcg")
            let output = try await server.machine.run(server.script("screen", server.data))
            _ = try await server.strata("rm", "console-screen", "--yes")
            _ = try await server.strata("network", "reset", "--data", server.data)
            #expect(output.text == "suspended, reset and moved it; its screen was seen, typed to and left\n", "\(output.errorText)")
        }
    }

    @Test func `a slow server is waited for in words, and a lost one found again`() async throws {
        try await BuiltServer.run { (server) async throws in
            let output = try await server.machine.run(server.script("slow"))
            #expect(
                output.text.split(separator: "\n") == [
                    "at a slow server each page says what it waits for, and comes", "what did not load is told of, and loaded again",
                    "a lost connection is told of, and found again",
                ], "\(output.errorText)")
        }
    }

    @Test func `of a long table only the rows that can be seen are in the page`() async throws {
        try await BuiltServer.run { (server) async throws in
            let manifest = (1000..<1200).map { number in
                "apiVersion: strata.dev/v1alpha1\nkind: Instance\nmetadata: {name: row-\(number)}\nspec: {site: nowhere, image: busybox}\n"
            }
            let made = try await server.strata("apply", "-f", "-", input: manifest.joined(separator: "---\n"))
            #expect(made.succeeded, "\(made.errorText)")
            let output = try await server.machine.run(server.script("long_table", "200"))
            #expect(output.text == "201 rows, last row-1199, few in the page\n", "\(output.errorText)")
        }
    }
}

extension BuiltServer {
    /// A Python script beside the tests.
    fileprivate nonisolated func script(_ name: String, _ arguments: String...) -> Command {
        let path = "\(BuiltProgram.package)/Tests/ConsoleTests/Scripts/\(name).py"
        var command = client(
            "\(BuiltProgram.clients)/venv/bin/python", [path] + arguments,
            environment: ["STRATA_BINARY": BuiltProgram.path, "PYTHONDONTWRITEBYTECODE": "1"])
        command.deadline = .seconds(200)
        return command
    }

    fileprivate nonisolated func port(in log: String) -> Int? {
        let address = log.split(separator: "ready at https://127.0.0.1:").dropFirst().first
        return address.flatMap { Int($0.prefix { $0.isNumber }) }
    }

    fileprivate nonisolated func waitForLXC() async throws { try await waitForSite("local-lxc") }

    fileprivate nonisolated func waitForSite(_ name: String) async throws {
        let isReady = try await eventually(within: .seconds(30)) {
            try await strata("get", "site", name, "-o", "json").text.contains(#""phase": "Ready""#)
        }
        try #require(isReady)
    }
}
