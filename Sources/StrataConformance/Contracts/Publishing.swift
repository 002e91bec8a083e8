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
            "backup", .backup,
            "A running machine's backup comes, without it noticing, and nobody's has none; a machine is made of it that is nobody's, and of half of it none."
        ) { stage in
            let driver = try stage.able((any BackingUp).self)
            let (_, id) = try await stage.running()
            let backup = Mutex<[[UInt8]]>([])
            try await driver.backUp(id) { bytes in
                backup.withLock { $0.append(bytes) }
                return true
            }
            let pieces = backup.withLock(\.self)
            try stage.expect(pieces.reduce(0) { $0 + $1.count } > 10_000, "the backup has \(pieces.count) pieces")
            try stage.expectEqual(try await stage.power(id), .running, "the power of the machine")
            do {
                try await driver.backUp(id) { _ in false }
                throw Breach("a backup that nobody reads was whole")
            } catch is DriverError {
                try stage.expectEqual(try await stage.power(id), .running, "the power after a backup that was given up")
            }
            let name = stage.name("again").name
            let order = stage.order(stage.instance("again"))
            // What is nobody's is taken over to be removed.
            stage.afterwards { driver in
                guard try await driver.observe(NativeID(name)) != nil else { return }
                _ = try await (driver as? any Reconfiguring)?.update(NativeID(name), to: order)
                try await driver.delete(NativeID(name), owner: order.uid)
            }
            @Sendable func restore(_ pieces: [[UInt8]], isWhole: Bool) async throws -> NativeID {
                let left = Mutex(pieces[...])
                return try await driver.restore(name) { () async throws(DriverError) in
                    if let next = left.withLock({ $0.popFirst() }) { return next }
                    guard isWhole else { throw .cancelled }
                    return nil
                }
            }
            do {
                _ = try await restore(Array(pieces.prefix(pieces.count / 2)), isWhole: false)
                throw Breach("a machine was made of half a backup")
            } catch is DriverError {
                try stage.expect(try await !driver.list().contains { $0.id.text == name }, "half a backup left a machine")
            }
            let made = try await restore(pieces, isWhole: true)
            let seen = try await driver.observe(made)
            try stage.expectEqual(seen?.power, .stopped, "the power of a machine that was restored")
            try stage.expect(seen?.owner == nil, "a machine that was restored belongs to \(seen?.owner?.text ?? "")")
            try await stage.expectRefusal("a second machine of the name", .refused) { _ = try await restore(pieces, isWhole: true) }
            try await stage.expectRefusal("a backup of what does not exist", .notFound, .refused) {
                try await driver.backUp(NativeID("no-such-machine")) { _ in true }
            }
        },
    ]
}
