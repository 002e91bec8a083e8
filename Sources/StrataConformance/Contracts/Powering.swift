import StrataAPI
import StrataDriverKit

extension Contract {
    static let starting: [Contract] = [
        Contract("start", "A started machine runs, and starting it again changes nothing.") { stage in
            let (_, id) = try await stage.running()
            let first = try await stage.observe(id)
            try stage.expectEqual(first.power, .running, "the power")
            try await stage.driver.start(id)
            let second = try await stage.observe(id)
            try stage.expectEqual(second.power, .running, "the power after a second start")
            try stage.expectEqual(second.pid, first.pid, "the process after a second start")
        },
        Contract("start.again", "A machine that was stopped starts again.") { stage in
            let (_, id) = try await stage.running()
            for _ in 0..<2 {
                try await stage.driver.stop(id, grace: .zero)
                try stage.expectEqual(try await stage.power(id), .stopped, "the power after a stop")
                try await stage.driver.start(id)
                try stage.expectEqual(try await stage.power(id), .running, "the power after a start")
            }
        },
        Contract("start.concurrent", "Callers that start different machines at once all succeed.") { stage in
            var ids: [NativeID] = []
            for name in ["a", "b", "c"] { ids.append(try await stage.stopped(name).1) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in ids { group.addTask { try await stage.driver.start(id) } }
                try await group.waitForAll()
            }
            for id in ids { try stage.expectEqual(try await stage.power(id), .running, "the power of \(id)") }
        },
    ]

    static let stopping: [Contract] = [
        Contract("stop", "A stopped machine is stopped, and stopping it again changes nothing.") { stage in
            let (_, id) = try await stage.running()
            for _ in 0..<2 {
                try await stage.driver.stop(id, grace: .zero)
                try stage.expectEqual(try await stage.power(id), .stopped, "the power")
            }
        },
        Contract("stop.grace", "A machine is stopped hard once its grace is over, whatever it does.") { stage in
            let (_, id) = try await stage.running()
            let start = ContinuousClock.now
            try await stage.driver.stop(id, grace: .seconds(2))
            try stage.expect(start.duration(to: .now) < .seconds(40), "a stop with two seconds of grace took \(start.duration(to: .now))")
            try stage.expectEqual(try await stage.power(id), .stopped, "the power")
        },
        Contract("stop.never-started", "Stopping a machine that was never started succeeds.") { stage in
            let (_, id) = try await stage.stopped()
            try await stage.driver.stop(id, grace: .seconds(1))
            try stage.expectEqual(try await stage.power(id), .stopped, "the power")
        },
    ]

    static let deleting: [Contract] = [
        Contract("delete", "A deleted machine is gone, and deleting it again succeeds.") { stage in
            let (instance, id) = try await stage.stopped()
            for _ in 0..<2 {
                try await stage.driver.delete(id, owner: instance.metadata.uid)
                try stage.expect(try await stage.driver.observe(id) == nil, "\(id) is still there")
            }
            try stage.expectEqual(try await stage.machines(of: instance.metadata.uid).count, 0, "the number of machines of that UID")
        },
        Contract("delete.running", "Deleting a running machine either stops and removes it, or is refused and leaves it running.") {
            stage in
            let (instance, id) = try await stage.running()
            do {
                try await stage.driver.delete(id, owner: instance.metadata.uid)
                try stage.expect(try await stage.driver.observe(id) == nil, "\(id) is still there")
            } catch DriverError.refused {
                try stage.expectEqual(try await stage.power(id), .running, "the power")
            }
        },
        Contract("delete.not-owned", "A machine of another UID is left alone.") { stage in
            let (_, id) = try await stage.running()
            try await stage.expectRefusal("deleting another's machine", .notOwned) {
                try await stage.driver.delete(id, owner: .random())
            }
            try await stage.expectRefusal("deleting with a UID that is none", .notOwned) {
                try await stage.driver.delete(id, owner: UID("../x"))
            }
            try stage.expectEqual(try await stage.power(id), .running, "the power")
        },
        Contract("delete.unknown", "Deleting what does not exist succeeds.") { stage in
            try await stage.driver.delete(NativeID("no-such-machine"), owner: .random())
        },
        Contract("delete.recreate", "After a machine was deleted, its name can be had again.") { stage in
            let (first, id) = try await stage.stopped()
            let name = try await stage.name(of: id)
            try await stage.driver.delete(id, owner: first.metadata.uid)
            let second = try await stage.create(stage.instance())
            try stage.expectEqual(try await stage.name(of: second), name, "the name of the second instance's machine")
        },
    ]
}
