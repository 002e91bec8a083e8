import LXD
import LXDDaemon
import StrataAPI
import StrataDriverKit
import Testing

@testable import LXDDriver

/// What an instance picks among that which its daemon has.
@Suite(.yard, .tags(.host), .timeLimit(.minutes(5))) struct `A choice of the daemon's own networks and pools` {
    @Test func `an instance is on the network of the daemon's that it names, of whatever kind, and goes to another while it runs`()
        async throws
    {
        let yard = try #require(Yard.shared)
        _ = try await yard.client.perform(
            .post, "/1.0/networks", ["name": "outside", "type": "macvlan", "config": ["parent": "lxdbr0"]])
        let (order, id) = try await yard.running("mac", ["network": "outside"])
        let made = try #require(try await card(id, yard))
        #expect(made["network"] == "outside" && made["name"] == "eth0")
        #expect(try await yard.run(id, "cat", "/sys/class/net/eth0/operstate").exit == .exited(0))
        #expect(try await yard.driver.changes(id, to: order) == [])
        // Back to what the profile gives, and away again.
        var plain = order
        plain.options = .object([:])
        _ = try await yard.driver.update(id, to: plain)
        #expect(try await card(id, yard)?["network"] == "lxdbr0")
        #expect(try await yard.driver.changes(id, to: plain) == [])
        let drift = try await yard.driver.changes(id, to: order)
        #expect(drift.map(\.difference.field) == ["spec.stack.lxd.network"], "\(drift)")
        _ = try await yard.driver.update(id, to: order)
        #expect(try await card(id, yard)?["network"] == "outside")
        #expect(try await yard.driver.observe(id)?.power == .running)
        try await yard.driver.delete(id, owner: order.uid)

        let error = await #expect(throws: DriverError.self) { _ = try await yard.driver.create(yard.order("lost", ["network": "nowhere"])) }
        #expect("\(try #require(error))".contains("the daemon has no network nowhere"))
        #expect(try await !yard.driver.list().contains { $0.name.hasPrefix("lost") })
    }

    @Test func `on a pool of btrfs disks are held to their size, and snapshots and copies work as on any other`() async throws {
        let yard = try #require(Yard.shared)
        _ = try await yard.client.perform(
            .post, "/1.0/storage-pools", ["name": "fast", "driver": "btrfs", "config": ["size": "512MiB"]])
        let (order, id) = try await yard.running("tree", ["pool": "fast"]) { $0.disk = Quantity("32Mi") }
        let disk = try await yard.client.send(.get, LXDTarget.instance(id.text)).metadata[path: ["expanded_devices", "root"]]
        #expect(disk?["pool"]?.string == "fast" && disk?["size"]?.string == "33554432")
        #expect(try await yard.run(id, "sh", "-c", "echo first > /root/text && sync").exit == .exited(0))
        let full = try await yard.run(id, "sh", "-c", "dd if=/dev/urandom of=/root/large bs=1M count=64 && sync")
        #expect(full.exit != .exited(0), "64 MiB went onto a disk of 32: \(full.text)")
        _ = try await yard.run(id, "rm", "-f", "/root/large")
        let kept = try await yard.driver.takeSnapshot(
            id, SnapshotOrder(uid: .random(), name: ObjectName(namespace: "t", name: "kept")))
        #expect(try await yard.run(id, "sh", "-c", "echo second > /root/text && sync").exit == .exited(0))
        let copy = yard.order("copy", ["pool": "fast"])
        let other = try await yard.driver.clone(copy, of: id, at: kept)
        try await yard.driver.start(other)
        #expect(try await yard.run(other, "cat", "/root/text").text == "first\n")
        try await yard.driver.revert(id, to: kept)
        try await yard.driver.start(id)
        #expect(try await yard.run(id, "cat", "/root/text").text == "first\n")
        try await yard.driver.delete(other, owner: copy.uid)
        try await yard.driver.delete(id, owner: order.uid)
        _ = try await yard.client.perform(.delete, "/1.0/storage-pools/fast")
    }

    private func card(_ id: NativeID, _ yard: Yard) async throws -> [String: String]? {
        try await yard.client.send(.get, LXDTarget.instance(id.text)).metadata[path: ["expanded_devices", "eth0"]]?.object?
            .compactMapValues(\.string)
    }
}
