import BuiltServer
import StrataDriverKit
import Testing

/// The built command against the built server, without any machine behind it.
@Suite(.timeLimit(.minutes(5))) struct CommandTests {
    @Test func `every list is had as a table, wide, as JSON, YAML and names`() async throws {
        try await BuiltServer.run { (server) async throws in
            try await server.machine.check(server.client(BuiltProgram.path, ["apply", "-f", "-"], input: Documents.instance("web")))
            func lists(_ format: String) async throws -> [String] {
                var texts: [String] = []
                for verb in [["ls"], ["get", "instances"], ["site", "ls"], ["image", "ls"], ["events"]] {
                    texts.append(try await server.machine.check(server.client(BuiltProgram.path, verb + ["-o", format])).text)
                }
                return texts
            }
            #expect(try await lists("name").prefix(2) == ["instance.strata.dev/web\n", "instance.strata.dev/web\n"])
            for text in try await lists("json") { #expect(text.contains("\"kind\": \"List\"")) }
            for text in try await lists("yaml") { #expect(text.contains("\nkind: List\n")) }
            let (table, wide) = (try await lists("table"), try await lists("wide"))
            #expect(table[0].contains(/^NAME +SITE +PHASE/))
            #expect(!table[0].contains("64Mi"))
            #expect(wide[0].contains("64Mi"))
            #expect(table[2...] == ["", "", ""])
        }
    }

    @Test func `objects are applied, compared, described and deleted`() async throws {
        try await BuiltServer.run { (server) async throws in
            let path = try await server.file("web.yaml", Documents.instance("web"))
            #expect(try await server.strata("apply", "-f", path).text == "instance.strata.dev/web created\n")
            #expect(try await server.strata("apply", "-f", path).text == "instance.strata.dev/web unchanged\n")
            #expect(try await server.strata("diff", "-f", path).exit == .exited(0))
            try await server.file("web.yaml", Documents.instance("web", memory: "96Mi"))
            let difference = try await server.strata("diff", "-f", path)
            #expect(difference.exit == .exited(1))
            #expect(difference.text.contains("-  memory: 64Mi\n+  memory: 96Mi\n"))
            #expect(try await server.strata("apply", "-f", path).text == "instance.strata.dev/web configured\n")
            #expect(try await server.strata("describe", "instance", "web").text.contains("there is no site nowhere"))
            #expect(try await server.strata("delete", "-f", path).exit == .exited(0))
            #expect(try await server.strata("ls", "-o", "name").text == "")
        }
    }

    @Test func `the exit code tells what kind of failure it was`() async throws {
        try await BuiltServer.run { (server) async throws in
            func exit(_ arguments: String..., input: String = "") async throws -> CommandExit {
                try await server.machine.run(server.client(BuiltProgram.path, arguments, input: input)).exit
            }
            #expect(try await exit("apply", "-f", "-", input: Documents.instance("web")) == .exited(0))
            #expect(try await exit("apply", "-f", "-", input: Documents.instance("web", memory: "much")) == .exited(1))
            #expect(try await exit("ls", "-o", "sideways") == .exited(2))
            #expect(try await exit("lauch") == .exited(2))
            #expect(try await exit("get", "widgets") == .exited(2))
            #expect(try await exit("get", "instance", "ghost") == .exited(3))
            #expect(try await exit("site", "describe", "ghost") == .exited(3))
            #expect(try await exit("rm", "ghost") == .exited(3))
            #expect(try await exit("apply", "-f", "-", input: Documents.unreachableSite) == .exited(0))
            #expect(try await exit("launch", "busybox", "web", "--site", "lab", "--no-wait") == .exited(4))
            #expect(try await exit("ls", "--server", "https://127.0.0.1:1") == .exited(5))
            _ = try await server.stop()
            let unreachable = try await server.strata("ls")
            #expect(unreachable.exit == .exited(5))
            #expect(unreachable.errorText.contains("hint: is the server running?"))
        }
    }

    @Test func `versions are shown, also without a server`() async throws {
        try await BuiltServer.run { (server) async throws in
            let both = try await server.strata("version").text
            #expect(both.contains(/^client +\d+\.\d+\.\d+\nserver +v1\.\d+\.\d+\+strata\.\d+\.\d+\.\d+ \(linux\/\w+\)\n$/))
            #expect(try await server.strata("version", "--client").text.contains(/^client +\d+\.\d+\.\d+\n$/))
            #expect(try await server.strata("version", "-o", "json").text.contains("\"gitVersion\": \"v1."))
        }
    }

    @Test func `bash completes verbs, options and kinds`() async throws {
        try await BuiltServer.inDirectory { (server) async throws in
            let script = try await server.file("completion.bash", try await server.strata("completion", "bash").text)
            let words = try await server.file(
                "complete.bash",
                """
                source \(script)
                complete() { local function=$(builtin complete -p strata); function=${function#*-F }; function=${function%% *}
                    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMPREPLY=()
                    $function strata "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"; printf '%s ' "${COMPREPLY[@]}"; echo; }
                complete strata la
                complete strata site a
                complete strata serve --hist
                complete strata get ins
                """)
            let output = try await server.machine.check(server.client("bash", ["--norc", words]))
            let lines = output.text.split(separator: "\n").map { $0.split(separator: " ") }
            try #require(lines.count == 4, "\(output.text)\(output.errorText)")
            #expect(lines[0] == ["launch"])
            #expect(lines[1] == ["add"])
            #expect(Set(lines[2]) == ["--history", "--history-changes"])
            #expect(lines[3] == ["instances"])
            for shell in ["zsh", "fish"] { #expect(try await server.strata("completion", shell).text.contains("launch")) }
        }
    }
}
