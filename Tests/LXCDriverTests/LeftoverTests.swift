import StrataAPI
import StrataDriverKit
import TestContainers
import StrataLinuxHost
import Testing

@testable import LXCDriver

@Suite(.tags(.host), .timeLimit(.minutes(5))) struct `What a killed call leaves` {
    @Test(arguments: Way.allCases)
    func `a container half made is made whole, once`(way: Way) async throws {
        try await Place.use(way) { place in
            let local = LocalMachine()
            let order = place.order("half")
            let bench = Workshop.bench(of: order.uid, in: place.path)
            try await local.makeDirectory("\(bench)/upper/etc")
            try await local.write("\(bench)/config", [0, 1, 2])
            let id = try await place.driver.create(order)
            #expect(try await place.driver.list().map(\.id) == [id])
            #expect(try await !local.exists(bench))
            try await place.driver.start(id)
        }
    }

    @Test(arguments: Way.allCases)
    func `an image half unpacked is unpacked anew`(way: Way) async throws {
        try await Place.use(way) { place in
            let local = LocalMachine()
            let home = "\(place.state)/images/sha256-\(String(repeating: "a", count: 64))/\(place.driver.facts.map.user)"
            try await local.makeDirectory("\(home)/partial/bin")
            try await local.write("\(home)/partial/bin/sh", [1])
            try await local.write("\(home)/failed", [1])
            let id = try await place.driver.create(place.order("image"))
            try await place.driver.start(id)
            #expect(try await local.list(home).map(\.name) == ["lock", "rootfs"])
            #expect(try await local.list("\(place.state)/images/sha256-\(String(repeating: "a", count: 64))").count == 1)
        }
    }

    @Test func `a container half removed is gone after the next connection`() async throws {
        try await Place.use { place in
            let local = LocalMachine()
            let order = place.order("gone")
            _ = try await place.driver.create(order)
            let bench = Workshop.bench(of: order.uid, in: place.path)
            try await local.check(Command("mv", "\(place.path)/gone", bench))
            #expect(try await place.driver.list().isEmpty)
            let driver = try await place.reconnected()
            #expect(try await !local.exists(bench))
            #expect(try await driver.survey().boxes.first { $0.id == "storage" }?.state == .present)
        }
    }

    @Test func `a container that lost its configuration in a power failure is removed, one of others is not`() async throws {
        try await Place.use { place in
            let local = LocalMachine()
            let order = place.order("lost")
            let id = try await place.driver.create(order)
            try await local.write("\(place.path)/lost/config", [])
            try await local.makeDirectory("\(place.path)/foreign/rootfs")
            try await local.write("\(place.path)/foreign/config", [])
            let driver = try await place.reconnected()
            #expect(try await driver.list().map(\.id.text) == ["foreign"])
            #expect(try await driver.create(order) == id)
            try await driver.start(id)
        }
    }

    @Test func `what cannot be removed does not keep the site from being used, and is told`() async throws {
        try await Place.use { place in
            let local = LocalMachine()
            let bench = Workshop.bench(of: .random(), in: place.path)
            try await local.makeDirectory("\(bench)/mounted")
            try await local.check(Command("mount", "--bind", "/proc/self", "\(bench)/mounted"))
            let driver = try await place.reconnected()
            let storage = try await driver.survey().boxes.first { $0.id == "storage" }
            try await local.check(Command("umount", "\(bench)/mounted"))
            #expect(storage?.state == .degraded)
            #expect(storage?.reason.contains(bench) == true)
        }
    }

    @Test func `many calls for one order make one container`() async throws {
        try await Place.use { place in
            let order = place.order("one")
            let ids = await withThrowingTaskGroup(of: NativeID.self) { group in
                for _ in 0..<4 { group.addTask { try await place.driver.create(order) } }
                // Calls that get into each other's way may fail for now; none may make a second container.
                var ids: Set<NativeID> = []
                while let result = await group.nextResult() { if case .success(let id) = result { ids.insert(id) } }
                return ids
            }
            let id = try await place.driver.create(order)
            #expect(ids.subtracting([id]).isEmpty)
            #expect(try await place.driver.list().map(\.id) == [id])
        }
    }

    @Test func `calls cancelled at any moment leave what the same call completes`() async throws {
        try await Place.use { place in
            let order = place.order("cut")
            for delay in stride(from: 0, to: 60, by: 6) {
                let task = Task { try await place.driver.create(order) }
                try await Task.sleep(for: .milliseconds(delay))
                task.cancel()
                _ = try? await task.value
                if delay % 12 == 0 {
                    let id = try await place.driver.create(order)
                    #expect(try await place.driver.list().map(\.id) == [id])
                    let removal = Task { try await place.driver.delete(id, owner: order.uid) }
                    try await Task.sleep(for: .milliseconds(delay / 12))
                    removal.cancel()
                    _ = try? await removal.value
                    try await place.driver.delete(id, owner: order.uid)
                    #expect(try await place.traces(of: "cut").isEmpty)
                }
            }
        }
    }
}
