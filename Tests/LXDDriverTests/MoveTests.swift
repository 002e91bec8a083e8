import LXD
import LXDDaemon
import StrataAPI
import StrataDriverKit
import StrataServer
import TestContainers
import Testing

@testable import LXDDriver

@Suite(.tags(.host), .timeLimit(.minutes(5))) struct `A move between daemons` {
    @Test func `carries an instance with its files, settings and snapshots, and leaves one of it`() async throws {
        try await Yard.use { yard in
            try await yard.server.withNeighbour { neighbour in
                let target = try await Yard.connect(neighbour)
                let (order, id) = try await yard.running("mover", ["config": ["user.mine": "x"]]) { spec in
                    spec.memory = Quantity("64Mi")
                    spec.environment = ["A": "b"]
                }
                _ = try await yard.run(id, "sh", "-c", "echo kept >/root/file")
                let kept = SnapshotOrder(uid: .random(), name: ObjectName(namespace: "t", name: "kept"))
                _ = try await yard.driver.takeSnapshot(id, kept)
                let move = yard.driver.move(MoveOrder(order: order, id: id, isLive: true, runs: true), to: target)
                let running = await #expect(throws: DriverError.self) { try await move.check() }
                #expect("\(String(describing: running))".contains("CRIU"))
                try await yard.driver.stop(id, grace: .zero)

                let deaf = await #expect(throws: DriverError.self) { try await move.check() }
                #expect("\(String(describing: deaf))".contains("core.https_address"))
                _ = try await yard.client.send(.patch, "/1.0", ["config": ["core.https_address": "127.0.0.2:8443"]])
                let source = try await Yard.connect(yard.server)
                let heard = source.move(MoveOrder(order: order, id: id, isLive: false, runs: true), to: target)
                let copy: JSONValue = [
                    "name": "copy", "source": ["type": "none"], "config": ["user.strata.uid": .string(order.uid.text)],
                ]
                _ = try await neighbour.client.perform(.post, "/1.0/instances", copy)
                let doubled = await #expect(throws: DriverError.self) { try await heard.check() }
                #expect("\(String(describing: doubled))".contains("a copy that somebody made"))
                _ = try await neighbour.client.perform(.delete, "/1.0/instances/copy")
                try await heard.check()
                try await heard.prepare { _ in }
                _ = try await heard.send { _ in }
                // What it does since is not taken along.
                try await source.start(id)
                await #expect(throws: DriverError.self) { _ = try await heard.commit() }
                try await source.stop(id, grace: .zero)
                await #expect(throws: DriverError.self) { _ = try await heard.commit() }
                #expect(try await heard.abort(isUncommitted: false) == nil)
                #expect(try await source.observe(id)?.power == .stopped)
                _ = try await heard.send { _ in }
                #expect(try await heard.whereabouts() == .source)
                // What is on its way is nobody's to see, or to take over.
                #expect(try await target.list().isEmpty)
                #expect(try await target.records("look for", "it").map(\.isArriving) == [true])
                #expect(try await heard.abort(isUncommitted: true) == nil)
                #expect(try await target.records("look for", "it").isEmpty)
                _ = try await heard.send { _ in }
                // Another process may go on: what both sites show is all there is.
                let again = source.move(MoveOrder(order: order, id: id, isLive: false, runs: true), to: target)
                let there = try await again.commit()
                #expect(try await again.whereabouts() == .target(there))
                await #expect(throws: DriverError.self) { _ = try await again.abort(isUncommitted: false) }
                try await again.finish()
                #expect(try await source.list().isEmpty)
                let seen = try #require(try await target.observe(there))
                #expect(seen.owner == order.uid && seen.power == .running && seen.memory?.text == "64Mi")
                #expect(try await yard.run(there, "cat", "/root/file", on: target).text == "kept\n")
                #expect(try await target.snapshots(there).map(\.owner) == [kept.uid])
                var same = order
                same.image = nil
                #expect(try await target.changes(there, to: same) == [])
                try await target.delete(there, owner: order.uid)
                await source.close()
                await target.close()
            }
        }
    }
}
