import FoundationEssentials
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LibvirtDriver

/// Snapshots of real machines.
@Suite(.serialized, .tags(.host), .timeLimit(.minutes(10)), .yard) struct `Snapshots of libvirt's machines` {
    @Test func `with memory go on from where they were, and keep what the machine is meanwhile`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            var order = yard.order("snap")
            let id = try await driver.create(order)
            try await driver.start(id)
            try await eventually { yard.console(of: id).contains("built-in shell") }
            let snapshot = SnapshotOrder(uid: .random(), name: ObjectName(namespace: "default", name: "one"), withMemory: true)
            let taken = try await driver.takeSnapshot(id, snapshot)
            #expect(try await driver.observe(id)?.power == .running)
            order.hostname = "renamed"
            _ = try await driver.update(id, to: order)
            try await driver.stop(id, grace: .zero)
            try await driver.revert(id, to: taken)
            #expect(try await driver.observe(id)?.power == .running)
            #expect(try await driver.changes(id, to: order) == [])
            // The guest runs on from the shell, and does not boot again.
            let session = try await driver.console(id, terminal: TerminalSize(columns: 80, rows: 24))
            try await session.send(Array("\necho al''ive\n".utf8))
            var text = ""
            for try await chunk in session.output {
                text += String(decoding: chunk.bytes, as: UTF8.self)
                if text.contains("alive") { break }
            }
            await session.terminate()
            #expect(yard.console(of: id).components(separatedBy: "tiny: started").count == 2)

            let plain = SnapshotOrder(uid: .random(), name: ObjectName(namespace: "default", name: "two"))
            let second = try await driver.takeSnapshot(id, plain)
            #expect(try await driver.snapshots(id).map(\.id) == [taken, second])
            #expect(try await driver.snapshots(id).map(\.hasMemory) == [true, false])
            try await driver.revert(id, to: second)
            #expect(try await driver.observe(id)?.power == .stopped)
            try await driver.deleteSnapshot(id, taken, owner: snapshot.uid)
            try await driver.delete(id, owner: order.uid)
            #expect(try yard.files() == [])
        }
    }
}
