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
    }

    @Test func `the report groups the stacks by verdict, with steps below them, and fits the terminal`() throws {
        let record = MachineRecord(
            parsing: """
                == /proc/sys/kernel/ostype
                Linux
                == /proc/sys/kernel/arch
                x86_64
                == /etc/os-release
                ID=debian
                PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
                == /proc/meminfo
                MemTotal: 65759868 kB
                == /usr/bin/
                qemu-system-x86_64
                """)
        let report = DoctorReport(try Examination(host: "lab", record: record), columns: 90, hasColor: false).text
        let lines = report.split(separator: "\n").map(String.init)
        #expect(lines.allSatisfy { $0.count <= 90 || !$0.contains(" ") || $0.hasPrefix("                         ") })
        #expect(lines.first == "Machine           Debian GNU/Linux 12 (bookworm), x86_64")
        #expect(lines.contains("Memory            64218 MiB"))
        let headings = ["RUNS NOW", "CANNOT RUN HERE", "UNKNOWN"].compactMap { lines.firstIndex(of: $0) }
        #expect(headings == headings.sorted() && headings.count == 3)
        #expect(lines.contains("18    qemu-tcg       installed: qemu-system-x86_64"))
        let painted = DoctorReport(try Examination(host: "lab", record: record), columns: 90, hasColor: true).text
        #expect(painted.contains("\u{1B}[32;1mRUNS NOW\u{1B}[0m"))
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
