import Foundation
import SimulatorKit
import StrataAPI
import StrataDriverKit
import Testing
import VSphereCenter
import VSphereDriver
import VSphereSimulator

/// What can go wrong between a driver and a vCenter.
@Suite(.timeLimit(.minutes(3))) struct FaultTests {
    @Test func `a session that ends in the middle of things is begun again`() async throws {
        try await Yard.run { (yard) async throws in
            _ = yard.center.simulator.takeCounts()
            for _ in 0..<3 {
                yard.center.simulator.disturbances.arm("session-expiry")
                _ = try await yard.driver.list()
            }
            #expect(yard.center.simulator.takeCounts()["Login"] == 3)
            // However many ask at once, one logs in.
            yard.center.simulator.disturbances.arm("session-expiry")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 { group.addTask { _ = try await yard.driver.survey() } }
                try await group.waitForAll()
            }
            #expect(yard.center.simulator.takeCounts()["Login"] == 1)
        }
    }

    @Test func `a session that ends while a task goes on does not end the wait for it`() async throws {
        try await Yard.run(speed: 1) { inventory in
            inventory.machines = [Inventory.NewMachine(name: "a")]
        } _: { (yard) async throws in
            let machine = try #require(try await yard.machine("a"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await yard.driver.stop(machine.id, grace: .zero) }
                group.addTask {
                    yard.center.simulator.disturbances.arm("session-expiry", times: 2)
                    _ = try await yard.driver.list()
                }
                try await group.waitForAll()
            }
            #expect(try await yard.driver.observe(machine.id)?.power == .stopped)
        }
    }

    @Test func `a server whose clock is wrong and jumps ahead and back is worked with all the same`() async throws {
        try await Yard.run { (yard) async throws in
            let disturbances = yard.center.simulator.disturbances
            let changes = try await yard.driver.changes()
            for (index, ahead) in [-259_200.0, 259_200, 0].enumerated() {
                disturbances.settings.clockAhead = ahead
                let order = try yard.order("vm\(index)")
                let id = try await yard.driver.create(order)
                try await yard.driver.start(id)
                let snapshot = try await yard.driver.takeSnapshot(
                    id, SnapshotOrder(uid: .random(), name: ObjectName(namespace: "tests", name: "kept"), withMemory: true))
                let seen = try #require(try await yard.driver.list().first { $0.id == id })
                #expect(seen.power == .running && seen.owner == order.uid)
                try await yard.driver.revert(id, to: snapshot)
                disturbances.settings.clockAhead = ahead / 2
                try await yard.driver.stop(id, grace: .zero)
                try await yard.driver.delete(id, owner: order.uid)
            }
            #expect(try await yard.driver.list().isEmpty)
            withExtendedLifetime(changes) {}
        }
    }

    @Test func `what a server with a wrong clock tells of times is told by this machine's clock`() async throws {
        try await TestCenter.run { inventory in
            inventory.machines = [Inventory.NewMachine(name: "a")]
        } _: { (center) async throws in
            center.simulator.disturbances.settings.clockAhead = -7200
            let driver = try await VSphereDriver.connect(center.connection())
            let id = try #require(try await driver.list().first?.id)
            try await driver.stop(id, grace: .zero)
            try await driver.start(id)
            _ = try await driver.takeSnapshot(id, SnapshotOrder(uid: .random(), name: ObjectName(namespace: "tests", name: "kept")))
            let started = try #require(try await driver.observe(id)?.startedAt)
            let taken = try #require(try await driver.snapshots(id).first?.createdAt)
            for time in [started, taken] { #expect(abs(time.microseconds - Timestamp.now().microseconds) < 60_000_000, "\(time)") }
            await driver.close()
        }
    }

    @Test func `a server's error is told, and the call may be made again`() async throws {
        try await Yard.run { (yard) async throws in
            // Nothing runs, so that the next list is one call.
            _ = try await yard.driver.list()
            yard.center.simulator.disturbances.arm("server-error")
            let error = await #expect(throws: DriverError.self) { try await yard.driver.list() }
            #expect("\(try #require(error))".contains("503"))
            #expect(error?.isTransient == true)
            #expect(try await yard.driver.list().isEmpty)
        }
    }

    @Test(arguments: ["lost", "cut"])
    func `answers that get lost or end in the middle make calls fail, and the same calls succeed later`(how: String) async throws {
        try await Yard.run { (yard) async throws in
            let order = try yard.order("a")
            let disturbances = yard.center.simulator.disturbances
            for percent in [40.0, 20, 10, 0] {
                var settings = Disturbances.Settings()
                if how == "lost" { settings.lossPercent = percent } else { settings.cutPercent = percent }
                disturbances.settings = settings
                for _ in 0..<3 {
                    do throws(DriverError) {
                        let id = try await yard.driver.create(order)
                        try await yard.driver.start(id)
                        try await yard.driver.stop(id, grace: .zero)
                    } catch {
                        #expect(error.isTransient, "\(error)")
                    }
                }
            }
            let id = try await yard.driver.create(order)
            try await yard.driver.start(id)
            #expect(try await yard.driver.list().map(\.owner) == [order.uid], "nothing else is left")
        }
    }

    @Test func `a task that fails fails the call, and the same call succeeds later`() async throws {
        try await Yard.run { inventory in
            var machine = Inventory.NewMachine(name: "a")
            machine.isRunning = false
            inventory.machines = [machine]
        } _: { (yard) async throws in
            let machine = try #require(try await yard.machine("a"))
            yard.center.simulator.disturbances.arm("task-fails")
            let error = await #expect(throws: DriverError.self) { try await yard.driver.start(machine.id) }
            #expect("\(try #require(error))".contains("SystemError"))
            #expect(try await yard.driver.observe(machine.id)?.power == .stopped)
            try await yard.driver.start(machine.id)
            #expect(try await yard.driver.observe(machine.id)?.power == .running)
        }
    }

    @Test func `a task that never ends is cancelled with the call that waits for it`() async throws {
        try await Yard.run { inventory in
            var machine = Inventory.NewMachine(name: "a")
            machine.isRunning = false
            inventory.machines = [machine]
        } _: { (yard) async throws in
            let machine = try #require(try await yard.machine("a"))
            yard.center.simulator.disturbances.arm("task-hangs")
            await #expect(throws: DeadlineExceeded.self) {
                try await withDeadline(.seconds(5)) { try await yard.driver.start(machine.id) }
            }
            #expect(yard.center.simulator.takeCounts()["CancelTask"] == 1)
            try await yard.driver.start(machine.id)
            #expect(try await yard.driver.observe(machine.id)?.power == .running)
        }
    }

    @Test func `a host that goes away takes its machines' state along, and no other's`() async throws {
        try await Yard.run { inventory in
            inventory.machines = inventory.hosts.prefix(2).enumerated().map { index, host in
                var machine = Inventory.NewMachine(name: "vm\(index)")
                machine.host = host.name
                return machine
            }
        } _: { (yard) async throws in
            let away = try #require(try await yard.machine("vm1"))
            #expect(await yard.center.simulator.setConnected(false, host: away.host))
            #expect(try await yard.machine("vm0")?.power == .running)
            #expect(try await yard.machine("vm1")?.power == .other("disconnected"))
            let error = await #expect(throws: DriverError.self) { try await yard.driver.reset(away.id) }
            #expect(error?.isTransient == true, "\(String(describing: error))")
            let survey = try await yard.driver.survey()
            #expect(survey.hosts.filter { !$0.status.conditions.holds("Online") }.map(\.name) == [away.host])
            #expect(survey.boxes.first { $0.id == "vmkernel" }?.reason == "not connected: \(away.host)")
            await yard.center.simulator.setConnected(true, host: away.host)
            try await yard.driver.reset(away.id)
        }
    }

    @Test func `a vCenter that is started again is the same to whoever knew it, with what it had`() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "center-\(UUID()).json").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let (driver, port, id) = try await TestCenter.run(stateFile: path) { inventory in
            inventory.machines = [Inventory.NewMachine(name: "a")]
        } _: { (center) async throws in
            let driver = try await VSphereDriver.connect(center.connection())
            let id = try #require(try await driver.list().first?.id)
            try await driver.stop(id, grace: .zero)
            return (driver, center.port, id)
        }
        let error = await #expect(throws: DriverError.self) { try await driver.list() }
        guard case .unreachable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        try await TestCenter.run(port: port, stateFile: path) { _ in
            #expect(try await driver.list().map(\.power) == [.stopped])
            try await driver.start(id)
        }
        await driver.close()
    }

    @Test func `a list's calls are as many as its pages, and a survey's do not grow at all`() async throws {
        var counts: [(list: Int, tags: Int?, survey: Int)] = []
        for size in [10, 10_000] {
            try await Yard.run { inventory in
                inventory.machines = (0..<size).map { Inventory.NewMachine(name: "vm-\($0)") }
            } _: { (yard) async throws in
                _ = try await yard.driver.survey()
                _ = try await yard.driver.list()
                _ = yard.center.simulator.takeCounts()
                #expect(try await yard.driver.list().count == size)
                let list = yard.center.simulator.takeCounts()
                let interface = list.filter { !$0.key.contains("/") }.values.reduce(0, +)
                _ = try await yard.driver.survey()
                counts.append((interface, list["POST /tagging/tag-association"], yard.center.simulator.takeCounts().values.reduce(0, +)))
            }
        }
        // One call is for what machines use; the others are for 2,500 machines each.
        #expect(counts.map(\.list) == [1 + 1, 4 + 1], "\(counts)")
        // Once a minute, through the interface that tags are in.
        #expect(counts.map(\.tags) == [1, 10], "\(counts)")
        #expect(counts[0].survey == counts[1].survey && counts[0].survey <= 3, "\(counts)")
    }

    @Test func `a user without rights sees, and is told what is missing and what for`() async throws {
        try await TestCenter.run { inventory in
            inventory.machines = [Inventory.NewMachine(name: "a")]
            inventory.users = [Inventory.User(name: "eye@vsphere.local", password: "sees", role: "ReadOnly")]
        } _: { (center) async throws in
            var connection = center.connection()
            connection.network?.secrets["username"] = Array("eye@vsphere.local".utf8)
            connection.network?.secrets["password"] = Array("sees\n".utf8)
            let driver = try await VSphereDriver.connect(connection)
            let machine = try #require(try await driver.list().first)
            let survey = try await driver.survey()
            #expect(survey.restrictions.contains("the privilege VirtualMachine.Interact.PowerOff is missing, to stop machines"))
            #expect(survey.support[.snapshot]?.isUsable == false)
            let error = await #expect(throws: DriverError.self) { try await driver.stop(machine.id, grace: .zero) }
            guard case .refused(let failure) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(failure.answer.contains("VirtualMachine.Interact.PowerOff"))
            await driver.close()
        }
    }
}
