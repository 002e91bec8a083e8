import StrataAPI
import StrataDriverKit
import Synchronization

extension Contract {
    static let publishing: [Contract] = [
        Contract(
            "publish", .publish,
            "A running machine becomes an image that others start from with its files, once for one name; removed, it is gone and they stay.",
            limit: .seconds(300)
        ) { stage in
            let driver = try stage.able((any ImagePublishing).self)
            let (_, id) = try await stage.ready()
            try stage.expectEqual(try await stage.exec(id, "sh", "-c", "echo kept >/root/kept").exit, .exited(0), "the exit of a command")
            let name = stage.name("image").name
            stage.afterwards { try await ($0 as? any ImagePublishing)?.unpublish(name) }
            let image = try await driver.publish(id, at: nil, as: name)
            try stage.expectEqual(image.name, name, "the image's name")
            try stage.expectEqual(try await stage.power(id), .running, "the power of the machine")
            try await stage.expectRefusal("a second image of the name", .refused) { _ = try await driver.publish(id, at: nil, as: name) }
            try stage.expectEqual(
                try await driver.type(ofImage: name, wanted: nil), stage.subject.image.type, "what can be started from it")
            var order = stage.order(stage.instance("b"))
            (order.image, order.nativeImage) = (nil, name)
            let copy = try await driver.create(order)
            try await driver.start(copy)
            try await driver.unpublish(name)
            try await driver.unpublish(name)
            try await stage.expectRefusal("looking up an image that is gone", .notFound) {
                _ = try await driver.type(ofImage: name, wanted: nil)
            }
            try await stage.eventually("a machine in which commands run") { try await stage.exec(copy, "true").exit == .exited(0) }
            try stage.expectEqual(try await stage.exec(copy, "cat", "/root/kept").output, "kept\n", "what the image's file holds")
        },
        Contract("publish.illegal", .publish, "What does not exist becomes no image.") { stage in
            let driver = try stage.able((any ImagePublishing).self)
            let name = stage.name("image").name
            stage.afterwards { try await ($0 as? any ImagePublishing)?.unpublish(name) }
            try await stage.expectRefusal("an image of what does not exist", .notFound, .refused) {
                _ = try await driver.publish(NativeID("no-such-machine"), at: nil, as: name)
            }
        },
        Contract(
            "backup", .backup, "A running machine's backup comes, without it noticing; nobody's has none, and a reader that leaves ends it."
        ) { stage in
            let driver = try stage.able((any BackingUp).self)
            let (_, id) = try await stage.running()
            let size = Atomic(0)
            try await driver.backUp(id) { bytes in
                size.add(bytes.count, ordering: .relaxed)
                return true
            }
            try stage.expect(size.load(ordering: .relaxed) > 10_000, "the backup has \(size.load(ordering: .relaxed)) bytes")
            try stage.expectEqual(try await stage.power(id), .running, "the power of the machine")
            do {
                try await driver.backUp(id) { _ in false }
                throw Breach("a backup that nobody reads was whole")
            } catch is DriverError {
                try stage.expectEqual(try await stage.power(id), .running, "the power after a backup that was given up")
            }
            try await stage.expectRefusal("a backup of what does not exist", .notFound, .refused) {
                try await driver.backUp(NativeID("no-such-machine")) { _ in true }
            }
        },
        Contract(
            "restore", .restore,
            "A backup becomes another order's machine, once, beside the one it is of; one that is cut short leaves nothing."
        ) { stage in
            let driver = try stage.able((any NativeRestoring).self)
            let (first, id) = try await stage.running()
            let backup = Mutex<[UInt8]>([])
            try await driver.backUp(id) { bytes in
                backup.withLock { $0 += bytes }
                return true
            }
            let whole = backup.withLock { $0 }
            let cut = stage.instance("cut") { _ in }
            do {
                _ = try await driver.restore(stage.order(cut), from: Self.pieces(whole.prefix(whole.count / 2), isWhole: false))
                throw Breach("half a backup became a machine")
            } catch is DriverError {
                try stage.expect(
                    try await driver.list().allSatisfy { $0.owner != cut.metadata.uid }, "something of a backup that was cut short")
            }
            let wanted = stage.instance("again") { _ in }
            let made = try await driver.restore(stage.order(wanted), from: Self.pieces(whole[...]))
            let twice = try await driver.restore(stage.order(wanted), from: Self.pieces([]))
            try stage.expectEqual(twice, made, "the machine of a backup that is restored twice")
            let machines = try await driver.list()
            try stage.expectEqual(
                machines.filter { $0.owner == wanted.metadata.uid }.map(\.id), [made], "the machines that carry the order's UID")
            try stage.expectEqual(
                machines.filter { $0.owner == first.metadata.uid }.map(\.id), [id], "the machines that carry the UID of the first")
            try await driver.start(made)
            try stage.expectEqual(try await stage.power(made), .running, "the power of what was restored, once it was started")
            try stage.expectEqual(try await stage.power(id), .running, "the power of the first")
        },
    ]

    /// Hands out bytes in pieces; what is not whole ends as what is given up.
    private static func pieces(_ bytes: ArraySlice<UInt8>, isWhole: Bool = true) -> @Sendable () async throws(DriverError) -> [UInt8]? {
        let rest = Box(bytes)
        return { () async throws(DriverError) in
            let piece = rest.bytes.withLock { rest in
                defer { rest = rest.dropFirst(64 << 10) }
                return Array(rest.prefix(64 << 10))
            }
            if piece.isEmpty, !isWhole { throw .cancelled }
            return piece.isEmpty ? nil : piece
        }
    }

    private final class Box: Sendable {
        let bytes: Mutex<ArraySlice<UInt8>>

        init(_ bytes: ArraySlice<UInt8>) { self.bytes = Mutex(bytes) }
    }
}
