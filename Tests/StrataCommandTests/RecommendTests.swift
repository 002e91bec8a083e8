import Foundation
import StrataCatalog
import Testing

@testable import strata

@Suite(.timeLimit(.minutes(5))) struct `Recommendations on the command line` {
    private static let vsphere = [
        "recommend", "--leave", "vsphere", "--guests", "windows,linux", "--ha", "--nodes", "3", "--no-license-cost",
    ]

    @Test func `the answer explains itself, names the runner-up and what would change it`() async throws {
        let run = try await CommandRun.run(Self.vsphere)
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("Recommended: 12 Proxmox (proxmox, "))
        for wanted in ["Runner-up: 15 XCP-ng", "What would change the answer", "[Proxmox VE", "stacks are excluded; --all tells why"] {
            #expect(run.output.contains(wanted), "\(wanted)")
        }
        #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
        #expect(try await CommandRun.run(Self.vsphere + ["--all"]).output.contains("\nExcluded\n"))
    }

    @Test func `the order of options and how they are written never matter`() async throws {
        let one = try await CommandRun.run(Self.vsphere + ["-o", "json"]).output
        let other = try await CommandRun.run([
            "recommend", "-o", "json", "--no-licence-cost", "--nodes", "3", "--guests", "linux", "--high-availability", "--guests",
            "windows,linux", "--leave", "10",
        ]).output
        #expect(one == other)
        let answer = try JSONDecoder().decode(Recommendation.self, from: Data(one.utf8))
        #expect(answer.needs.hard.map(\.description).contains("leave=vsphere"))
    }

    @Test(arguments: [("2GiB", "2048"), ("2G", "2048"), ("2GB", "2048"), ("512MiB", "512"), ("1.5Gi", "1536"), ("700", "700")])
    func `memory is understood as people write it`(text: String, mebibytes: String) async throws {
        let output = try await CommandRun.run(["recommend", "--memory", text, "-o", "json"]).output
        let answer = try JSONDecoder().decode(Recommendation.self, from: Data(output.utf8))
        #expect(answer.needs.hard.map(\.description) == ["memory=\(mebibytes)"])
    }

    @Test func `wishes rank and do not exclude`() async throws {
        let output = try await CommandRun.run([
            "recommend", "--guests", "linux", "--wish", "live-migration", "--wish", "arch=amd64", "-o", "json",
        ]).output
        let answer = try JSONDecoder().decode(Recommendation.self, from: Data(output.utf8))
        #expect(answer.needs.wishes.map(\.description) == ["arch=x86_64", "liveMigration"])
        #expect(answer.excluded.allSatisfy { $0.reasons.allSatisfy { $0.need == "guest=linux" } })
    }

    @Test func `where no stack is left, every exclusion is told and the code says so`() async throws {
        let run = try await CommandRun.run(["recommend", "--hard-realtime", "--live-migration"])
        #expect(run.status == 3)
        #expect(run.output.hasPrefix("No stack meets all of these needs.\n"))
        #expect(run.output.contains("proxmox         Proxmox cannot guarantee response times ["))
        #expect(run.output.contains("without the need liveMigration it would be"))
    }

    @Test(arguments: [
        ["--guests", "beos"], ["--memory", "lots"], ["--nodes", "0"], ["--wish", "wings"], ["--wish", "guests=beos"], ["--wish", "ha=yes"],
        [],
    ])
    func `needs that make no sense are refused as wrong usage`(arguments: [String]) async throws {
        let run = try await CommandRun.run(["recommend"] + arguments)
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(run.messages.hasPrefix("strata: "))
    }

    @Test func `questions lead to the same needs as options`() throws {
        var answers = ["windows,linux", "", "3?", "", "", "", "vsphere", "maybe", "y", "n", "", "", "yes", "", ""]
        var said = ""
        let needs = try Questionnaire(say: { said += $0 }, ask: { answers.isEmpty ? nil : answers.removeFirst() }).needs()
        #expect(needs.hard.map(\.description) == ["guest=linux", "guest=windows", "highAvailability", "leave=vsphere", "noLicenceCost"])
        #expect(needs.wishes.map(\.description) == ["nodes=3"])
        #expect(said.contains("Must guests restart elsewhere when a host fails? [y/N]"))
    }

    @Test func `a wrong answer is asked again, and the end of input ends the questions`() throws {
        var answers = ["beos", "linux"]
        var said = ""
        let needs = try Questionnaire(say: { said += $0 }, ask: { answers.isEmpty ? nil : answers.removeFirst() }).needs()
        #expect(needs.hard.map(\.description) == ["guest=linux"])
        #expect(said.contains("guest does not know \"beos\""))
    }
}
