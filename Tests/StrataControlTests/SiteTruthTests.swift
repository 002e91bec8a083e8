import StrataAPI
import StrataDriverKit
import StrataResources
import Testing

@testable import StrataControl

struct SiteTruthTests {
    @Test func `a site at an address that its stack has no interface for acts on no other machine instead`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            var secret = Secret(name: PlaneUnderTest.name("door"))
            secret.data = ["tls.crt": "eA==", "tls.key": "eA=="]
            _ = try await Objects<Secret>(plane.objects).create(secret)
            let lab = try await plane.site {
                $0.spec.endpoint = "https://lab.example"
                $0.spec.credentials = Site.SecretReference(name: "door")
            }
            #expect(try plane.siteStatus()?.message.contains("not reached over HTTPS") == true)
            #expect(lab.calls.isEmpty)
        }
    }

    @Test func `machines that exist already appear, observed, and are never touched`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = plane.laboratory()
            lab.add("old")
            lab.add("frozen", .paused)
            try await plane.site()
            try await plane.waitForPhase(.running, of: "old")
            try await plane.waitForPhase(.paused, of: "frozen")
            #expect(try plane.instance("old")?.spec.isObserved == true)
            // Neither a changed wish nor deletion reaches the machine; the object comes back with the next look.
            try await plane.change("old") { $0.spec.power = .stopped }
            try await plane.delete("frozen")
            let looks = lab.calls("list").count
            try await eventually("two more looks") { lab.calls("list").count >= looks + 2 }
            try await plane.waitForPhase(.paused, of: "frozen")
            #expect(lab.calls.allSatisfy { call in ["connect", "survey", "list", "observe"].contains(call.prefix { $0 != " " }) })
        }
    }

    @Test func `an observed instance goes when its machine goes`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = plane.laboratory()
            lab.add("old")
            try await plane.site()
            try await plane.waitForPhase(.running, of: "old")
            lab.change { $0.machines = [:] }
            try await plane.waitUntilGone("old")
        }
    }

    @Test func `a site that stops answering makes its instances unknown since a time, slows no other, and recovers by itself`() async throws
    {
        try await PlaneUnderTest.run(patience: .milliseconds(500)) { (plane) async throws in
            let dead = try await plane.site("dead")
            try await plane.site("alive")
            try await plane.create("web", on: "dead")
            try await plane.waitForPhase(.running, of: "web")
            let seen = try #require(try plane.instance("web")?.status.lastSeen)
            dead.change { $0.hangs = true }
            try await plane.waitForPhase(.unknown, of: "web")
            #expect(try plane.siteStatus("dead")?.phase == .unreachable)
            let reachable = try #require(try plane.instance("web")?.status.conditions["Reachable"])
            #expect(reachable.status == .no)
            #expect(reachable.message.hasPrefix("last seen "))
            #expect(reachable.message.contains(" as Running; site "))
            #expect(try #require(try plane.instance("web")?.status.lastSeen) >= seen)
            // The other site launches, stops and deletes as if nothing were.
            try await plane.create("other", on: "alive")
            try await plane.waitForPhase(.running, of: "other")
            try await plane.delete("other")
            try await plane.waitUntilGone("other")
            #expect(try plane.instance("web")?.status.phase == .unknown)
            dead.change { $0.hangs = false }
            try await plane.waitForPhase(.running, of: "web")
            #expect(try plane.instance("web")?.status.conditions.holds("Reachable") == true)
            #expect(dead.calls("create") == ["create web"])
            #expect(dead.calls("start") == ["start web"])
        }
    }

    @Test func `what is asked while a site is away is done when it is back`() async throws {
        try await PlaneUnderTest.run(patience: .milliseconds(300)) { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("gone")
            try await plane.waitForPhase(.running, of: "gone")
            lab.change { $0.hangs = true }
            try await plane.waitForPhase(.unknown, of: "gone")
            try await plane.delete("gone")
            try await plane.create("new")
            try await eventually("the reason") {
                try plane.instance("new")?.status.conditions["Ready"]?.message.contains("cannot be used") == true
            }
            #expect(try plane.instance("gone")?.metadata.isBeingDeleted == true)
            lab.change { $0.hangs = false }
            try await plane.waitUntilGone("gone")
            try await plane.waitForPhase(.running, of: "new")
            #expect(lab.machines.keys.map(\.text) == ["new"])
        }
    }

    @Test func `a site is surveyed again as soon as machines came or went, and not with every list`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site { $0.spec.adopt = false }
            let looks = lab.calls("list").count
            try await eventually("two more looks") { lab.calls("list").count >= looks + 2 }
            #expect(lab.calls("survey").count == 1)
            lab.add("new")
            try await eventually("a second survey") { lab.calls("survey").count == 2 }
            lab.change { $0.machines = [:] }
            try await eventually("a third survey") { lab.calls("survey").count == 3 }
        }
    }

    @Test func `a site without a driver says which there are`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            try await plane.site { $0.spec.stack = "vsphere" }
            let status = try #require(try plane.siteStatus())
            #expect(status.phase == .unsupported)
            #expect(status.message.hasSuffix("there is no driver for the stack vsphere; this server has: laboratory"))
        }
    }

    @Test func `with a site goes what was only looked at, and nothing is known of the others`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = plane.laboratory()
            lab.add("theirs")
            // Not first at the next look.
            try await plane.site { $0.spec.surveyIntervalSeconds = 600 }
            try await plane.create("web")
            try await plane.waitForPhase(.running, of: "web")
            try await plane.waitForPhase(.running, of: "theirs")
            try await Objects<Site>(plane.objects).delete(ObjectName(name: plane.siteName()))
            try await plane.waitForPhase(.unknown, of: "web")
            try await plane.waitUntilGone("theirs")
            let ready = try #require(try plane.instance("web")?.status.conditions["Reachable"])
            #expect(ready.status == .no && ready.reason == "SiteNotFound" && ready.message.hasSuffix("there is no such site any more"))
            #expect(lab.machines.count == 2 && lab.calls("delete").isEmpty)
        }
    }

    @Test func `an instance whose site is gone is let go, and the machine left alone`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web")
            try await plane.waitForPhase(.running, of: "web")
            try await Objects<Site>(plane.objects).delete(ObjectName(name: plane.siteName()))
            try await plane.delete("web")
            try await plane.waitUntilGone("web")
            #expect(lab.machines[NativeID("web")]?.power == .running)
            #expect(lab.calls("delete").isEmpty)
        }
    }

    @Test func `a machine whose instance was lost is adopted after the second look`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = plane.laboratory()
            lab.add("orphan", owner: .random())
            try await plane.site()
            try await plane.waitForPhase(.running, of: "orphan")
            #expect(lab.calls("list").count >= 2)
            #expect(try plane.instance("orphan")?.spec.isObserved == true)
        }
    }

    @Test func `a machine that another server manages is shown as its, and cannot be claimed`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = plane.laboratory()
            let other = UID.random()
            lab.add("theirs", owner: other)
            try await plane.site()
            try await plane.waitForPhase(.running, of: "theirs")
            let instance = try #require(try plane.instance("theirs"))
            #expect(instance.status.owner == "an instance (UID \(other))" && instance.status.ownerUID == other.text)
            let refusal = await #expect(throws: APIError.self) {
                try await Objects<Instance>(plane.objects).change(instance.name, uid: instance.metadata.uid) { $0.spec.rights = [.update] }
            }
            #expect(
                refusal?.message.contains("spec.management: Forbidden: the machine is noted as that of an instance (UID \(other))") == true)
            #expect(try plane.instance("theirs")?.spec.isObserved == true)
        }
    }

    @Test func `a machine that was left behind by another server is taken over where its owner is named, and says whose it is then`()
        async throws
    {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = plane.laboratory()
            let other = UID.random()
            lab.add("left", owner: other)
            lab.change { $0.machines[NativeID("left")]?.ownerServer = "attic (1)" }
            try await plane.site()
            try await plane.waitForPhase(.running, of: "left")
            let instance = try #require(try plane.instance("left"))
            #expect(instance.status.owner == "an instance of the server attic (1) (UID \(other))")
            await #expect(throws: APIError.self, "another owner than the one that is noted") {
                try await plane.change("left") {
                    $0.spec.rights = [.update, .delete]
                    $0.spec.takeOver = UID.random().text
                }
            }
            try await plane.change("left") {
                $0.spec.rights = [.update, .delete]
                $0.spec.takeOver = other.text
            }
            try await eventually("the machine to be its own") { lab.machines[NativeID("left")]?.owner == instance.metadata.uid }
            try await eventually("readiness") { try plane.instance("left")?.status.conditions.holds("Ready") == true }
            try await eventually("no other owner") { try plane.instance("left")?.status.owner.isEmpty == true }
            let namespace = try #require(try Objects<Namespace>(plane.objects).get(ObjectName(name: "default"))?.metadata.uid)
            #expect(lab.machines[NativeID("left")]?.ownerServer.hasSuffix(" (\(namespace))") == true)
            #expect(lab.calls("stop").isEmpty && lab.calls("start").isEmpty)
            try await plane.delete("left")
            try await plane.waitUntilGone("left")
            #expect(lab.machines.isEmpty)
        }
    }

    /// An instance that runs, and a copy of its machine, with its UID, that is seen.
    private static func copied(_ plane: PlaneUnderTest) async throws -> (Laboratory, Instance) {
        let lab = try await plane.site()
        let mine = try await plane.create("mine")
        try await plane.waitForPhase(.running, of: "mine")
        lab.add("copy", owner: mine.metadata.uid)
        try await eventually("the copy to be seen") { try plane.instance("copy")?.spec.isObserved == true }
        return (lab, mine)
    }

    @Test func `a copy that somebody made of an instance's machine is seen, and can be taken over as another`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let (lab, mine) = try await Self.copied(plane)
            #expect(try plane.instance("mine")?.status.nativeID == "mine")
            try await plane.change("copy") {
                $0.spec.rights = [.update, .delete]
                $0.spec.takeOver = mine.metadata.uid.text
            }
            let copy = try #require(try plane.instance("copy"))
            try await eventually("the copy to be its own") { lab.machines[NativeID("copy")]?.owner == copy.metadata.uid }
            try await plane.delete("copy")
            try await plane.waitUntilGone("copy")
            #expect(lab.machines.keys.map(\.text) == ["mine"] && lab.machines[NativeID("mine")]?.owner == mine.metadata.uid)
        }
    }

    @Test func `a copy of a machine that is gone is neither taken for it nor deleted with its instance`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let (lab, _) = try await Self.copied(plane)
            lab.change { $0.machines[NativeID("mine")] = nil }
            try await eventually("a new machine, or why there is none") {
                let seen = try plane.instance("mine")
                return seen?.status.conditions["Ready"]?.reason == "NotOwned" || seen?.status.nativeID == "mine" && lab.machines.count == 2
            }
            #expect(try plane.instance("copy")?.spec.isObserved == true)
            try await plane.delete("mine")
            try await plane.waitUntilGone("mine")
            #expect(lab.machines.keys.map(\.text) == ["copy"])
            #expect(lab.calls("start").allSatisfy { $0 != "start copy" } && lab.calls("delete").allSatisfy { $0 != "delete copy" })
        }
    }

    @Test func `a machine of an instance that this server has is not taken over by another of its own`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            let mine = try await plane.create("mine")
            try await plane.waitForPhase(.running, of: "mine")
            var thief = Instance(name: PlaneUnderTest.name("thief"))
            thief.spec.site = plane.siteName()
            thief.spec.rights = [.update]
            thief.spec.takeOver = mine.metadata.uid.text
            thief.status.nativeID = "mine"
            _ = try await Objects<Instance>(plane.objects).create(thief, WriteOptions(part: .whole))
            try await eventually("the refusal") { try plane.instance("thief")?.status.conditions["Ready"]?.reason == "NotOwned" }
            #expect(lab.machines[NativeID("mine")]?.owner == mine.metadata.uid)
        }
    }
}
