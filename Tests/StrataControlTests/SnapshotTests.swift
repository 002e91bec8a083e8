import StrataAPI
import StrataDriverKit
import StrataResources
import Testing

@testable import StrataControl

struct SnapshotTests {
    @Test func `a snapshot is taken once under its UID, belongs to its instance, and goes from the stack with its object`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            let web = try await plane.create("web")
            try await plane.waitForPhase(.running, of: "web")
            try await plane.snapshot("before", of: "web")
            try await plane.waitForSnapshot("before", .ready)
            let snapshot = try #require(try plane.snapshot("before"))
            #expect(snapshot.status.nativeID == snapshot.metadata.uid.text)
            #expect(snapshot.status.size == Quantity(bytes: 4096))
            #expect(snapshot.status.takenAt != nil)
            #expect(snapshot.status.conditions.holds("Ready"))
            #expect(snapshot.metadata.ownerReferences.map(\.uid) == [web.metadata.uid])
            #expect(lab.calls("takeSnapshot") == ["takeSnapshot web"])
            try await Objects<Snapshot>(plane.objects).delete(PlaneUnderTest.name("before"))
            try await eventually("the snapshot to go") { try plane.snapshot("before") == nil }
            #expect(lab.change { $0.snapshots[NativeID("web")] } == [])
        }
    }

    @Test func `snapshots go with their instance`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            try await plane.site()
            try await plane.create("web")
            try await plane.snapshot("before", of: "web")
            try await plane.waitForSnapshot("before", .ready)
            try await plane.delete("web")
            try await plane.waitUntilGone("web")
            try await eventually("the snapshot to go") { try plane.snapshot("before") == nil }
        }
    }

    @Test func `what the stack refuses is Failed with its sentence, and what may pass is tried again`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web")
            try await plane.waitForPhase(.running, of: "web")
            lab.change { $0.faults["takeSnapshot"] = [.refused(.init("take a snapshot of", "web", answer: "no room"))] }
            try await plane.snapshot("refused", of: "web")
            try await plane.waitForSnapshot("refused", .failed)
            #expect(try plane.snapshot("refused")?.status.conditions["Ready"]?.message == "could not take a snapshot of web: no room")
            lab.change { $0.faults["takeSnapshot"] = [.failed(.init("take a snapshot of", "web", answer: "busy"))] }
            try await plane.snapshot("later", of: "web")
            try await plane.waitForSnapshot("later", .ready)
            try await plane.snapshot("remembered", of: "web") { $0.spec.memory = true }
            try await plane.waitForSnapshot("remembered", .failed)
            let message = try plane.snapshot("remembered")?.status.conditions["Ready"]?.message
            #expect(message == "the laboratory driver cannot keep a machine's memory in a snapshot")
            try await eventually("the events") {
                let reasons = try await Set(plane.events(about: "refused") + plane.events(about: "later"))
                return reasons.isSuperset(of: ["Refused", "Taken"])
            }
        }
    }

    @Test func `a snapshot waits for its instance to be there`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            try await plane.site()
            try await plane.snapshot("early", of: "web")
            try await eventually("the reason") {
                try plane.snapshot("early")?.status.conditions["Ready"]?.reason == "InstanceNotFound"
            }
            #expect(try plane.snapshot("early")?.status.phase == .pending)
        }
    }

    @Test func `a snapshot that was being taken when the server died is finished, not taken anew`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web")
            try await plane.waitForPhase(.running, of: "web")
            // Taken, but never written down: the answer was lost.
            lab.change { $0.faults["snapshots"] = [.unreachable(.init("list the snapshots of", "web", answer: "gone"))] }
            try await plane.snapshot("before", of: "web")
            try await plane.waitForSnapshot("before", .ready)
            #expect(lab.change { $0.snapshots[NativeID("web")]?.count } == 1)
            #expect(lab.calls("takeSnapshot").count == 2)
        }
    }

    @Test func `a revert stops the machine, which is started again, and never meets another call on it`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web")
            try await plane.waitForPhase(.running, of: "web")
            try await plane.snapshot("before", of: "web")
            try await plane.waitForSnapshot("before", .ready)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<5 { group.addTask { try await plane.plane.snapshotSessions.revert(PlaneUnderTest.name("before")) } }
                for number in 0..<5 { group.addTask { try await plane.snapshot("more-\(number)", of: "web") } }
                try await group.waitForAll()
            }
            for number in 0..<5 { try await plane.waitForSnapshot("more-\(number)", .ready) }
            try await plane.waitForPhase(.running, of: "web")
            #expect(lab.calls("revert").count == 5)
            #expect(lab.change { $0.collisions } == [])
            let missing = await #expect(throws: APIError.self) {
                try await plane.plane.snapshotSessions.revert(PlaneUnderTest.name("none"))
            }
            #expect(missing?.reason == .notFound)
        }
    }

    @Test func `a machine that a revert stopped did not end by itself, and is started whatever its policy`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            _ = try await plane.site()
            try await plane.create("web") { $0.spec.restart = .never }
            try await plane.waitForPhase(.running, of: "web")
            try await plane.snapshot("before", of: "web")
            try await plane.waitForSnapshot("before", .ready)
            for _ in 0..<2 {
                try await plane.plane.snapshotSessions.revert(PlaneUnderTest.name("before"))
                try await plane.waitForPhase(.running, of: "web")
            }
            let instance = try #require(try plane.instance("web"))
            #expect(!instance.hasEnded && instance.status.restarts == 0 && instance.status.lastExit == nil)
        }
    }

    @Test func `an instance is made as a copy of another, of now or of a snapshot`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            // The copies are asked for before there is anything to copy.
            for (name, snapshot) in [("copy", ""), ("older", "before")] {
                try await plane.create(name) {
                    $0.spec.image = ""
                    $0.spec.source = Instance.Source(instance: "web", snapshot: snapshot)
                }
            }
            try await eventually("the reason") { try plane.instance("copy")?.status.conditions["Ready"]?.reason == "SourceNotFound" }
            try await plane.create("web")
            try await plane.snapshot("before", of: "web")
            for name in ["copy", "older"] {
                try await plane.waitForPhase(.running, of: name)
                let instance = try #require(try plane.instance(name))
                #expect(instance.spec.type == .container)
                #expect(instance.status.imageDigest == (try plane.instance("web"))?.status.imageDigest)
            }
            #expect(Set(lab.calls("clone")) == ["clone web as copy", "clone web as older"])
            #expect(lab.change { $0.collisions } == [])
        }
    }

    @Test func `an instance has an image or a source`() throws {
        for (image, hasSource, isValid) in [("busybox", false, true), ("", true, true), ("", false, false), ("busybox", true, false)] {
            var instance = Instance(name: PlaneUnderTest.name("web"))
            instance.spec.image = image
            instance.spec.source = hasSource ? Instance.Source(instance: "other") : nil
            var issues = FieldIssues()
            instance.validate(into: &issues)
            #expect(issues.isEmpty == isValid)
        }
    }
}

extension PlaneUnderTest {
    @discardableResult
    func snapshot(_ name: String, of instance: String, _ change: (inout Snapshot) -> Void = { _ in }) async throws -> Snapshot {
        var snapshot = Snapshot(name: Self.name(name))
        snapshot.spec.instance = instance
        change(&snapshot)
        return try await Objects<Snapshot>(objects).create(snapshot)
    }

    func snapshot(_ name: String) throws -> Snapshot? { try Objects<Snapshot>(objects).get(Self.name(name)) }

    func waitForSnapshot(_ name: String, _ phase: Snapshot.Phase) async throws {
        try await eventually("snapshot \(name) to be \(phase.rawValue)") { try self.snapshot(name)?.status.phase == phase }
    }
}
