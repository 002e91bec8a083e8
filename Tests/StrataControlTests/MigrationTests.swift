import StrataAPI
import StrataDriverKit
import StrataResources
import Testing

@testable import StrataControl

@Suite struct MigrationTests {
    private static func begin(_ plane: PlaneUnderTest, _ instance: String = "web", to site: String = "there", live: Bool = true)
        async throws
        -> ObjectName
    {
        var migration = Migration(name: PlaneUnderTest.name("\(instance)-move"))
        migration.spec.instance = instance
        migration.spec.to = plane.siteName(site)
        migration.spec.live = live
        return try await Objects<Migration>(plane.objects).create(migration).name
    }

    private static func migration(_ plane: PlaneUnderTest, _ name: ObjectName) throws -> Migration? {
        try Objects<Migration>(plane.objects).get(name)
    }

    private static func wait(_ plane: PlaneUnderTest, _ name: ObjectName, for phase: Migration.Status.Phase) async throws {
        try await eventually("\(name) to become \(phase)") { try migration(plane, name)?.status.phase == phase }
    }

    /// An instance that runs at `lab`, and the laboratories `lab` and `there`.
    private static func run(_ body: (PlaneUnderTest, Laboratory, Laboratory) async throws -> Void) async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let (here, there) = (try await plane.site(), try await plane.site("there"))
            try await plane.create("web")
            try await plane.waitForPhase(.running, of: "web")
            try await body(plane, here, there)
        }
    }

    private static func expectMoved(_ plane: PlaneUnderTest, _ here: Laboratory, _ there: Laboratory) async throws {
        #expect(try plane.instance("web")?.spec.site == plane.siteName("there"))
        try await plane.waitForPhase(.running, of: "web")
        #expect(here.machines.isEmpty)
        #expect(there.machines.values.map(\.power) == [.running])
        #expect(here.calls("create").count + there.calls("create").count == 1)
    }

    private static func expectKept(_ plane: PlaneUnderTest, _ here: Laboratory, _ there: Laboratory) async throws {
        #expect(try plane.instance("web")?.spec.site == plane.siteName())
        try await eventually("web to be nobody's but its site's") { try plane.instance("web")?.status.operation == nil }
        #expect(here.machines.values.map(\.power) == [.running])
        #expect(there.machines.isEmpty)
    }

    @Test func `an instance is taken to another site, and its object follows`() async throws {
        try await Self.run { (plane, here, there) async throws in
            let name = try await Self.begin(plane)
            try await Self.wait(plane, name, for: .succeeded)
            try await Self.expectMoved(plane, here, there)
            let migration = try #require(try Self.migration(plane, name))
            #expect(migration.status.from == plane.siteName())
            #expect(migration.status.downtimeMilliseconds ?? 0 >= 7)
            #expect(migration.status.conditions.holds("Succeeded"))
            #expect(migration.metadata.finalizers.isEmpty)
            #expect(here.calls("stop").isEmpty)
        }
    }

    @Test func `one that is not to run meanwhile is stopped first`() async throws {
        try await Self.run { (plane, here, there) async throws in
            let name = try await Self.begin(plane, live: false)
            try await Self.wait(plane, name, for: .succeeded)
            #expect(here.calls("stop") == ["stop web"])
            try await Self.expectMoved(plane, here, there)
        }
    }

    @Test(arguments: ["check", "prepare", "send", "commit"])
    func `what fails before it is decided leaves the instance where it is, running`(step: String) async throws {
        try await Self.run { (plane, here, there) async throws in
            there.change { $0.faults[step] = [.failed(.init("move", "web", answer: "the other side broke"))] }
            let name = try await Self.begin(plane)
            try await Self.wait(plane, name, for: .failed)
            #expect(try Self.migration(plane, name)?.status.message.contains("the other side broke") == true)
            try await Self.expectKept(plane, here, there)
        }
    }

    @Test func `what fails when it is decided is brought to its end`() async throws {
        try await Self.run { (plane, here, there) async throws in
            there.change { $0.faults["answer"] = [.unreachable(.init("move", "web", answer: "the connection broke"))] }
            let name = try await Self.begin(plane)
            try await Self.wait(plane, name, for: .succeeded)
            try await Self.expectMoved(plane, here, there)
        }
    }

    @Test func `while nobody can tell whose the machine is, nothing is done, and then what is right`() async throws {
        try await Self.run { (plane, here, there) async throws in
            let lost = DriverError.unreachable(.init("move", "web", answer: "the connection broke"))
            there.change {
                $0.faults["answer"] = [lost]
                $0.faults["whereabouts"] = [lost, lost]
            }
            let name = try await Self.begin(plane)
            try await eventually("the doubt") { there.calls("whereabouts").count >= 2 }
            #expect(here.calls("abort").isEmpty)
            #expect(try Self.migration(plane, name)?.status.phase == .switching)
            try await Self.wait(plane, name, for: .succeeded)
            try await Self.expectMoved(plane, here, there)
        }
    }

    @Test(arguments: [Migration.Status.Phase.preparing, .copying, .switching])
    func `a server that died meanwhile is followed by one that begins anew, or goes on where it is decided`(
        phase: Migration.Status.Phase
    ) async throws {
        try await Self.run { (plane, here, there) async throws in
            // As the one that died left it: what it had begun shows in the object alone.
            var migration = Migration(name: PlaneUnderTest.name("web-move"))
            migration.spec.instance = "web"
            migration.spec.to = plane.siteName("there")
            migration.spec.live = true
            migration.status.phase = phase
            migration.status.from = plane.siteName()
            let name = try await Objects<Migration>(plane.objects).create(migration, WriteOptions(part: .whole)).name
            try await Self.wait(plane, name, for: .succeeded)
            #expect(here.calls("abort").count == 1)
            try await Self.expectMoved(plane, here, there)
        }
    }

    @Test func `deleting one that is under way cancels it`() async throws {
        try await Self.run { (plane, here, there) async throws in
            there.change { $0.hangs = true }
            let name = try await Self.begin(plane)
            try await eventually("it to begin") { !there.calls("check").isEmpty }
            try await Objects<Migration>(plane.objects).delete(name)
            try await eventually("it to go") { try Self.migration(plane, name) == nil }
            #expect(here.calls("abort") == ["abort web"])
            there.change { $0.hangs = false }
            try await Self.expectKept(plane, here, there)
        }
    }

    @Test func `an instance that is deleted meanwhile goes where it is`() async throws {
        try await Self.run { (plane, here, there) async throws in
            there.change { $0.hangs = true }
            _ = try await Self.begin(plane)
            try await eventually("it to begin") { !there.calls("check").isEmpty }
            try await plane.delete("web")
            try await plane.waitUntilGone("web")
            #expect(here.machines.isEmpty)
            there.change { $0.hangs = false }
        }
    }

    @Test func `a volume that would stay behind is refused by its name, and nothing was moved`() async throws {
        try await Self.run { (plane, here, there) async throws in
            var volume = Volume(name: PlaneUnderTest.name("data"))
            volume.spec.site = plane.siteName()
            volume.spec.size = Quantity("1Gi")
            _ = try await Objects<Volume>(plane.objects).create(volume)
            let uid = try #require(try plane.instance("web")).metadata.uid
            try await Objects<Instance>(plane.objects).change(PlaneUnderTest.name("web"), uid: uid) {
                $0.spec.volumes = [Instance.Mount(volume: "data", path: "/srv")]
            }
            try await eventually("the volume") {
                try plane.instance("web")?.status.conditions["InSync"]?.status == .yes && here.change { !$0.volumes.isEmpty }
            }
            let name = try await Self.begin(plane)
            try await Self.wait(plane, name, for: .failed)
            let message = try Self.migration(plane, name)?.status.message ?? ""
            #expect(
                message.contains("spec.volumes[0].volume: volume data is on site \(plane.siteName())")
                    && message.contains("detach it first"))
            try await Self.expectKept(plane, here, there)
        }
    }

    @Test func `what makes no sense is refused with a sentence`() async throws {
        try await Self.run { (plane, _, _) async throws in
            for (index, (instance, site, said)) in [
                ("none", "there", "there is no instance none"), ("web", "lab", "is on site"), ("web", "nowhere", "there is no site"),
            ].enumerated() {
                var migration = Migration(name: PlaneUnderTest.name("wrong-\(index)"))
                migration.spec.instance = instance
                migration.spec.to = plane.siteName(site)
                let name = try await Objects<Migration>(plane.objects).create(migration).name
                try await Self.wait(plane, name, for: .failed)
                #expect(try Self.migration(plane, name)?.status.message.contains(said) == true)
            }
        }
    }
}
