import StrataAPI
import Testing

struct BackupTests {
    @Test func `a backup is read and written as it is, and holds on to its finalizer`() throws {
        var backup = Backup(name: ObjectName(namespace: "default", name: "kept"))
        backup.spec.instance = "web"
        backup.spec.storage = "nas"
        backup.status.phase = .ready
        backup.status.site = "pve"
        backup.status.type = .container
        backup.status.isIncremental = true
        backup.status.instanceSpec = ["site": "pve", "image": "busybox", "memory": "64Mi"]
        backup.status.takenAt = Timestamp(seconds: 1_800_000_000)
        #expect(Backup(json: backup.json) == backup)
        #expect(backup.json["status"]?["incremental"] == true)
        #expect(Backup.complete(backup.json)["metadata"]?["finalizers"] == [.string(Backup.finalizer)])
        #expect(Backup.complete(Backup.complete(backup.json)) == Backup.complete(backup.json))
    }

    @Test func `a backup tells the instance that it is of, under another name, where it knows it`() {
        var backup = Backup(name: ObjectName(namespace: "default", name: "kept"))
        let name = ObjectName(namespace: "default", name: "new")
        #expect(backup.instance(named: name) == nil)
        backup.status.instanceSpec = ["site": "pve", "image": "busybox", "memory": "64Mi"]
        #expect(backup.instance(named: name)?.name == name)
        #expect(backup.instance(named: name)?.spec.memory == Quantity("64Mi"))
    }

    @Test(arguments: [
        (Instance.Source(instance: "web"), "web", "as a copy of web"),
        (Instance.Source(instance: "web", snapshot: "s"), "web@s", "as a copy of web@s"),
        (Instance.Source(backup: "kept"), "backup kept", "from backup kept"),
    ])
    func `a source is told as people write it`(source: Instance.Source, text: String, origin: String) {
        #expect(source.text == text && source.origin == origin)
    }
}
