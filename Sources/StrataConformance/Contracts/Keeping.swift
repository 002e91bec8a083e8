import StrataAPI
import StrataDriverKit

extension Contract {
    static let snapshotting: [Contract] = [
        Contract("snapshot", .snapshot, "A snapshot is taken once for one UID, is listed with its owner, and is gone once it was deleted.")
        {
            stage in
            let driver = try stage.able((any Snapshotting).self)
            let (_, id) = try await stage.running()
            let order = stage.snapshotOrder("s")
            let snapshot = try await driver.takeSnapshot(id, order)
            try stage.expectEqual(try await driver.takeSnapshot(id, order), snapshot, "the snapshot of a second call")
            try stage.expectEqual(try await stage.power(id), .running, "the power after it was taken")
            let listed = try await driver.snapshots(id).filter { $0.owner == order.uid }
            try stage.expectEqual(listed.map(\.id), [snapshot], "the listed snapshots of that UID")
            try await stage.expectRefusal("deleting another's snapshot", .notOwned) {
                try await driver.deleteSnapshot(id, snapshot, owner: .random())
            }
            for _ in 0..<2 { try await driver.deleteSnapshot(id, snapshot, owner: order.uid) }
            try stage.expect(try await driver.snapshots(id).allSatisfy { $0.id != snapshot }, "the deleted snapshot is still listed")
            try stage.expectEqual(try await stage.power(id), .running, "the power at the end")
        },
        Contract(
            "snapshot.revert", .snapshot, "A revert brings back what a file held, and takes away what came later."
        ) { stage in
            let (driver, id) = try await stage.reverting()
            _ = try await stage.exec(id, "sh", "-c", "echo first >/state")
            let first = try await driver.takeSnapshot(id, stage.snapshotOrder("first"))
            _ = try await stage.exec(id, "sh", "-c", "echo second >/state; echo x >/new")
            try await driver.revert(id, to: first)
            try stage.expectEqual(try await stage.power(id), .stopped, "the power after a revert")
            try await driver.start(id)
            try stage.expectEqual(try await stage.content(of: id), "first\n", "the files after the revert")
        },
        Contract(
            "snapshot.older", .snapshot,
            "A revert past a later snapshot leaves that one to be gone back to as well, or is refused and leaves the machine as it is."
        ) { stage in
            let (driver, id) = try await stage.reverting()
            _ = try await stage.exec(id, "sh", "-c", "echo first >/state")
            let first = try await driver.takeSnapshot(id, stage.snapshotOrder("first"))
            _ = try await stage.exec(id, "sh", "-c", "echo second >/state; echo x >/new")
            let second = try await driver.takeSnapshot(id, stage.snapshotOrder("second"))
            _ = try await stage.exec(id, "sh", "-c", "echo third >/state")
            do {
                try await driver.revert(id, to: first)
                try await driver.start(id)
                try stage.expectEqual(try await stage.content(of: id), "first\n", "the files after the first revert")
            } catch DriverError.refused {
                try stage.expectEqual(try await stage.power(id), .running, "the power after a revert that was refused")
                try stage.expectEqual(try await stage.content(of: id), "third\n/new\n", "the files after a revert that was refused")
            }
            try await driver.revert(id, to: second)
            try await driver.start(id)
            try stage.expectEqual(try await stage.content(of: id), "second\n/new\n", "the files after the second revert")
        },
        Contract("snapshot.delete", .snapshot, "A machine with snapshots can be deleted, and they go with it.") { stage in
            let driver = try stage.able((any Snapshotting).self)
            let (instance, id) = try await stage.stopped()
            for name in ["a", "b"] {
                _ = try await driver.takeSnapshot(id, stage.snapshotOrder(name))
            }
            try await driver.delete(id, owner: instance.metadata.uid)
            let next = stage.instance()
            let again = try await stage.create(next)
            try stage.expectEqual(try await driver.snapshots(again).count, 0, "the number of snapshots of a new machine of that name")
        },
        Contract("snapshot.illegal", .snapshot, "What does not exist has no snapshots to take, to go back to or to delete.") { stage in
            let driver = try stage.able((any Snapshotting).self)
            let order = stage.snapshotOrder("s")
            try await stage.expectRefusal("a snapshot of what does not exist", .notFound, .refused) {
                _ = try await driver.takeSnapshot(NativeID("no-such-machine"), order)
            }
            let (_, id) = try await stage.stopped()
            for name in ["no-such-snapshot", "../..", "", "-x", "a/b"] {
                try await stage.expectRefusal("a revert to \(name.debugDescription)", .notFound, .refused) {
                    try await driver.revert(id, to: SnapshotID(name))
                }
            }
        },
    ]

