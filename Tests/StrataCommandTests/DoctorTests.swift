import Foundation
import StrataDoctor
import Testing

@testable import strata

@Suite(.timeLimit(.minutes(2))) struct `The doctor on the command line` {
    @Test func `this machine is looked at, and every stack gets a verdict`() async throws {
        let run = try await CommandRun.run(["doctor", "-o", "json"])
        #expect(run.status == 0)
        let json = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        #expect((json["stacks"] as? [[String: Any]])?.count == 29)
        #expect((json["machine"] as? [String: Any])?["system"] as? String == "Linux")
        let text = try await CommandRun.run(["doctor"], environment: ["NO_COLOR": "1"]).output
        #expect(text.hasPrefix("Machine "))
        #expect(text.contains("CANNOT RUN HERE"))
    }

    @Test func `a machine that is none is wrong usage, one that does not answer is code 5`() async throws {
        for host in ["lab", "ssh://", "ssh://-oProxyCommand=x", "http://lab"] {
            #expect(try await CommandRun.run(["doctor", "--host", host]).status == 2, "\(host)")
        }
        let run = try await CommandRun.run(["doctor", "--host", "ssh://127.0.0.1:1", "--known-hosts", "/dev/null"])
        #expect(run.status == 5)
        #expect(run.messages.hasPrefix("strata: cannot look at ssh://127.0.0.1:1: "))
        #expect(try await CommandRun.run(["doctor", "--ssh-key", "x"]).status == 2)
    }
}
