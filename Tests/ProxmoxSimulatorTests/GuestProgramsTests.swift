@testable import ProxmoxSimulator
import Testing

/// What runs in simulated guests.
@Suite struct GuestProgramsTests {
    private func run(_ command: String..., input: String = "") -> GuestPrograms.Outcome? {
        GuestPrograms(hostname: "web").run(command, input: Array(input.utf8))
    }

    @Test(arguments: [
        ("echo a; echo b", "a\nb\n", 0), ("echo 'a  b' \"$1\"", "a  b x y\n", 0), ("for a; do echo \"[$a]\"; done", "[x y]\n[]\n[$z]\n", 0),
        ("for a in 1 2; do for b in 3 4; do echo $a$b; done; done", "13\n14\n23\n24\n", 0),
        ("false && echo no; true && echo yes", "yes\n", 0),
        ("false || echo $?", "1\n", 0), ("exit 7; echo no", "", 7), ("false", "", 1), ("a=1; echo $a\"$b\"'$a'", "1$a\n", 0), ("", "", 0),
        ("sh -c 'echo $0 $1; exit 3' a b; echo $?", "a b\n3\n", 0), ("env A=1 sh -c 'echo $A'", "1\n", 0),
        ("echo \\\"$#\\\"", "\"3\"\n", 0),
        ("for a in 1; do exit 4; done; echo no", "", 4), ("hostname; echo \"$HOME\"", "web\n/\n", 0), ("cat; echo end", "in\nend\n", 0),
        ("seq 3", "1\n2\n3\n", 0), ("\n\necho a\n\n", "a\n", 0),
    ])
    func `a script does what a shell would do`(script: String, output: String, code: Int32) throws {
        let ran = try #require(GuestPrograms(hostname: "web").run(["sh", "-c", script, "sh", "x y", "", "$z"], input: Array("in\n".utf8)))
        #expect(String(decoding: ran.output, as: UTF8.self) == output)
        #expect(ran.exitCode == code && ran.errors.isEmpty)
    }

    @Test(arguments: [
        "echo 'a", "for a do", "for a; do echo", "done; done", "&& true", "echo `id`", "echo $(id)", "echo > /tmp/x", "a | b", "echo \\",
    ])
    func `what is in no language that is known is said to be wrong, and does nothing`(script: String) throws {
        let ran = try #require(run("sh", "-c", script))
        #expect(ran.exitCode != 0 && ran.output.isEmpty && !ran.errors.isEmpty, "\(script)")
    }

    @Test func `errors come apart from output, and what is not there is told`() throws {
        let ran = try #require(run("sh", "-c", "echo no >&2; rm -rf /; echo $?"))
        #expect(String(decoding: ran.errors, as: UTF8.self) == "no\nsh: 1: rm: not found\n")
        #expect(String(decoding: ran.output, as: UTF8.self) == "127\n")
        #expect(run("/no/such/program") == nil && run() == nil && run("/etc/echo") == nil)
        #expect(try #require(run("/usr/bin/env", "x")).exitCode == 127)
    }

    @Test func `time passes, and output is bounded`() throws {
        #expect(try #require(run("sh", "-c", "sleep 3; sleep 0.5")).duration == 3.5)
        let programs = GuestPrograms(hostname: "web", limit: 1000)
        let ran = try #require(programs.run(["sh", "-c", "for a in 1 2 3 4; do seq 99999999; done"]))
        #expect(ran.output.count == 1000)
    }
}
