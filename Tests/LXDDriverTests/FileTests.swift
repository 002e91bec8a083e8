import LXD
import LXDDaemon
import StrataAPI
import StrataDriverKit
import Synchronization
import TarStreams
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
            #expect(found == content && file?.mode == 0o640 && file?.user == 5 && file?.group == 6 && file?.length == 300_000)
            #expect(file?.modified.map { abs($0 - Timestamp.now().seconds) < 3600 } == true)
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

    @Test func `links are followed to what is asked for, and lead within a tree that is read`() async throws {
        let yard = try #require(Yard.shared)
        let (order, id) = try await yard.running("links")
        let script = """
            mkdir -p /a/b/c /r; echo right > /a/f; echo wrong > /f; ln -s ../f /a/b/up; ln -s /a/b /s; ln -s loop /loop; ln -s ../a/b/up /r/far;
            echo x > /a/b/c/x; ln -s c/x /a/b/in; ln -s . /a/b/here; ln -s /etc/passwd /a/b/out; ln -s nowhere /a/b/none
            """
        #expect(try await yard.run(id, "sh", "-c", script).exit == .exited(0))
        for path in ["/a/b/up", "/s/up", "/r/far"] {
            #expect(try await Self.pull(yard, id, path).map(\.content) == ["right\n"], "\(path)")
        }
        for path in ["/loop", "/a/b/none", "/loop/x"] {
            await #expect(throws: DriverError.self, "\(path)") { try await Self.pull(yard, id, path) }
        }
        let tree = Dictionary(
            uniqueKeysWithValues: try await Self.pull(yard, id, "/a/b", isRecursive: true).map { ($0.entry.name, $0.entry.kind) })
        #expect(
            tree == [
                "b": .directory, "b/c": .directory, "b/c/x": .file(2), "b/in": .symbolicLink(to: "c/x"), "b/here": .symbolicLink(to: "."),
                "b/out": .symbolicLink(to: "/etc/passwd"), "b/none": .symbolicLink(to: "nowhere"), "b/up": .symbolicLink(to: "/a/f"),
            ])
        #expect(try await Self.pull(yard, id, "/s", isRecursive: true).first?.entry.name == "s")
        try await yard.driver.stop(id, grace: .zero)
        #expect(try await Self.pull(yard, id, "/s/up").map(\.content) == ["right\n"])
        try await yard.driver.delete(id, owner: order.uid)
    }

    @Test func `a link that is put where one is replaces it, and where a file is it is refused by its path`() async throws {
        let yard = try #require(Yard.shared)
        let order = yard.order("relink")
        let id = try await yard.driver.create(order)
        for target in ["one", "two"] { try await Self.push(yard, id, [TarEntry(.symbolicLink(to: target), "link", mode: 0o777)]) }
        let error = await #expect(throws: DriverError.self) {
            try await Self.push(yard, id, [TarEntry(.file(0), "file", mode: 0o600), TarEntry(.symbolicLink(to: "x"), "file", mode: 0o777)])
        }
        #expect("\(try #require(error))".contains("could not write /root/file in relink: file exists"))
        for kind in [TarEntry.Kind.hardLink(to: "file"), .other(UInt8(ascii: "6"))] {
            await #expect(throws: DriverError.self) { try await Self.push(yard, id, [TarEntry(kind, "other", mode: 0o600)]) }
        }
        try await yard.driver.start(id)
        #expect(try await yard.run(id, "readlink", "/root/link").text == "two\n")
        try await yard.driver.delete(id, owner: order.uid)
    }

    private static func push(_ yard: Yard, _ id: NativeID, _ entries: [TarEntry]) async throws {
        let whole = Mutex<[UInt8]?>(entries.flatMap { TarWriter.head($0) } + TarWriter.end)
        try await yard.driver.push(id, into: try InnerPath("/root")) { () async throws(DriverError) in whole.withLock { $0.take() } }
    }

    @discardableResult
    private static func pull(
        _ yard: Yard, _ id: NativeID, _ path: String, isRecursive: Bool = false
    ) async throws -> [(entry: TarEntry, content: String)] {
        let bytes = Mutex<[UInt8]>([])
        try await yard.driver.pull(id, try InnerPath(path), isRecursive: isRecursive) { piece in
            bytes.withLock { $0 += piece }
            return true
        }
        let whole = Mutex<[UInt8]?>(bytes.withLock { $0 })
        let reader = TarReader { whole.withLock { $0.take() } }
        var found: [(entry: TarEntry, content: String)] = []
        while let entry = try await reader.next() {
            var content: [UInt8] = []
            while let piece = try await reader.content() { content += piece }
            found.append((entry, String(decoding: content, as: UTF8.self)))
        }
        return found
    }
}
