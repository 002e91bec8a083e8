import Foundation
import LXD
import LXDDaemon
import StrataAPI
import StrataDriverKit
import Synchronization
import TestContainers
import Testing

@testable import LXDDriver

@Suite(.yard, .tags(.host), .timeLimit(.minutes(5))) struct `A backup of the daemon's that is sent` {
    @Test func `becomes another order's instance beside the first, with files, snapshots and limits, and is nobody else's`() async throws {
        let yard = try #require(Yard.shared)
        let (first, id) = try await yard.running("whole") { $0.memory = Quantity("64Mi") }
        _ = try await yard.run(id, "sh", "-c", "echo kept >/root/file")
        let kept = SnapshotOrder(uid: .random(), name: ObjectName(namespace: "t", name: "kept"))
        _ = try await yard.driver.takeSnapshot(id, kept)
        let bytes = try await Self.backup(of: id, yard)
        let order = yard.order("again")
        let made = try await yard.driver.restore(order, from: Self.pieces(bytes))
        #expect(made.text == "again")
        #expect(try await yard.driver.restore(order, from: Self.pieces([])) == made, "nothing is read where it is there")
        let seen = try #require(try await yard.driver.observe(made))
        #expect(seen.owner == order.uid && seen.ownerName == "t/again" && seen.memory?.text == "64Mi" && seen.power == .stopped)
        #expect(try await yard.driver.list().filter { $0.owner == first.uid }.map(\.id) == [id])
        try await yard.driver.start(made)
        #expect(try await yard.run(made, "cat", "/root/file").text == "kept\n")
        #expect(try await yard.driver.snapshots(made).map(\.owner) == [kept.uid])
        // Two on one network.
        let card = try await yard.run(made, "cat", "/sys/class/net/eth0/address").text
        #expect(try await yard.run(id, "cat", "/sys/class/net/eth0/address").text != card)
        var limited = order
        limited.image = nil
        limited.memory = Quantity("48Mi")
        #expect(try await yard.driver.update(made, to: limited) == [])
        #expect(try await yard.driver.observe(made)?.memory?.text == "48Mi")
        try await yard.driver.delete(made, owner: order.uid)
        try await yard.driver.delete(id, owner: first.uid)
    }

    @Test(arguments: [
        ("security.privileged", "true"), ("raw.idmap", "both 0 0"), ("raw.lxc", "lxc.mount.entry = /etc mnt none bind,create=dir"),
    ])
    func `that would let its instance act on the host is refused, and nothing of it stays`(key: String, value: String) async throws {
        let yard = try #require(Yard.shared)
        let number = UInt16.random(in: 0 ... .max)
        let order = yard.order("plain-\(number)")
        let id = try await yard.driver.create(order)
        _ = try await yard.client.perform(.patch, LXDTarget.instance(id.text), ["config": [key: .string(value)]])
        let bytes = try await Self.backup(of: id, yard)
        let other = yard.order("other-\(number)")
        let error = await #expect(throws: DriverError.self) { _ = try await yard.driver.restore(other, from: Self.pieces(bytes)) }
        guard case .refused = try #require(error) else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect("\(try #require(error))".contains("hostAccess"))
        #expect(try await yard.names().allSatisfy { !$0.hasPrefix(MachineName.passingPrefix) && $0 != "other-\(number)" })
        let free = try await Yard.connect(yard.server, ["hostAccess": true])
        let made = try await free.restore(other, from: Self.pieces(bytes))
        #expect(made.text == "other-\(number)")
        try await free.delete(made, owner: other.uid)
        await free.close()
        try await yard.driver.delete(id, owner: order.uid)
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["STRATA_SLOW"] != nil))
    func `whose daemon is killed at any moment is made anew by the same call, and nothing of it is shown before`() async throws {
        try await Yard.use { yard in
            let (first, id) = try await yard.running("source")
            let bytes = try await Self.backup(of: id, yard)
            for (number, milliseconds) in [5, 40, 120, 250].enumerated() {
                let order = yard.order("r\(number)")
                let task = Task { _ = try await yard.driver.restore(order, from: Self.pieces(bytes)) }
                try await Task.sleep(for: .milliseconds(milliseconds))
                try await yard.server.kill()
                if case .failure(let error) = await task.result, let error = error as? DriverError {
                    #expect(error.isTransient, "\(error)")
                }
                try await yard.server.start()
                #expect(try await yard.driver.list().filter { $0.owner == first.uid }.map(\.id) == [id])
                let made = try await yard.driver.restore(order, from: Self.pieces(bytes))
                #expect(try await yard.driver.list().filter { $0.owner == order.uid }.map(\.id) == [made])
            }
            #expect(try await yard.names().allSatisfy { !$0.hasPrefix(MachineName.passingPrefix) })
        }
    }

    private static func backup(of id: NativeID, _ yard: Yard) async throws -> [UInt8] {
        let bytes = Mutex<[UInt8]>([])
        try await yard.driver.backUp(id) { piece in
            bytes.withLock { $0 += piece }
            return true
        }
        return bytes.withLock { $0 }
    }

    private static func pieces(_ bytes: [UInt8]) -> @Sendable () async throws(DriverError) -> [UInt8]? {
        let source = Pieces(bytes)
        return { () async throws(DriverError) in source.next() }
    }

    private final class Pieces: Sendable {
        private let rest: Mutex<ArraySlice<UInt8>>

        init(_ bytes: [UInt8]) { rest = Mutex(bytes[...]) }

        func next() -> [UInt8]? {
            rest.withLock { rest in
                defer { rest = rest.dropFirst(64 << 10) }
                return rest.isEmpty ? nil : Array(rest.prefix(64 << 10))
            }
        }
    }
}

extension Yard {
    /// All instances that the daemon has.
    func names() async throws -> [String] {
        try await client.send(.get, "/1.0/instances?recursion=1").metadata.array?.compactMap { $0["name"]?.string } ?? []
    }
}
