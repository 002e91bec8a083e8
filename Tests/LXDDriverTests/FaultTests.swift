import Foundation
import LXD
import LXDDaemon
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LXDDriver

@Suite(.tags(.host), .timeLimit(.minutes(5))) struct `A daemon that fails` {
    @Test func `by being killed in the middle of anything leaves what the same call completes`() async throws {
        try await Yard.use { yard in
            let driver = yard.driver
            // The image is there, so that the times are those of instances.
            _ = try await driver.create(yard.order("warm"))
            for (number, milliseconds) in [2, 12, 25, 60].enumerated() {
                let order = yard.order("k\(number)")
                try await killed(yard, after: milliseconds) { _ = try await driver.create(order) }
                let id = try await driver.create(order)
                #expect(try await driver.list().filter { $0.owner == order.uid }.map(\.id) == [id])
                try await killed(yard, after: milliseconds * 4) { try await driver.start(id) }
                try await driver.start(id)
                #expect(try await driver.observe(id)?.power == .running)
                #expect(try await yard.run(id, "echo", "alive").text == "alive\n")
                try await killed(yard, after: milliseconds * 2) { try await driver.stop(id, grace: .zero) }
                try await driver.stop(id, grace: .zero)
                #expect(try await driver.observe(id)?.power == .stopped)
                try await killed(yard, after: milliseconds) { try await driver.delete(id, owner: order.uid) }
                try await driver.delete(id, owner: order.uid)
                #expect(try await driver.observe(id) == nil)
            }
        }
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["STRATA_SLOW"] != nil))
    func `by being killed in the middle of what is done to an instance that exists leaves it whole`() async throws {
        try await Yard.use { yard in
            let driver = yard.driver
            let (first, id) = try await yard.running("whole") { $0.memory = Quantity("64Mi") }
            var order = first
            _ = try await yard.run(id, "sh", "-c", "echo first >/root/file")
            let kept = SnapshotOrder(uid: .random(), name: ObjectName(namespace: "t", name: "kept"))
            // LXD 5.0.2 may be left with a snapshot's record and none of its volume, and then refuses changes of the instance: one of its own for that.
            let (brief, other) = try await yard.running("brief")
            try await killed(yard, after: 8) { _ = try await driver.takeSnapshot(other, kept) }
            _ = try await driver.takeSnapshot(other, kept)
            #expect(try await driver.snapshots(other).map(\.owner) == [kept.uid])
            try await driver.delete(other, owner: brief.uid)
            let snapshot = try await driver.takeSnapshot(id, kept)
            #expect(try await driver.snapshots(id).map(\.owner) == [kept.uid])
            _ = try await yard.run(id, "sh", "-c", "echo second >/root/file")

            order.memory = Quantity("48Mi")
            try await killed(yard, after: 4) { [order] in _ = try await driver.update(id, to: order) }
            _ = try await driver.update(id, to: order)
            #expect(try await driver.changes(id, to: order) == [])

            let copy = yard.order("copy")
            try await killed(yard, after: 20) { _ = try await driver.clone(copy, of: id, at: snapshot) }
            let made = try await driver.clone(copy, of: id, at: snapshot)
            #expect(try await driver.list().filter { $0.owner == copy.uid }.map(\.id) == [made])

            try await killed(yard, after: 40) { await (try await driver.export(id, at: snapshot)).close() }
            let export = try await driver.export(id, at: snapshot)
            let session = try await export.parts[0].open()
            for try await _ in session.output {}
            #expect(try await session.exit == .exited(0))
            await export.close()

            try await killed(yard, after: 30) { try await driver.revert(id, to: snapshot) }
            try await driver.revert(id, to: snapshot)
            let seen = try #require(try await driver.observe(id))
            #expect(seen.owner == order.uid && seen.memory?.text == "48Mi" && seen.power == .stopped)
            try await driver.start(id)
            #expect(try await yard.run(id, "cat", "/root/file").text == "first\n")

            let volume = VolumeOrder(uid: .random(), name: ObjectName(namespace: "t", name: "data"), size: 1 << 20)
            try await killed(yard, after: 4) { _ = try await driver.keepVolume(volume) }
            #expect(try await driver.keepVolume(volume).holders.isEmpty)
            let network = NetworkOrder(uid: .random(), name: ObjectName(namespace: "t", name: "net"), isIsolated: true, domain: "net.test")
            try await killed(yard, after: 10) { _ = try await driver.keepNetwork(network) }
            #expect(try await driver.keepNetwork(network).leases.isEmpty)
            try await driver.removeNetwork(network.uid)
            try await driver.removeVolume(volume.uid)
            try await driver.deleteSnapshot(id, snapshot, owner: kept.uid)
            #expect(try await driver.snapshots(id).isEmpty)
        }
    }

    @Test func `by hanging is given up in time, slows nothing for good, and ends the stream of changes when it dies`() async throws {
        try await Yard.use { yard in
            let (_, id) = try await yard.running("hung")
            let pid = Int(try #require(try await yard.client.server().document[path: ["environment", "server_pid"]]?.int))
            let impatient = LXDClient(socket: yard.server.socket, timeout: .milliseconds(300))
            yard.server.halt(true, pid: pid)
            let took = await ContinuousClock().measure {
                await #expect(throws: LXDError.timedOut(request: "GET /1.0/instances", after: .milliseconds(300))) {
                    _ = try await impatient.send(.get, "/1.0/instances")
                }
                await #expect(throws: LXDError.self) { try await impatient.follow(["lifecycle"]) { _ in true } }
            }
            #expect(took < .seconds(10))
            yard.server.halt(false, pid: pid)
            #expect(try await yard.driver.observe(id)?.power == .running)

            let changes = try await yard.driver.changes()
            try await yard.server.kill()
            let ended = await #expect(throws: DriverError.self) { for try await _ in changes {} }
            guard case .unreachable = try #require(ended) else {
                Issue.record("\(String(describing: ended))")
                return
            }
            let refused = await #expect(throws: DriverError.self) { _ = try await yard.driver.list() }
            #expect(try #require(refused).isTransient)
            try await yard.server.start()
            // The container ran on without its daemon.
            #expect(try await yard.driver.observe(id)?.power == .running)
            let again = try await yard.driver.changes()
            try await yard.driver.stop(id, grace: .zero)
            for try await change in again where change == id { break }
        }
    }

    /// Does something, kills the daemon meanwhile and starts it again. What the call says to that is its own matter.
    private func killed(_ yard: Yard, after milliseconds: Int, _ body: @escaping @Sendable () async throws -> Void) async throws {
        let task = Task { try await body() }
        try await Task.sleep(for: .milliseconds(milliseconds))
        try await yard.server.kill()
        switch await task.result {
        case .success: break
        case .failure(let error as DriverError):
            switch error {
            case .unreachable, .failed, .timedOut, .cancelled: break
            default: Issue.record("a call whose daemon was killed said that it would never succeed: \(error)")
            }
        case .failure(let error): Issue.record(error)
        }
        try await yard.server.start()
    }
}
