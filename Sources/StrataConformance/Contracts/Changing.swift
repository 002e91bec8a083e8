import StrataAPI
import StrataDriverKit

extension Contract {
    static let pausing: [Contract] = [
        Contract("pause", .pause, "A machine can be paused and resumed, each twice without harm, and goes on as the same process.") {
            stage in
            let driver = try stage.able((any Pausing).self)
            let (_, id) = try await stage.running()
            let before = try await stage.observe(id)
            for _ in 0..<2 {
                try await driver.pause(id)
                try stage.expectEqual(try await stage.power(id), .paused, "the power")
            }
            for _ in 0..<2 {
                try await driver.resume(id)
                try stage.expectEqual(try await stage.power(id), .running, "the power")
            }
            try stage.expectEqual(try await stage.observe(id).pid, before.pid, "the process")
        },
        Contract("pause.illegal", .pause, "What is stopped, or does not exist, cannot be paused or resumed.") { stage in
            let driver = try stage.able((any Pausing).self)
            let (_, id) = try await stage.stopped()
            try await stage.expectRefusal("pausing a stopped machine", .refused) { try await driver.pause(id) }
            try stage.expectEqual(try await stage.power(id), .stopped, "the power")
            try await stage.expectRefusal("pausing what does not exist", .notFound, .refused) {
                try await driver.pause(NativeID("no-such-machine"))
            }
            try await stage.expectRefusal("resuming what does not exist", .notFound, .refused) {
                try await driver.resume(NativeID("no-such-machine"))
            }
        },
        Contract("pause.stop", .pause, "A paused machine can be stopped, and deleted.") { stage in
            let driver = try stage.able((any Pausing).self)
            let (instance, id) = try await stage.running()
            try await driver.pause(id)
            try await driver.stop(id, grace: .seconds(1))
            try stage.expectEqual(try await stage.power(id), .stopped, "the power")
            try await driver.delete(id, owner: instance.metadata.uid)
        },
    ]

