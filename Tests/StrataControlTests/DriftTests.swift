import StrataAPI
import StrataDriverKit
import StrataResources
import Testing

@testable import StrataControl

/// Machines that were changed behind Strata's back.
struct DriftTests {
    private let wanted = Quantity("64Mi")
    private let found = Quantity("128Mi")

    @Test func `a change made by others is told with both values, left as it is, and forgotten when it is undone`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web") { $0.spec.memory = wanted }
            try await plane.waitForPhase(.running, of: "web")
            lab.setMemory("web", found)
            try await eventually("the drift") { try plane.instance("web")?.status.drift.isEmpty == false }
            let status = try #require(try plane.instance("web")?.status)
            #expect(status.drift == [.init(field: "spec.memory", wanted: "64Mi", found: "128Mi")])
            let condition = try #require(status.conditions["InSync"])
            #expect(condition.status == .no && condition.reason == "Drifted" && condition.lastTransitionTime != nil)
            #expect(condition.message == "changed by others: spec.memory is 128Mi, should be 64Mi")
            #expect(status.conditions.holds("Ready"))
            let compared = lab.calls("compare").count
            let looks = lab.calls("list").count
            try await eventually("two more looks") { lab.calls("list").count >= looks + 2 }
            #expect(lab.calls("compare").count == compared && lab.calls("update").isEmpty)
            try await eventually("the event") { try await plane.events(about: "web").contains("Drifted") }
            lab.setMemory("web", wanted)
            try await eventually("agreement") { try plane.instance("web")?.status.conditions.holds("InSync") == true }
            #expect(try plane.instance("web")?.status.drift == [])
        }
    }

    @Test func `who made a change and when is told where the stack tells it, and kept while the change stands`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web") { $0.spec.memory = wanted }
            try await plane.waitForPhase(.running, of: "web")
            let change = ForeignChange(by: "ro\u{1B}ot", way: "from 192.0.2.7", at: Timestamp(seconds: 1_800_000_000))
            lab.setMemory("web", found, by: change)
            let words = "ro\\u{1b}ot from 192.0.2.7, 2027-01-15T08:00:00Z"
            let message = "changed by others (\(words)): spec.memory is 128Mi, should be 64Mi"
            try await eventually("the drift") { try plane.instance("web")?.status.conditions["InSync"]?.message == message }
            #expect(try plane.instance("web")?.status.changedBy == words)
            try await eventually("the event") {
                try await Objects<Event>(plane.objects).list().contains {
                    $0.message == "changed by others (\(words)), and left so: spec.memory is 128Mi, should be 64Mi"
                }
            }
            // Another change of the object has the machine looked at again.
            try await plane.change("web") { $0.spec.power = .paused }
            try await plane.waitForPhase(.paused, of: "web")
            lab.setMemory("web", wanted)
            try await eventually("agreement") { try plane.instance("web")?.status.conditions.holds("InSync") == true }
            #expect(try plane.instance("web")?.status.changedBy == "")
        }
    }

    @Test func `a change made by others is undone where that is asked for, and told`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web") {
                $0.spec.memory = wanted
                $0.spec.drift = .correct
            }
            try await plane.waitForPhase(.running, of: "web")
            lab.setMemory("web", found)
            try await eventually("the correction") { lab.machines[NativeID("web")]?.memory == wanted }
            try await eventually("the event") { try await plane.events(about: "web").contains("Corrected") }
            try await eventually("agreement") { try plane.instance("web")?.status.conditions.holds("InSync") == true }
            #expect(lab.calls("update").count == 1)
        }
    }

    @Test func `what cannot be undone is told, and tried once for each change`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            lab.change { $0.refusesChanges = true }
            try await plane.create("web") {
                $0.spec.memory = wanted
                $0.spec.drift = .correct
            }
            try await plane.waitForPhase(.running, of: "web")
            lab.setMemory("web", found)
            try await eventually("the drift") { try plane.instance("web")?.status.drift.isEmpty == false }
            let looks = lab.calls("list").count
            try await eventually("two more looks") { lab.calls("list").count >= looks + 2 }
            #expect(lab.calls("update").count == 1)
        }
    }

    @Test func `a machine that is only observed, or may not be updated, is not compared`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            lab.add("theirs")
            try await plane.create("web") { $0.spec.rights = [.create] }
            try await plane.waitForPhase(.running, of: "web")
            lab.setMemory("web", found)
            lab.setMemory("theirs", found)
            let looks = lab.calls("list").count
            try await eventually("two more looks") { lab.calls("list").count >= looks + 2 }
            #expect(lab.calls("compare").isEmpty)
        }
    }
}
