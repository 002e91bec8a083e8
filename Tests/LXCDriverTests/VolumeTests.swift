import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import TestContainers
import Testing

@testable import LXCDriver

@Suite(.tags(.host), .timeLimit(.minutes(3))) struct `Volumes of containers` {
    private func volume(_ place: Place, _ name: String = "data") async throws -> VolumeOrder {
        let order = VolumeOrder(uid: .random(), name: ObjectName(namespace: "default", name: name), size: 16 << 20)
        let made = try await place.driver.keepVolume(order)
        #expect(made.size == 16 << 20)
        #expect(made.holders.isEmpty)
        return order
    }

    @Test(arguments: [false, true])
    func `outlive their container, belong to one at a time, and are root's in the next`(privileged: Bool) async throws {
        try await Place.use { place in
            let driver = place.driver
            var volume = try await volume(place)
            volume.size = 32 << 20
            #expect(try await driver.keepVolume(volume).size == 32 << 20)
            let first = place.order("one", privileged: privileged) { $0.volumes = [MountOrder(volume: volume, path: "/srv/data")] }
            let one = try await driver.create(first)
            try await driver.start(one)
            #expect(try await place.run(one, "sh", "-c", "echo kept >/srv/data/file && ls -ln /srv/data/file").text.contains(" 0 "))
            let second = place.order("two") { $0.volumes = [MountOrder(volume: volume, path: "/mnt")] }
            await #expect { try await driver.create(second) } throws: { "\($0)".contains("default/one has it") }
            await #expect { try await driver.removeVolume(volume.uid) } throws: { "\($0)".contains("in use by default/one") }
            let filled = try await place.run(one, "dd", "if=/dev/zero", "of=/srv/data/much", "bs=1M", "count=64")
            #expect(filled.exit != .exited(0), "the size is a limit")
            try await driver.delete(one, owner: first.uid)

            let two = try await driver.create(second)
            try await driver.start(two)
            #expect(try await place.run(two, "cat", "/mnt/file").text == "kept\n")
            #expect(try await place.run(two, "sh", "-c", "echo more >>/mnt/file").exit == .exited(0))
            try await driver.delete(two, owner: second.uid)
            for _ in 0..<2 { try await driver.removeVolume(volume.uid) }
            #expect(
                try await LocalMachine().read("/proc/self/mounts").map { String(decoding: $0, as: UTF8.self) }?.contains(place.state)
                    == false)
        }
    }

    @Test func `come and go while a container runs`() async throws {
        try await Place.use { place in
            let volume = try await volume(place)
            var order = place.order("live")
            let id = try await place.driver.create(order)
            try await place.driver.start(id)
            order.volumes = [MountOrder(volume: volume, path: "/data/deep")]
            #expect(try await place.driver.update(id, to: order) == [])
            #expect(try await place.driver.update(id, to: order) == [])
            #expect(try await place.run(id, "sh", "-c", "echo x >/data/deep/file && ls -ln /data/deep/file").text.contains(" 0 "))
            order.volumes[0].isReadOnly = true
            #expect(try await place.driver.update(id, to: order) == [])
            #expect(try await place.run(id, "touch", "/data/deep/other").exit != .exited(0))
            order.volumes = []
            #expect(try await place.driver.update(id, to: order) == [])
            #expect(try await place.run(id, "cat", "/data/deep/file").exit != .exited(0))
            #expect(try await place.driver.keepVolume(volume).holders.isEmpty)
            try await place.driver.removeVolume(volume.uid)
        }
    }

    @Test func `of two that attach at once one gets it`() async throws {
        try await Place.use { place in
            let volume = try await volume(place)
            let orders = (0..<4).map { number in place.order("c\(number)") { $0.volumes = [MountOrder(volume: volume, path: "/d")] } }
            let made = await withTaskGroup(of: Bool.self) { group in
                for order in orders { group.addTask { (try? await place.driver.create(order)) != nil } }
                return await group.reduce(into: 0) { count, isMade in count += isMade ? 1 : 0 }
            }
            #expect(made == 1)
            for order in orders { try await place.driver.delete(NativeID(order.name.name), owner: order.uid) }
            try await place.driver.removeVolume(volume.uid)
        }
    }

    @Test func `without a path, or blank, are refused`() async throws {
        try await Place.use { place in
            var volume = try await volume(place)
            let bare = place.order { $0.volumes = [MountOrder(volume: volume)] }
            await #expect { try await place.driver.create(bare) } throws: { "\($0)".contains("spec.volumes[0]") }
            volume.format = .none
            let blank = place.order { [volume] in $0.volumes = [MountOrder(volume: volume, path: "/d")] }
            await #expect { try await place.driver.create(blank) } throws: { "\($0)".contains("blank disk") }
            try await place.driver.removeVolume(volume.uid)
        }
    }
}
