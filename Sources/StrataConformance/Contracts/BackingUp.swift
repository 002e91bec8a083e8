import StrataAPI
import StrataDriverKit

extension Contract {
    static let backingUp: [Contract] = [
        Contract(
            "backups", .backups,
            "A machine's backup is made once for one UID, while it runs and while it does not, and it goes on as it was; another's is left alone, and one that is gone is no error.",
            limit: .seconds(600)
        ) { stage in
            let driver = try stage.able((any BackupKeeping).self)
            let (_, id) = try await stage.running()
            for power in [PowerState.running, .stopped] {
                if power == .stopped { try await driver.stop(id, grace: .zero) }
                let order = stage.backupOrder(of: id)
                let kept = try await driver.backUp(id, order)
                try stage.expectEqual(try await stage.power(id), power, "the power after it was made")
                try stage.expectEqual(try await driver.backUp(id, order).id, kept.id, "the backup of a second call")
                try stage.expectEqual(
                    try await driver.findBackup(of: id, owner: order.uid)?.id, kept.id, "the backup that is found under that UID")
                try await stage.expectRefusal("deleting another's backup", .notOwned) {
                    try await driver.deleteBackup(kept.id, owner: .random())
                }
                for _ in 0..<2 { try await driver.deleteBackup(kept.id, owner: order.uid) }
                try stage.expect(
                    try await driver.findBackup(of: id, owner: order.uid) == nil, "the deleted backup is still found under its UID")
                try stage.expectEqual(try await stage.power(id), power, "the power at the end")
            }
        },
        Contract(
            "backups.restore", .backups,
            "A machine is made from a backup once for one UID, stopped and its own instance's, though the one that was kept is gone; the backup stays, and the machine outlives it.",
            limit: .seconds(600)
        ) { stage in
            let driver = try stage.able((any BackupKeeping).self)
            let (source, id) = try await stage.stopped()
            let order = stage.backupOrder(of: id)
            let kept = try await driver.backUp(id, order)
            try await driver.delete(id, owner: source.metadata.uid)
            try stage.expectEqual(
                try await driver.findBackup(of: id, owner: order.uid)?.id, kept.id, "the backup that is found once its machine is gone")
            let copy = stage.instance("copy")
            let made = try await driver.restore(stage.restoration(copy), from: kept.id)
            try stage.expectEqual(try await driver.restore(stage.restoration(copy), from: kept.id), made, "the machine of a second call")
            let machine = try await stage.observe(made)
            try stage.expectEqual(machine.owner, copy.metadata.uid, "the owner")
            try stage.expectEqual(machine.power, .stopped, "the power")
            try stage.expectEqual(
                try await driver.findBackup(of: id, owner: order.uid)?.id, kept.id, "the backup after a machine was made from it")
            try await driver.deleteBackup(kept.id, owner: order.uid)
            try await driver.start(made)
            try stage.expectEqual(try await stage.power(made), .running, "the power of a machine whose backup is gone")
        },
        Contract(
            "backups.content", .backups,
            "A machine that is made from a backup has the files of that moment, and not those that came later.",
            limit: .seconds(600)
        ) { stage in
            let driver = try stage.able((any BackupKeeping).self)
            guard driver is any Executing, stage.subject.image.type == .container else {
                throw NotTried(reason: "no command runs in machines of this image")
            }
            let (_, id) = try await stage.ready()
            _ = try await stage.exec(id, "sh", "-c", "echo one >/state; sync")
            let kept = try await driver.backUp(id, stage.backupOrder(of: id))
            _ = try await stage.exec(id, "sh", "-c", "echo two >/state")
            let made = try await driver.restore(stage.restoration(stage.instance("copy")), from: kept.id)
            try await driver.start(made)
            try await stage.eventually("a machine in which commands run") { try await stage.exec(made, "true").exit == .exited(0) }
            try stage.expectEqual(try await stage.exec(made, "cat", "/state").output, "one\n", "the restored machine's file")
            try stage.expectEqual(try await stage.exec(id, "cat", "/state").output, "two\n", "the file of the machine that was kept")
        },
        Contract(
            "backups.cancelled", .backups, "A backup that is cancelled leaves none, and the machine can be kept afterwards.",
            limit: .seconds(600)
        ) { stage in
            let driver = try stage.able((any BackupKeeping).self)
            let (_, id) = try await stage.running()
            // At once, soon, and, where the stack is quick, afterwards.
            for pause in [Duration.zero, .milliseconds(20), .milliseconds(100), .milliseconds(500)] {
                let order = stage.backupOrder(of: id)
                let call = Task { try await driver.backUp(id, order) }
                do { try await Task.sleep(for: pause) } catch {
                    call.cancel()
                    throw error
                }
                call.cancel()
                switch await call.result {
                case .success(let kept): try await driver.deleteBackup(kept.id, owner: order.uid)
                case .failure:
                    try stage.expect(
                        try await driver.findBackup(of: id, owner: order.uid) == nil, "a backup cancelled after \(pause) is there")
                }
            }
            let kept = try await driver.backUp(id, stage.backupOrder(of: id))
            try stage.expectEqual(try await stage.power(id), .running, "the power of the machine")
            try await stage.expectRefusal("deleting another's backup", .notOwned) {
                try await driver.deleteBackup(kept.id, owner: .random())
            }
        },
        Contract(
            "backups.killed", .backups,
            "A backup whose process is killed at any moment can be made again, or is found or not, and is one at most.",
            limit: .seconds(900)
        ) { stage in
            let driver = try stage.able((any BackupKeeping).self)
            guard let worker = stage.subject.worker else {
                throw NotTried(reason: "no other process can be had here that works on this site")
            }
            let (_, id) = try await stage.running()
            var time = Duration.milliseconds(3)
            for attempt in 1...14 {
                let order = stage.backupOrder(of: id)
                let wasDone = try await worker(.backUp(id, order), time)
                // As a server that was started anew would: it goes on, or somebody wants it no more.
                try await stage.onConnection { again in
                    guard let again = again as? any BackupKeeping else { throw Breach("a second connection keeps no backups") }
                    if attempt.isMultiple(of: 2) {
                        let kept = try await again.backUp(id, order)
                        try stage.expectEqual(
                            try await again.findBackup(of: id, owner: order.uid)?.id, kept.id, "what is found after a kill at \(time)")
                        try await again.deleteBackup(kept.id, owner: order.uid)
                    } else if let kept = try await again.findBackup(of: id, owner: order.uid) {
                        try await again.deleteBackup(kept.id, owner: order.uid)
                    }
                }
                try stage.expect(
                    try await driver.findBackup(of: id, owner: order.uid) == nil, "two backups were there after a kill at \(time)")
                try stage.expectEqual(try await stage.power(id), .running, "the power after a kill at \(time)")
                if wasDone, attempt > 1 { return }
                time = time * 17 / 10
            }
        },
        Contract(
            "backups.illegal", .backups,
            "What does not exist has no backups made of it, and nothing is made from a backup that does not exist."
        ) { stage in
            let driver = try stage.able((any BackupKeeping).self)
            let machine = NativeID("no-such-machine")
            try await stage.expectRefusal("a backup of what does not exist", .notFound, .refused) {
                _ = try await driver.backUp(machine, BackupOrder(uid: .random(), name: stage.name("a")))
            }
            try stage.expect(try await driver.findBackup(of: machine, owner: .random()) == nil, "what does not exist has a backup")
            let copy = stage.instance("copy")
            for name in ["no-such-backup", "../..", "", "-x", "a/b", "a:b/c"] {
                try await stage.expectRefusal("a machine from \(name.debugDescription)", .notFound, .refused) {
                    _ = try await driver.restore(stage.restoration(copy), from: BackupID(name))
                }
            }
            try stage.expectEqual(try await stage.machines(of: copy.metadata.uid).count, 0, "the number of machines of that UID")
        },
    ]
}

extension Stage {
    /// An order for a backup of a machine, which is removed after the contract, however that ends.
    fileprivate func backupOrder(of machine: NativeID) -> BackupOrder {
        let order = BackupOrder(uid: .random(), name: name("backup"))
        afterwards { driver in
            guard let driver = driver as? any BackupKeeping, let left = try await driver.findBackup(of: machine, owner: order.uid) else {
                return
            }
            try await driver.deleteBackup(left.id, owner: order.uid)
        }
        return order
    }

    /// An order for a machine that comes from a backup: without an image.
    fileprivate func restoration(_ instance: Instance) -> Order {
        var order = order(instance)
        order.image = nil
        return order
    }
}
