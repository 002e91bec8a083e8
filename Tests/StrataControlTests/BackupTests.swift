import StrataAPI
import StrataDriverKit
import StrataResources
import Testing

@testable import StrataControl

/// One at a time: each has a store of its own, and too many at once take all threads that reads of stores wait on.
@Suite(.serialized, .timeLimit(.minutes(2))) struct BackupTests {
    @Test func `a backup is made once under its UID, tells what it is of, stays when its instance goes, and goes with its object`()
        async throws
    {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            let web = try await plane.create("web") { $0.spec.memory = Quantity("64Mi") }
            try await plane.waitForPhase(.running, of: "web")
            try await plane.backup("kept", of: "web") { $0.spec.storage = "nas" }
            try await plane.waitForBackup("kept", .ready)
            let backup = try #require(try plane.backup("kept"))
            #expect(backup.status.nativeID == "nas/\(backup.metadata.uid)")
            #expect(backup.status.site == plane.siteName() && backup.status.machine == "web" && backup.status.type == .container)
            #expect(backup.status.instanceUID == web.metadata.uid.text)
            #expect(backup.status.size == Quantity(bytes: 8192) && backup.status.takenAt == Timestamp(seconds: 1000))
            #expect(backup.status.conditions.holds("Ready"))
            #expect(backup.metadata.ownerReferences.isEmpty)
            #expect(backup.instance(named: PlaneUnderTest.name("x"))?.spec.memory == Quantity("64Mi"))
            #expect(lab.calls("backUp") == ["backUp web"])
            try await plane.delete("web")
            try await plane.waitUntilGone("web")
            #expect(try plane.backup("kept")?.status.phase == .ready)
            #expect(lab.change { $0.backups.count } == 1)
            try await plane.deleteBackup("kept")
            #expect(lab.change { $0.backups.count } == 0)
            #expect(lab.calls("findBackup").isEmpty)
        }
    }

    @Test func `an instance is made from a backup whose own instance is gone, once the backup is there`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web")
            try await plane.waitForPhase(.running, of: "web")
            // Asked for before there is anything to make it from.
            try await plane.create("copy") {
                $0.spec.image = ""
                $0.spec.source = Instance.Source(backup: "kept")
            }
            try await eventually("the reason") { try plane.instance("copy")?.status.conditions["Ready"]?.reason == "SourceNotFound" }
            try await plane.backup("kept", of: "web")
            try await plane.waitForBackup("kept", .ready)
            try await plane.delete("web")
            try await plane.waitForPhase(.running, of: "copy")
            #expect(try plane.instance("copy")?.spec.type == .container)
            let id = try #require(try plane.backup("kept")?.status.nativeID)
            #expect(lab.calls("restore") == ["restore \(id) as copy"])
            try await plane.deleteBackup("kept")
            #expect(try plane.instance("copy")?.status.phase == .running)
        }
    }

    @Test func `a backup is restored at the site that keeps it, as what it is`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            try await plane.site()
            try await plane.site("other")
            try await plane.create("web")
            try await plane.waitForPhase(.running, of: "web")
            try await plane.backup("kept", of: "web")
            try await plane.waitForBackup("kept", .ready)
            for (name, site, type, words) in [
                ("elsewhere", "other", InstanceType?.none, "is kept at site"), ("machine", "lab", .virtualMachine, "is of a Container"),
            ] {
                try await plane.create(name, on: site) {
                    $0.spec.image = ""
                    $0.spec.type = type
                    $0.spec.source = Instance.Source(backup: "kept")
                }
                try await plane.waitForPhase(.failed, of: name)
                #expect(try plane.instance(name)?.status.conditions["Ready"]?.message.contains(words) == true)
            }
        }
    }

    @Test func `what the site cannot do or refuses is Failed with its sentence, and what may pass is tried again`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web")
            try await plane.waitForPhase(.running, of: "web")
            lab.change { $0.faults["backUp"] = [.refused(.init("back up", "web", answer: "no room"))] }
            try await plane.backup("refused", of: "web")
            try await plane.waitForBackup("refused", .failed)
            #expect(try plane.backup("refused")?.status.conditions["Ready"]?.message == "could not back up web: no room")
            lab.change { $0.faults["backUp"] = [.failed(.init("back up", "web", answer: "busy"))] }
            try await plane.backup("later", of: "web")
            try await plane.waitForBackup("later", .ready)
            lab.change { $0.support[.backups] = .no("no storage takes any") }
            try await eventually("the site to say so") {
                try plane.siteStatus()?.abilities.contains { $0.name == "backups" && $0.support == .no } == true
            }
            try await plane.backup("unable", of: "web")
            try await plane.waitForBackup("unable", .failed)
            #expect(
                try plane.backup("unable")?.status.conditions["Ready"]?.message == "this site cannot keep backups: no storage takes any")
            #expect(lab.calls("backUp").count == 3)
            // Nobody was asked to make it, and nobody is asked to remove it.
            try await plane.deleteBackup("unable")
            #expect(lab.calls("findBackup").isEmpty)
        }
    }

    @Test func `a backup that is deleted while it is made is ended, and its machine is free again`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web")
            try await plane.waitForPhase(.running, of: "web")
            lab.change { $0.hanging = ["backUp"] }
            try await plane.backup("endless", of: "web")
            try await eventually("the backup to begin") { lab.calls("backUp").count == 1 }
            #expect(try plane.backup("endless")?.status.phase == .taking)
            try await plane.deleteBackup("endless")
            #expect(lab.calls("findBackup") == ["findBackup web"])
            try await plane.delete("web")
            try await plane.waitUntilGone("web")
        }
    }

    @Test func `a backup whose server died after it was made is found by the next one, though its machine is gone, and kept or removed`()
        async throws
    {
        let token = "reborn-\(UInt32.random(in: 0 ... .max))"
        try await ObjectsUnderTest.run { (objects) async throws in
            try await PlaneUnderTest.run(over: objects, token: token) { (plane) async throws in
                let lab = try await plane.site()
                for name in ["a", "b"] {
                    try await plane.create(name)
                    try await plane.waitForPhase(.running, of: name)
                }
                // Whole, and nobody learns of it.
                lab.change { $0.hanging = ["backedUp"] }
                for name in ["a", "b"] { try await plane.backup("of-\(name)", of: name) }
                try await eventually("the backups to be made") { lab.calls("backedUp").count == 2 }
            }
            let lab = Laboratory.of("lab-\(token)")
            lab.change {
                $0.hanging = []
                $0.machines = [:]
            }
            for name in ["a", "b"] {
                let instance = try #require(try Objects<Instance>(objects).get(PlaneUnderTest.name(name)))
                try await Objects<Instance>(objects).change(instance.name, uid: instance.metadata.uid) { $0.metadata.finalizers = [] }
                try await Objects<Instance>(objects).delete(instance.name)
            }
            try await Objects<Backup>(objects).delete(PlaneUnderTest.name("of-a"))
            try await PlaneUnderTest.run(over: objects, token: token) { (plane) async throws in
                try await eventually("the deleted one to go") { try plane.backup("of-a") == nil }
                try await plane.waitForBackup("of-b", .ready)
                let kept = try #require(try plane.backup("of-b"))
                #expect(lab.change { Array($0.backups.keys) } == [BackupID(kept.status.nativeID)])
                #expect(lab.calls("backUp").count == 2)
            }
        }
    }

    @Test func `a backup whose machine went before anything was kept is Failed`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web")
            try await plane.waitForPhase(.running, of: "web")
            lab.change { $0.faults["backUp"] = Array(repeating: .failed(.init("back up", "web", answer: "busy")), count: 100) }
            try await plane.backup("early", of: "web")
            try await eventually("the first try") { lab.calls("backUp").count >= 1 }
            try await plane.delete("web")
            try await plane.waitForBackup("early", .failed)
            #expect(try plane.backup("early")?.status.conditions["Ready"]?.reason.hasPrefix("Instance") == true)
        }
    }

    @Test func `a backup of another's stays when its object is deleted, and one whose site is gone lets its object go`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web")
            try await plane.waitForPhase(.running, of: "web")
            for name in ["stolen", "lost"] {
                try await plane.backup(name, of: "web")
                try await plane.waitForBackup(name, .ready)
            }
            let id = BackupID(try #require(try plane.backup("stolen")?.status.nativeID))
            lab.change { $0.backups[id]?.owner = .random() }
            try await plane.deleteBackup("stolen")
            #expect(lab.change { $0.backups[id] != nil })
            try await eventually("the event") { try await plane.events(about: "stolen").contains("NotOwned") }
            try await plane.delete("web")
            try await plane.waitUntilGone("web")
            try await Objects<Site>(plane.objects).delete(ObjectName(name: plane.siteName()))
            try await plane.deleteBackup("lost")
        }
    }

    @Test(arguments: [
        ("web", "", "", [String]()), ("web", "s", "", []), ("", "", "kept", []), ("", "", "", ["spec.source.instance"]),
        ("web", "", "kept", ["spec.source.instance"]), ("web", "s", "kept", ["spec.source.instance", "spec.source.snapshot"]),
    ])
    func `a source is an instance or a backup`(instance: String, snapshot: String, backup: String, paths: [String]) {
        var made = Instance(name: PlaneUnderTest.name("x"))
        var source = Instance.Source(instance: instance, snapshot: snapshot)
        source.backup = backup
        made.spec.source = source
        var issues = FieldIssues()
        made.validate(into: &issues)
        #expect(issues.all.map(\.path.description) == paths)
    }
}

extension PlaneUnderTest {
    fileprivate func backup(_ name: String, of instance: String, _ change: (inout Backup) -> Void = { _ in }) async throws {
        var backup = Backup(name: Self.name(name))
        backup.spec.instance = instance
        change(&backup)
        _ = try await Objects<Backup>(objects).create(backup)
    }

    fileprivate func backup(_ name: String) throws -> Backup? { try Objects<Backup>(objects).get(Self.name(name)) }

    fileprivate func waitForBackup(_ name: String, _ phase: Backup.Phase) async throws {
        try await eventually("backup \(name) to be \(phase.rawValue)") { try self.backup(name)?.status.phase == phase }
    }

    fileprivate func deleteBackup(_ name: String) async throws {
        try await Objects<Backup>(objects).delete(Self.name(name))
        try await eventually("backup \(name) to go") { try self.backup(name) == nil }
    }
}