    static let remembering: [Contract] = [
        Contract(
            "memory", .memory,
            "A snapshot with memory is taken of a machine that runs on, says so, and is gone back to as a machine that runs."
        ) { stage in
            let driver = try stage.able((any MemorySnapshotting).self)
            let (_, id) = try await stage.running()
            let order = SnapshotOrder(uid: .random(), name: ObjectName(namespace: "conformance", name: "m"), withMemory: true)
            let snapshot = try await driver.takeSnapshot(id, order)
            try stage.expectEqual(try await stage.power(id), .running, "the power after it was taken")
            try stage.expectEqual(
                try await driver.snapshots(id).first { $0.id == snapshot }?.hasMemory, true, "whether the listed snapshot has memory")
            try await driver.stop(id, grace: .zero)
            try await driver.revert(id, to: snapshot)
            try stage.expectEqual(try await stage.power(id), .running, "the power after the revert")
            try await driver.deleteSnapshot(id, snapshot, owner: order.uid)
            try stage.expectEqual(try await stage.power(id), .running, "the power after its deletion")
        }
    ]

    static let cloning: [Contract] = [
        Contract("clone", .clone, "A clone is stopped and its own instance's, made once for one UID, and outlives its source.") { stage in
            let driver = try stage.able((any Cloning).self)
            let (source, id) = try await stage.stopped()
            let copy = stage.instance("copy")
            let clone = try await driver.clone(stage.order(copy), of: id, at: nil)
            try stage.expect(clone != id, "the clone is its source")
            try stage.expectEqual(try await driver.clone(stage.order(copy), of: id, at: nil), clone, "the clone of a second call")
            let machine = try await stage.observe(clone)
            try stage.expectEqual(machine.owner, copy.metadata.uid, "the owner")
            try stage.expectEqual(machine.power, .stopped, "the power")
            try await driver.delete(id, owner: source.metadata.uid)
            try await driver.start(clone)
            try stage.expectEqual(try await stage.power(clone), .running, "the power of a clone whose source is gone")
        },
        Contract("clone.content", .clone, "A clone has its source's files, and neither sees what the other writes later.") { stage in
            let driver = try stage.able((any Cloning).self)
            guard driver is any Executing, stage.subject.image.type == .container else {
                throw NotTried(reason: "no command runs in machines of this image")
            }
            let (_, id) = try await stage.ready()
            _ = try await stage.exec(id, "sh", "-c", "echo one >/state")
            try await driver.stop(id, grace: .zero)
            let copy = stage.instance("copy")
            let clone = try await driver.clone(stage.order(copy), of: id, at: nil)
            try await driver.start(id)
            try await driver.start(clone)
            _ = try await stage.exec(id, "sh", "-c", "echo two >/state")
            try stage.expectEqual(try await stage.exec(clone, "cat", "/state").output, "one\n", "the clone's file")
        },
        Contract("clone.illegal", .clone, "What does not exist cannot be cloned.") { stage in
            let driver = try stage.able((any Cloning).self)
            let copy = stage.instance("copy")
            try await stage.expectRefusal("a clone of what does not exist", .notFound, .refused) {
                _ = try await driver.clone(stage.order(copy), of: NativeID("no-such-machine"), at: nil)
            }
            try stage.expectEqual(try await stage.machines(of: copy.metadata.uid).count, 0, "the number of machines of the clone's UID")
        },
    ]

    static let exporting: [Contract] = [
        Contract("export", .export, "A machine's parts can be sent, while it runs and while it does not, without it noticing.") { stage in
            let driver = try stage.able((any Exporting).self)
            let (_, id) = try await stage.stopped()
            for isRunning in [false, true] {
                if isRunning { try await driver.start(id) }
                let before = try await stage.observe(id)
                let export = try await driver.export(id, at: nil)
                do {
                    try stage.expect(!export.parts.isEmpty, "the export has no part")
                    for part in export.parts {
                        let session = try await part.open()
                        session.endInput()
                        var count = 0
                        for try await chunk in session.output where chunk.stream == .standardOutput { count += chunk.bytes.count }
                        try stage.expectEqual(try await session.exit, .exited(0), "the end of \(part.name)")
                        try stage.expect(count > 0, "\(part.name) is empty")
                    }
                } catch {
                    await export.close()
                    throw error
                }
                await export.close()
                let after = try await stage.observe(id)
                try stage.expectEqual(after.power, before.power, "the power after the export")
                try stage.expectEqual(after.pid, before.pid, "the process after the export")
            }
        },
        Contract("export.illegal", .export, "What does not exist cannot be exported.") { stage in
            let driver = try stage.able((any Exporting).self)
            try await stage.expectRefusal("an export of what does not exist", .notFound, .refused) {
                let export = try await driver.export(NativeID("no-such-machine"), at: nil)
                await export.close()
            }
        },
    ]
}

extension Stage {
    /// A running machine that files can be written in and that can be gone back with.
    fileprivate func reverting() async throws -> (driver: any Snapshotting, id: NativeID) {
        let driver = try able((any Snapshotting).self)
        guard driver is any Executing, subject.image.type == .container else {
            throw NotTried(reason: "no command runs in machines of this image")
        }
        return (driver, try await ready().1)
    }

    fileprivate func snapshotOrder(_ name: String) -> SnapshotOrder {
        SnapshotOrder(uid: .random(), name: ObjectName(namespace: "conformance", name: name))
    }

    /// What the machine's files hold that the contracts of snapshots write.
    fileprivate func content(of id: NativeID) async throws -> String {
        try await exec(id, "sh", "-c", "cat /state; ls /new 2>/dev/null; true").output
    }
}
