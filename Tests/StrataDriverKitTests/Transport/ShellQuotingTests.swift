import Testing

@testable import StrataDriverKit

struct ShellQuotingTests {
    @Test(.tags(.host), arguments: ["sh", "bash"])
    func `a real shell reads back every hostile vector`(shell: String) async throws {
        for argument in hostileStrings {
            let vector = ["printf", "%s\\0", argument, "x", argument]
            // 128 KiB is what Linux allows one argument (execve(2), MAX_ARG_STRLEN); the shell reads longer lines from a pipe.
            var command = Command(shell, "-s")
            command.input = Array(try ShellQuoting.quote(vector).utf8)
            let output = try await LocalMachine().check(command).output
            #expect(output == Array("\(argument)\0x\0\(argument)\0".utf8))
        }
    }

    @Test func `quoting refuses a NUL byte`() {
        #expect(throws: TransportError.self) { try ShellQuoting.quote(["a", "b\0"]) }
    }

    @Test(arguments: [("plain-1.2_x/y:z,a=b@c%d+e", false), ("", true), ("a b", true), ("é", true), ("$x", true), ("~", true)])
    func `only plain words are shown without quotes`(word: String, quoted: Bool) {
        #expect(ShellQuoting.needsQuotes(word) == quoted)
    }
}
