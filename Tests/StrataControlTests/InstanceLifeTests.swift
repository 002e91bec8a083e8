import StrataAPI
import StrataDriverKit
import Testing

@testable import StrataControl

struct InstanceLifeTests {
    @Test func `an instance is created and started, each once, and takes its type from its image`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web")
            try await plane.waitForPhase(.running, of: "web")
            #expect(lab.calls("create") == ["create web"])
            #expect(lab.calls("start") == ["start web"])
            let instance = try #require(try plane.instance("web"))
            #expect(instance.spec.type == .container)
            #expect(instance.status.nativeID == "web")
            #expect(instance.status.operation == nil)
            #expect(instance.status.imageDigest.hasPrefix("sha256:"))
            #expect(instance.status.conditions.holds("Ready"))
            #expect(instance.status.conditions.holds("InSync"))
        }
    }

    @Test func `power follows the wish through every state`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web") { $0.spec.power = .stopped }
            try await plane.waitForPhase(.stopped, of: "web")
            #expect(lab.calls("start").isEmpty)
            let way: [(Instance.Power, Instance.Phase)] = [
                (.paused, .paused), (.running, .running), (.paused, .paused), (.stopped, .stopped), (.running, .running),
            ]
            for (power, phase) in way {
                try await plane.change("web") { $0.spec.power = power }
                try await plane.waitForPhase(phase, of: "web")
            }
            #expect(lab.machines[NativeID("web")]?.power == .running)
            #expect(lab.calls("create").count == 1)
        }
    }

    @Test func `a failure that may pass is tried again, and told meanwhile`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            lab.change {
                $0.faults["start"] = Array(repeating: .failed(.init("start", "web", answer: "the stack is busy")), count: 2)
            }
            try await plane.create("web")
            try await eventually("the reason") {
                try plane.instance("web")?.status.conditions["Ready"]?.message.contains("the stack is busy") == true
            }
            try await plane.waitForPhase(.running, of: "web")
            #expect(lab.calls("start").count == 3)
            #expect(lab.calls("create").count == 1)
            try await eventually("the event") { try await plane.events(about: "web").contains("Failed") }
        }
    }

    @Test func `a refusal is told in the stack's words and not repeated at once`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            lab.change { $0.faults["create"] = [.refused(.init("create", "web", answer: "no room", hint: "Free some"))] }
            try await plane.create("web")
            try await plane.waitForPhase(.failed, of: "web")
            let ready = try #require(try plane.instance("web")?.status.conditions["Ready"])
            #expect(ready.status == .no)
            #expect(ready.reason == "Refused")
            #expect(ready.message == "could not create web: no room. Free some")
            // A later look at the site changes nothing about it.
            let looks = lab.calls("list").count
            try await eventually("two more looks") { lab.calls("list").count >= looks + 2 }
            #expect(lab.calls("create").count == 1)
        }
    }

    @Test func `a machine that ends at once is started again ever more slowly`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            lab.change { $0.machinesEndAtOnce = true }
            try await plane.create("web")
            try await eventually("three starts") { lab.calls("start").count >= 3 }
            let looks = lab.calls("list").count
            try await eventually("three more seconds of looks") { lab.calls("list").count >= looks + 3 }
            #expect(lab.calls("start").count < 9)
            let ready = try #require(try plane.instance("web")?.status.conditions["Ready"])
            #expect(ready.reason == "Ended")
            lab.change { $0.machinesEndAtOnce = false }
            try await plane.waitForPhase(.running, of: "web")
        }
    }

    @Test(arguments: ["nonsense", OneImage.unheardOf])
    func `an image that cannot be made is told, and nothing is created`(image: String) async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web") { $0.spec.image = image }
            try await eventually("the reason") {
                try plane.instance("web")?.status.conditions["Ready"]?.message == "image \(image): nobody makes this image"
            }
            #expect(try plane.instance("web")?.status.phase == .pending)
            #expect(lab.calls("create").isEmpty)
        }
    }

    @Test func `a changed limit arrives in the machine that runs`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web") { $0.spec.memory = Quantity("64Mi") }
            try await plane.waitForPhase(.running, of: "web")
            try await plane.change("web") { $0.spec.memory = Quantity("128Mi") }
            try await eventually("the limit") { lab.machines[NativeID("web")]?.memory == Quantity("128Mi") }
            try await eventually("the status") {
                guard let instance = try plane.instance("web") else { return false }
                return instance.status.observedGeneration == instance.metadata.generation
            }
            #expect(lab.calls("stop").isEmpty)
        }
    }

    @Test func `a machine removed behind Strata's back is made again`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web")
            try await plane.waitForPhase(.running, of: "web")
            lab.change { $0.machines = [:] }
            try await eventually("a second machine") { lab.machines[NativeID("web")]?.power == .running }
            try await plane.waitForPhase(.running, of: "web")
            #expect(lab.calls("create").count == 2)
        }
    }

    @Test func `a restart stops and starts once, and who asked waits for it`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web")
            try await plane.waitForPhase(.running, of: "web")
            try await plane.plane.sessions.restart(PlaneUnderTest.name("web"))
            #expect(lab.calls("stop") == ["stop web"])
            #expect(lab.calls("start") == ["start web", "start web"])
        }
    }

    @Test func `deleting removes the machine before the object goes`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web")
            try await plane.waitForPhase(.running, of: "web")
            try await plane.delete("web")
            try await plane.waitUntilGone("web")
            #expect(lab.machines.isEmpty)
            #expect(lab.calls("delete") == ["delete web"])
        }
    }

    @Test func `without the right to delete, the machine stays when the object goes`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site { $0.spec.adopt = false }
            try await plane.create("web") { $0.spec.rights = [.create, .update] }
            try await plane.waitForPhase(.running, of: "web")
            try await plane.delete("web")
            try await plane.waitUntilGone("web")
            #expect(lab.machines[NativeID("web")]?.power == .running)
            #expect(lab.calls("delete").isEmpty)
        }
    }

    @Test func `without the right to create, a missing machine is told and not made`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web") { $0.spec.rights = [.update] }
            try await plane.waitForPhase(.failed, of: "web")
            #expect(try plane.instance("web")?.status.conditions["Ready"]?.reason == "NotFound")
            #expect(lab.calls("create").isEmpty)
        }
    }
}
