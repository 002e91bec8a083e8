import Foundation
import ProxmoxCluster
import ProxmoxDriver
import ProxmoxSimulator
import SimulatorKit
import StrataAPI
import StrataDriverKit
import Testing

/// What can go wrong between a driver and a cluster.
@Suite(.timeLimit(.minutes(3))) struct FaultTests {
    @Test func `a session that ends in the middle of things is begun again`() async throws {
        try await TestCluster.run { cluster in
            var connection = cluster.connection()
            connection.network?.secrets["token"] = nil
            connection.network?.secrets["username"] = Array("root@pam".utf8)
            connection.network?.secrets["password"] = Array("\(cluster.password)\n".utf8)
            let driver = try await ProxmoxDriver.connect(connection)
            _ = cluster.simulator.takeCounts()
            for _ in 0..<3 {
                cluster.simulator.disturbances.arm("session-expiry")
                _ = try await driver.list()
            }
            #expect(cluster.simulator.takeCounts()["POST access/ticket"] == 3)
            // However many ask at once, one logs in.
            cluster.simulator.disturbances.arm("session-expiry")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 { group.addTask { _ = try await driver.survey() } }
                try await group.waitForAll()
            }
            #expect(cluster.simulator.takeCounts()["POST access/ticket"] == 1)
            await driver.close()
        }
    }

    @Test func `a cluster whose clock is wrong and jumps ahead and back is worked with all the same`() async throws {
        try await Yard.run { yard in
            var connection = yard.cluster.connection()
            connection.stateDirectory = yard.directory
            connection.network?.secrets["token"] = nil
            connection.network?.secrets["username"] = Array("root@pam".utf8)
            connection.network?.secrets["password"] = Array("\(yard.cluster.password)\n".utf8)
            let driver = try await ProxmoxDriver.connect(connection)
            let disturbances = yard.cluster.simulator.disturbances
            _ = yard.cluster.simulator.takeCounts()
            for (index, ahead) in [-259_200.0, 259_200, 0].enumerated() {
                disturbances.settings.clockAhead = ahead
                let order = try yard.order("vm\(index)")
                let id = try await driver.create(order)
                try await driver.start(id)
                let snapshot = try await driver.takeSnapshot(
                    id, SnapshotOrder(uid: .random(), name: ObjectName(namespace: "tests", name: "kept"), withMemory: true))
                let seen = try #require(try await driver.list().first { $0.id == id })
                #expect(seen.power == .running && seen.owner == order.uid)
                // How long it has been up is told by the cluster, and since when by this machine's clock.
                let age = try #require(seen.startedAt).microseconds - Timestamp.now().microseconds
                #expect(abs(age) < 600 * 1_000_000, "\(ahead): \(age)")
                try await driver.revert(id, to: snapshot)
                disturbances.settings.clockAhead = ahead / 2
                try await driver.stop(id, grace: .zero)
                try await driver.delete(id, owner: order.uid)
            }
            #expect(try await driver.list().isEmpty)
            // Each jump made the ticket one of the past or of the future.
            #expect(yard.cluster.simulator.takeCounts()["POST access/ticket", default: 0] >= 4)
            await driver.close()
        }
    }

    @Test func `a wrong token is refused for good, with a hint`() async throws {
        try await TestCluster.run { cluster in
            var connection = cluster.connection()
            connection.network?.secrets["token"] = Array("root@pam!test=wrong".utf8)
            let error = await #expect(throws: DriverError.self) { try await ProxmoxDriver.connect(connection) }
            guard case .refused(let failure) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(failure.answer.contains("invalid token") && failure.hint.contains("pveum"))
        }
    }

    @Test func `another certificate than the pinned one is refused, and its fingerprint told`() async throws {
        try await TestCluster.run { cluster in
            var connection = cluster.connection()
            connection.network?.secrets["fingerprint"] = Array(String(repeating: "00", count: 32).utf8)
            let error = await #expect(throws: DriverError.self) { try await ProxmoxDriver.connect(connection) }
            #expect("\(try #require(error))".contains(cluster.simulator.server.fingerprint), "\(String(describing: error))")
            connection.network?.secrets["fingerprint"] = nil
            await #expect(throws: DriverError.self) { try await ProxmoxDriver.connect(connection) }
            connection.network?.secrets["ca.crt"] = Array(cluster.simulator.server.identity.certificate.utf8)
            let driver = try await ProxmoxDriver.connect(connection)
            await driver.close()
        }
    }

    @Test(arguments: ["lost", "cut"])
    func `answers that get lost or end in the middle make calls fail, and the same calls succeed later`(how: String) async throws {
        try await Yard.run { yard in
            let order = try yard.order("a")
            let disturbances = yard.cluster.simulator.disturbances
            for percent in [60.0, 30, 15, 0] {
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
            let machines = try await yard.driver.list().filter { $0.owner == order.uid }
            #expect(machines.count == 1)
            #expect(try await yard.driver.list().count == 1, "nothing else is left")
        }
    }

    @Test func `a server's error is told in its words, and the call may be made again`() async throws {
        try await Yard.run { (yard) async throws in
            yard.cluster.simulator.disturbances.arm("server-error")
            let error = await #expect(throws: DriverError.self) { try await yard.driver.list() }
            #expect("\(try #require(error))".contains("got timeout"))
            #expect(error?.isTransient == true)
            #expect(try await yard.driver.list().isEmpty)
        }
    }

    @Test func `a task that fails fails the call, and leaves nothing`() async throws {
        try await Yard.run { yard in
            let order = try yard.order("a")
            _ = try await yard.driver.create(try yard.order("first"))
            yard.cluster.simulator.disturbances.arm("task-fails")
            let error = await #expect(throws: DriverError.self) { try await yard.driver.create(order) }
            #expect("\(try #require(error))".contains("got signal 6"))
            #expect(try await yard.driver.list().count == 1)
            _ = try await yard.driver.create(order)
        }
    }

    @Test func `a task that never ends is aborted with the call that waits for it`() async throws {
        try await Yard.run { yard in
            let order = try yard.order("a")
            let id = try await yard.driver.create(order)
            yard.cluster.simulator.disturbances.arm("task-hangs")
            await #expect(throws: DeadlineExceeded.self) {
                try await withDeadline(.seconds(5)) { try await yard.driver.start(id) }
            }
            try await yard.driver.start(id)
            #expect(try await yard.driver.observe(id)?.power == .running)
        }
    }

    @Test func `a cluster that is started again is the same to whoever knew it, with what it had`() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "cluster-\(UUID()).json").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let (driver, port) = try await TestCluster.run(stateFile: path) { inventory in
            inventory.guests = [Inventory.NewGuest(number: 100, name: "a")]
        } _: { cluster in
            let driver = try await ProxmoxDriver.connect(cluster.connection())
            try await driver.stop(NativeID("qemu/100"), grace: .zero)
            return (driver, cluster.port)
        }
        let error = await #expect(throws: DriverError.self) { try await driver.list() }
        guard case .unreachable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        try await TestCluster.run(port: port, stateFile: path) { _ in
            #expect(try await driver.list().map(\.power) == [.stopped])
            try await driver.start(NativeID("qemu/100"))
        }
        await driver.close()
    }

    @Test func `a node that goes away takes its guests' state along, and no other's`() async throws {
        try await Yard.run(speed: 200) { inventory in
            for (index, node) in ["pve1", "pve2"].enumerated() {
                var guest = Inventory.NewGuest(number: 100 + index, name: "vm\(index)")
                guest.node = node
                inventory.guests.append(guest)
            }
        } _: { yard in
            await yard.cluster.simulator.setAway(["pve2"])
            let seen = try await yard.driver.list()
            #expect(seen.map(\.power) == [.running, .other("unknown")])
            let error = await #expect(throws: DriverError.self) { try await yard.driver.reset(NativeID("qemu/101")) }
            guard case .unreachable = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            let survey = try await yard.driver.survey()
            #expect(survey.hosts.map { $0.status.conditions.holds("Online") } == [true, false, true])
            #expect(survey.boxes.first { $0.id == "cluster-and-ha-manager" }?.reason == "not online: pve2")
            await yard.cluster.simulator.setAway([])
            try await yard.driver.reset(NativeID("qemu/101"))
        }
    }

    @Test func `a list of ten thousand guests takes as many requests as one of ten`() async throws {
        var counts: [Int] = []
        for size in [10, 10_000] {
            try await Yard.run { inventory in
                let large = Inventory(nodes: 3, machines: size)
                (inventory.guests, inventory.storages) = (large.guests, large.storages)
            } _: { yard in
                let order = try yard.order("own")
                _ = try await yard.driver.create(order)
                _ = yard.cluster.simulator.takeCounts()
                #expect(try await yard.driver.list().count == size + 1)
                counts.append(yard.cluster.simulator.takeCounts().values.reduce(0, +))
            }
        }
        #expect(counts[0] == counts[1] && counts[0] <= 4, "\(counts)")
    }
}
