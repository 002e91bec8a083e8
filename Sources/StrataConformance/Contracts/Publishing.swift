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
    ]
}
