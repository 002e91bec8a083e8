import BuiltServer
import StrataDriverKit
import Testing

/// The built server from its start to its end.
@Suite(.timeLimit(.minutes(5))) struct StartAndStopTests {
    private static func mode(_ path: String) async throws -> String {
        try await LocalMachine().check(Command("stat", "-c", "%a", path)).text.filter { !$0.isWhitespace }
    }

    @Test func `one line says where it is, and what is secret is its owner's alone`() async throws {
        try await BuiltServer.run { (server) async throws in
            let ready = await server.log.split(separator: "\n").first { $0.hasPrefix("strata is ready") }
            #expect(ready?.contains(/^strata is ready at https:\/\/127.0.0.1:\d+; kubeconfig: .*\/data\/kubeconfig$/) == true)
            for file in ["kubeconfig", "token", "seal.key", "audit.log", "strata.db", "pki/ca.key", "pki/server.key", "pki/admin.key"] {
                #expect(try await Self.mode("\(server.data)/\(file)") == "600", "\(file)")
            }
            #expect(try await Self.mode("\(server.data)/pki") == "700")
            #expect(try await Self.mode(server.data) == "711")
        }
    }

    @Test func `it is ready in a moment, also when it starts again`() async throws {
        try await BuiltServer.inDirectory { (server) async throws in
            for _ in 0..<2 {
                let start = ContinuousClock.now
                try await server.start()
                // The promise is a second on a quiet machine; tests share theirs.
                #expect(ContinuousClock.now - start < .seconds(10))
                #expect(try await server.stop() == .exited(0))
            }
        }
    }

    @Test func `SIGTERM ends it in good order while somebody watches, and what was written is there afterwards`() async throws {
        try await BuiltServer.run { (server) async throws in
            try await server.machine.check(server.client(BuiltProgram.path, ["apply", "-f", "-"], input: Documents.instance("web")))
            let authority = try await server.machine.read("\(server.data)/pki/ca.crt")
            let watch = try await RunningProgram(server.client(BuiltProgram.path, ["ls", "-w"]))
            try await watch.wait(for: "web")
            #expect(try await server.stop() == .exited(0))
            await watch.terminate()
            try await server.start()
            #expect(try await server.strata("ls", "-o", "name").text == "instance.strata.dev/web\n")
            #expect(try await server.machine.read("\(server.data)/pki/ca.crt") == authority)
        }
    }

    @Test func `a second server on the same directory is refused and disturbs nothing`() async throws {
        try await BuiltServer.run { (server) async throws in
            let second = try await server.machine.run(server.serve(["--data", server.data, "--listen", "127.0.0.1:0", "--no-discover"]))
            #expect(second.exit == .exited(1))
            #expect(second.errorText.contains(/is in use by process \d+; stop that one first, or choose another directory/))
            #expect(try await server.strata("ls").exit == .exited(0))
        }
    }

    @Test func `a port in use is refused by its name`() async throws {
        try await BuiltServer.run { (server) async throws in
            let port = try #require(await server.log.firstMatch(of: /127.0.0.1:(\d+);/)?.output.1)
            let second = try await server.machine.run(
                server.serve(["--data", "\(server.directory)/other", "--listen", "127.0.0.1:\(port)", "--no-discover"]))
            #expect(second.exit == .exited(1))
            #expect(second.errorText.contains("cannot listen on 127.0.0.1 port \(port): it is in use by another process"))
        }
    }

    @Test func `a directory that cannot be written to is refused, and a file that is no database is left as it is`() async throws {
        try await BuiltServer.inDirectory { (server) async throws in
            func refusal(_ data: String) async throws -> String {
                let output = try await server.machine.run(server.serve(["--data", data, "--listen", "127.0.0.1:0", "--no-discover"]))
                #expect(output.exit == .exited(1))
                return output.errorText
            }
            let file = try await server.file("foreign/strata.db", "hello")
            #expect(try await refusal("\(server.directory)/foreign").contains("it is not an SQLite database; it was left as it is"))
            #expect(try await server.machine.read(file) == Array("hello".utf8))
            #expect(try await refusal(file).contains("it is no directory"))
            #expect(try await refusal("\(file)/below").contains("Not a directory"))
            // sysfs has no place for directories of one's own, not even root's.
            #expect(try await refusal("/sys/strata").contains("the data directory /sys/strata cannot be used"))
        }
    }

    @Test func `settings come from options, the environment and a file`() async throws {
        try await BuiltServer.inDirectory { (server) async throws in
            let file = try await server.file(
                "strata.yaml", "listen: 127.0.0.1:0\nlog-format: json\ndiscover: false\nname: [strata.example]\n")
            let command = server.serve(["--log-level", "debug"], environment: ["STRATA_DATA": server.data, "STRATA_CONFIG": file])
            let program = try await RunningProgram(command)
            try await program.wait(for: "strata is ready")
            let lines = program.text.split(separator: "\n").filter { !$0.hasPrefix("strata is ready") }
            #expect(!lines.isEmpty)
            for line in lines { #expect(line.contains(/^\{.*"level":.*"message":.*"time":.*\}$/), "\(line)") }
            #expect(
                try await server.machine.check(Command("openssl", "x509", "-in", "\(server.data)/pki/server.crt", "-noout", "-text")).text
                    .contains("strata.example"))
            await program.terminate()
            try await server.file("strata.yaml", "lissten: 127.0.0.1:0\n")
            let refused = try await server.machine.run(server.serve(["--config", file]))
            #expect(refused.exit == .exited(2))
            #expect(refused.errorText.contains("hint: did you mean listen?"))
        }
    }
}
