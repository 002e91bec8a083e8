import LXD
import LXDDaemon
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LXDDriver

@Suite(.yard, .tags(.host), .timeLimit(.minutes(5))) struct `Files and backups of instances` {
    @Test func `files go in and come out as they were, with owner and mode, running or not`() async throws {
        let yard = try #require(Yard.shared)
        let order = yard.order("files")
        let id = try await yard.driver.create(order)
        let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let path = "/root/a b?c&d=\u{E9}"
        for isRunning in [false, true] {
            if isRunning { try await yard.driver.start(id) }
            try await yard.client.push(id.text, path, [.bytes(content)], as: LXDFile(mode: 0o640, user: 5, group: 6))
            var found: [UInt8] = []
            var file: LXDFile?
            try await yard.client.pull(id.text, path, head: { file = $0 }) { found += $0 }
            #expect(found == content && file == LXDFile(mode: 0o640, user: 5, group: 6))
        }
        #expect(try await yard.run(id, "sh", "-c", "stat -c '%a %u %g %s' /root/a*").text == "640 5 6 300000\n")
        let missing = await #expect(throws: LXDError.self) { try await yard.client.pull(id.text, "/no/such") { _ in } }
        guard case .refused(_, 404, _) = missing else {
            Issue.record("\(String(describing: missing))")
            return
        }
        try await yard.driver.delete(id, owner: order.uid)
    }

    @Test func `a backup is a file from which the same instance is made again, with its snapshots`() async throws {
        let yard = try #require(Yard.shared)
        let order = yard.order("saved") { $0.memory = Quantity("64Mi") }
        let id = try await yard.driver.create(order)
        try await yard.client.push(id.text, "/root/kept", [.bytes(Array("kept".utf8))])
        let snapshot = SnapshotOrder(uid: .random(), name: ObjectName(namespace: "t", name: "s"))
        _ = try await yard.driver.takeSnapshot(id, snapshot)
        var bytes: [UInt8] = []
        try await yard.client.backUp(id.text, named: "b") { bytes += $0 }
        #expect(try await yard.client.send(.get, LXDTarget.instance(id.text, "/backups")).metadata.array == [])
        try await yard.driver.delete(id, owner: order.uid)
        let file = "\(yard.server.directory)/saved.tar"
        try await LocalMachine().write(file, bytes)
        try await yard.client.restore(file, as: "saved")
        let seen = try #require(try await yard.driver.observe(id))
        #expect(seen.owner == order.uid && seen.memory?.text == "64Mi")
        #expect(try await yard.driver.snapshots(id).map(\.owner) == [snapshot.uid])
        var found: [UInt8] = []
        try await yard.client.pull(id.text, "/root/kept") { found += $0 }
        #expect(found == Array("kept".utf8))
        try await yard.driver.delete(id, owner: order.uid)
        // What was cut short is no instance.
        try await LocalMachine().write(file, Array(bytes.prefix(bytes.count / 2)))
        await #expect(throws: LXDError.self) { try await yard.client.restore(file, as: "half") }
        #expect(try await yard.driver.observe(NativeID("half")) == nil)
    }
}
