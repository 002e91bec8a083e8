import Foundation
import LXD
import LXDDaemon
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LXDDriver

@Suite(
    .tags(.host), .enabled(if: ProcessInfo.processInfo.environment["STRATA_SLOW"] != nil), .timeLimit(.minutes(5)))
struct `A cluster of daemons` {
    @Test func `is one site, whose hosts are its members, and instances go from one to another`() async throws {
        try await TestDaemon.runCluster { first, second in
            let image = try await BusyboxImage(in: first.directory).stored
            let driver = try await Yard.connect(first, ["target": "two"])
            let yard = Yard(server: first, driver: driver, image: image)
            let survey = try await driver.survey()
            #expect(survey.hosts.map(\.name).sorted() == ["one", "two"])
            #expect(survey.hosts.allSatisfy { $0.status.conditions.holds("Online") && $0.status.cpus > 0 })
            #expect(survey.boxes.first { $0.id == "clustering" }?.facts["members"] == "2")

            let (order, id) = try await yard.running("here")
            #expect(try await driver.observe(id)?.host == "two")
            #expect(try await yard.run(id, "echo", "from two").text == "from two\n")
            // Any member serves all of them.
            let other = try await Yard.connect(second)
            try await Self.eventually { try await other.list().map(\.id) == [id] }
            var moved = order
            moved.image = nil
            moved.options = ["member": "one"]
            #expect(try await driver.changes(id, to: moved).map(\.difference.field) == ["spec.stack.lxd.member"])
            #expect(try await driver.update(id, to: moved) == ["spec.stack.lxd.member (once it is stopped)"])
            _ = try await yard.run(id, "sh", "-c", "echo kept >/root/file")
            try await driver.stop(id, grace: .zero)
            #expect(try await driver.update(id, to: moved) == [])
            #expect(try await driver.observe(id)?.host == "one")
            #expect(try await driver.changes(id, to: moved) == [])
            try await driver.start(id)
            #expect(try await yard.run(id, "cat", "/root/file").text == "kept\n")
            moved.options = ["member": "three"]
            try await driver.stop(id, grace: .zero)
            let nobody = await #expect(throws: DriverError.self) { _ = try await driver.update(id, to: moved) }
            #expect(nobody != nil)

            // A member that is away hides no other.
            let far = try await driver.create(yard.order("far"))
            #expect(try await driver.observe(far)?.host == "two")
            try await second.kill()
            try await Self.eventually { try await driver.list().map(\.id.text).sorted() == ["far", "here"] }
            try await Self.eventually { try await driver.observe(id)?.power == .stopped }
            try await driver.start(id)
            try await Self.eventually { try await driver.observe(id)?.power == .running }
            try await second.start()
            try await Self.eventually { try await driver.observe(far)?.power == .stopped }
            await other.close()
            await driver.close()
        }
    }

    /// Until the members have found that one is away, or speak to each other again, the daemon says that they do not.
    @Test func `is emptied member by member, which nobody's start disturbs, and takes its instances back`() async throws {
        try await TestDaemon.runCluster { first, second in
            let image = try await BusyboxImage(in: first.directory).stored
            let driver = try await Yard.connect(first, ["target": "two"])
            let yard = Yard(server: first, driver: driver, image: image)
            #expect(try await driver.survey().support[.evacuation] == nil)
            let (_, id) = try await yard.running("runs")
            let off = try await driver.create(yard.order("off"))
            _ = try await yard.run(id, "sh", "-c", "echo kept >/root/file")
            for _ in 0..<2 {
                // As who wants it to run, and sees that it stopped.
                let starting = Task { while !Task.isCancelled { try? await driver.start(id) } }
                try await driver.evacuate("two")
                starting.cancel()
                await starting.value
            }
            let seen = try #require(try await driver.observe(id))
            #expect(seen.host == "one" && seen.power == .running)
            #expect(try await driver.observe(off)?.host == "one")
            #expect(try await driver.observe(off)?.power == .stopped)
            let two = try #require(try await driver.survey().hosts.first { $0.name == "two" })
            #expect(two.status.conditions.holds("Evacuated") && two.status.conditions.holds("Online"))
            for _ in 0..<2 {
                let starting = Task { while !Task.isCancelled { try? await driver.start(id) } }
                try await driver.restore("two")
                starting.cancel()
                await starting.value
            }
            #expect(try await driver.observe(id)?.host == "two")
            #expect(try await driver.observe(id)?.power == .running)
            #expect(try await driver.observe(off)?.host == "two")
            #expect(try await yard.run(id, "cat", "/root/file").text == "kept\n")
            let nobody = await #expect(throws: DriverError.self) { try await driver.evacuate("three") }
            guard case .notFound = nobody else {
                Issue.record("\(String(describing: nobody))")
                return
            }
            await driver.close()
        }
    }

    private static func eventually(_ holds: @escaping @Sendable () async throws -> Bool) async throws {
        try await TestContainers.eventually {
            do {
                return try await holds()
            } catch DriverError.failed(let failure)
                where ["Missing event connection", "Server isn't ready yet"].contains(where: { failure.answer.contains($0) })
            {
                return false
            }
        }
    }
}