    static let reconfiguring: [Contract] = [
        Contract(
            "reconfigure.takeover", .reconfigure,
            "A machine that is noted as another instance's is left alone, and becomes that one's which names its owner to take it over."
        ) { stage in
            let driver = try stage.able((any Reconfiguring).self)
            let (first, id) = try await stage.running { $0.spec.memory = Quantity("160Mi") }
            let heir = stage.instance("heir") { $0.spec.memory = Quantity("160Mi") }
            var order = stage.order(heir)
            order.image = nil
            order.server = "conformance (1)"
            try await stage.expectRefusal("changing another instance's machine", .notOwned) { _ = try await driver.update(id, to: order) }
            order.takesOver = .random()
            try await stage.expectRefusal("taking over from somebody else", .notOwned) { _ = try await driver.update(id, to: order) }
            try stage.expectEqual(try await stage.observe(id).owner, first.metadata.uid, "the owner")
            let before = try await stage.observe(id)
            order.takesOver = first.metadata.uid
            for _ in 0..<2 {
                do throws(DriverError) {
                    _ = try await driver.update(id, to: order)
                } catch {
                    guard case .refused(let failure) = error else { throw error }
                    try stage.expectEqual(try await stage.observe(id).owner, first.metadata.uid, "the owner")
                    throw NotTried(reason: failure.answer)
                }
            }
            let after = try await stage.observe(id)
            try stage.expectEqual(after.owner, heir.metadata.uid, "the owner")
            try stage.expectEqual(after.ownerServer, "conformance (1)", "the server that is noted")
            try stage.expectEqual(after.power, .running, "the power")
            try stage.expectEqual(after.pid, before.pid, "the process")
            try await stage.expectRefusal("deleting for who had it", .notOwned) { try await driver.delete(id, owner: first.metadata.uid) }
            try await driver.stop(id, grace: .zero)
            try await driver.start(id)
            try stage.expectEqual(try await stage.observe(id).owner, heir.metadata.uid, "the owner after a start")
            try await driver.delete(id, owner: heir.metadata.uid)
        },
        Contract(
            "reconfigure", .reconfigure, "Limits of a stopped machine are those of the order after a change, and after the next start."
        ) {
            stage in
            let driver = try stage.able((any Reconfiguring).self)
            var (instance, id) = try await stage.stopped { $0.spec.memory = Quantity("160Mi") }
            instance.spec.memory = Quantity("192Mi")
            instance.spec.cpu.cores = 1
            for _ in 0..<2 {
                let waiting = try await driver.update(id, to: stage.order(instance))
                try stage.expectEqual(waiting, [], "the fields that wait for a start of a machine that does not run")
            }
            try await driver.start(id)
            let machine = try await stage.observe(id)
            try stage.expectEqual(machine.memory?.value, 192 << 20, "the memory limit")
            try stage.expectEqual(machine.owner, instance.metadata.uid, "the owner")
        },
        Contract(
            "reconfigure.running", .reconfigure,
            "A change of a running machine holds at once, or is named as one that waits for the next start."
        ) {
            stage in
            let driver = try stage.able((any Reconfiguring).self)
            var (instance, id) = try await stage.running { $0.spec.memory = Quantity("192Mi") }
            let before = try await stage.observe(id)
            instance.spec.memory = Quantity("160Mi")
            let waiting = try await driver.update(id, to: stage.order(instance))
            let after = try await stage.observe(id)
            try stage.expectEqual(after.pid, before.pid, "the process")
            try stage.expect(
                after.memory?.value == 160 << 20 || waiting.contains("spec.memory"),
                "the memory limit is \(after.memory?.text ?? "none"), and spec.memory is not among what waits: \(waiting)")
            try stage.expect(waiting.allSatisfy { $0.hasPrefix("spec.") }, "what waits is named by its field: \(waiting)")
        },
        Contract("reconfigure.illegal", .reconfigure, "What does not exist, or is another instance's, is not changed.") { stage in
            let driver = try stage.able((any Reconfiguring).self)
            let (_, id) = try await stage.stopped()
            let other = stage.instance("other")
            try await stage.expectRefusal("changing another's machine", .notOwned) {
                _ = try await driver.update(id, to: stage.order(other))
            }
            try await stage.expectRefusal("changing what does not exist", .notFound, .refused) {
                _ = try await driver.update(NativeID("no-such-machine"), to: stage.order(other))
            }
        },
    ]
    static let comparing: [Contract] = [
        Contract(
            "compare", .compare,
            "A machine is what it was made to be; asked what a change would do, its driver names the fields and does nothing."
        ) { stage in
            let driver = try stage.able((any Comparing).self)
            var (instance, id) = try await stage.running { $0.spec.memory = Quantity("192Mi") }
            try stage.expectEqual(try await driver.changes(id, to: stage.order(instance)), [], "the changes of a new machine")
            let before = try await stage.observe(id)
            instance.spec.memory = Quantity("160Mi")
            let changes = try await driver.changes(id, to: stage.order(instance))
            try stage.expectEqual(
                changes.map(\.difference), [.init(field: "spec.memory", wanted: "160Mi", found: "192Mi")], "the changes")
            let after = try await stage.observe(id)
            try stage.expectEqual(after.settings, before.settings, "the word for its settings after asking")
            _ = try await driver.update(id, to: stage.order(instance))
            try stage.expectEqual(try await driver.changes(id, to: stage.order(instance)), [], "the changes after they were made")
            let changed = try await stage.observe(id)
            try stage.expect(changed.settings != before.settings, "the word for its settings did not change with them")
        },
        Contract("compare.illegal", .compare, "What does not exist, or is another instance's, is not compared.") { stage in
            let driver = try stage.able((any Comparing).self)
            let (_, id) = try await stage.stopped()
            let other = stage.instance("other")
            try await stage.expectRefusal("comparing another's machine", .notOwned) {
                _ = try await driver.changes(id, to: stage.order(other))
            }
            try await stage.expectRefusal("comparing what does not exist", .notFound, .refused) {
                _ = try await driver.changes(NativeID("no-such-machine"), to: stage.order(other))
            }
        },
    ]
}
