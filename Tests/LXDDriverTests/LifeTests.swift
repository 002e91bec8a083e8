import LXD
import LXDDaemon
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LXDDriver

@Suite(.yard, .tags(.host), .timeLimit(.minutes(5))) struct `An instance's life` {
    @Test func `a list is the same whether all is asked for at once or each alone`() async throws {
        let yard = try #require(Yard.shared)
        let driver = try await Yard.connect(yard.server)
        var made: [(order: Order, id: NativeID)] = []
        for number in 0..<3 { made.append(try await yard.running("listed\(number)")) }
        var lists: [[ObservedInstance]] = []
        for records in [[], [InstanceRecord(["name": "a", "status": "Running"])].compactMap(\.self)] {
            driver.listWay.note(records)
            // Other tests have instances here too.
            lists.append(try await driver.list().filter { $0.id.text.hasPrefix("listed") }.sorted { $0.id.text < $1.id.text })
        }
        #expect(lists[0].count == 3 && lists[0].map(\.id) == lists[1].map(\.id) && lists[0].map(\.power) == lists[1].map(\.power))
        for list in lists { #expect(list.filter { $0.power == .running }.allSatisfy { $0.usage.memory != nil }) }
        for (order, id) in made {
            try await driver.stop(id, grace: .zero)
            try await driver.delete(id, owner: order.uid)
        }
        await driver.close()
    }

    @Test func `goes from nothing to nothing, and every call may be made twice`() async throws {
        let yard = try #require(Yard.shared)
        let driver = yard.driver
        let order = yard.order("life.a") { spec in
            spec.hostname = "other"
            spec.command = ["/bin/sh", "-c", "echo \"I have $LINES_OF_MINE\"; exec sleep 1000"]
            spec.environment = ["LINES_OF_MINE": "one\ntwo 'x' \"y\" $z", "PLAIN": "a b"]
        }
        let id = try await driver.create(order)
        #expect(try await driver.create(order) == id)
        #expect(id.text == "life-a")
        for _ in 0..<2 { try await driver.start(id) }
        let seen = try #require(try await driver.observe(id))
        #expect(seen.power == .running && seen.owner == order.uid)
        #expect(try #require(seen.pid) > 1)
        #expect(try #require(seen.usage.memory).value > 0)
        #expect(try await driver.list().first { $0.id == id }?.pid == seen.pid)
        #expect(try await driver.changes(id, to: order) == [])
        #expect(try await yard.run(id, "hostname").text == "other\n")
        #expect(try await yard.run(id, "/no/such/command").exit == .exited(127))
        #expect(try await yard.run(id, "sh", "-c", "echo \"$PLAIN/$LINES_OF_MINE\"").text == "a b/one\ntwo 'x' \"y\" $z\n")
        try await eventually { try await yard.log(id).contains("I have one\r\ntwo 'x' \"y\" $z") }
        for _ in 0..<2 { try await driver.stop(id, grace: .zero) }
        #expect(try await driver.observe(id)?.power == .stopped)
        for _ in 0..<2 { try await driver.delete(id, owner: order.uid) }
        #expect(try await driver.observe(id) == nil)
    }

    @Test func `what is called as another is has a part of its UID in its name`() async throws {
        let yard = try #require(Yard.shared)
        let (first, second) = (yard.order("twin"), yard.order("twin"))
        let id = try await yard.driver.create(first)
        let other = try await yard.driver.create(second)
        #expect(id.text == "twin" && other.text.hasPrefix("twin-"))
        #expect(try await yard.driver.create(second) == other)
        try await yard.driver.delete(id, owner: first.uid)
        try await yard.driver.delete(other, owner: second.uid)
    }

    @Test func `a stop sends the image's signal, and is hard once its grace is over`() async throws {
        let yard = try #require(Yard.shared)
        let (_, polite) = try await yard.running("polite")
        try await eventually { try await yard.log(polite).contains("started") }
        try await yard.driver.stop(polite, grace: .seconds(20))
        #expect(try await yard.log(polite).contains("stopping"))
        let (_, deaf) = try await yard.running("deaf") { $0.command = ["/bin/sleep", "1000"] }
        let took = try await ContinuousClock().measure { try await yard.driver.stop(deaf, grace: .seconds(1)) }
        #expect(took > .milliseconds(900) && took < .seconds(20))
        #expect(try await yard.driver.observe(deaf)?.power == .stopped)
    }

    @Test func `limits and ports of a running instance change at once, and what waits for a start is named`() async throws {
        let yard = try #require(Yard.shared)
        var (order, id) = try await yard.running("limits") { $0.memory = Quantity("64Mi") }
        order.memory = Quantity("48Mi")
        order.cpuCores = 0.25
        order.processes = 50
        order.ports = [
            Instance.Port(port: 80, hostPort: 8080), Instance.Port(port: 53, hostPort: 5353, hostAddress: "127.0.0.1", transport: .udp),
        ]
        #expect(
            try await yard.driver.changes(id, to: order).map(\.difference.field) == [
                "spec.cpu.cores", "spec.memory", "spec.ports", "spec.processes",
            ])
        #expect(try await yard.driver.update(id, to: order) == [])
        let seen = try #require(try await yard.driver.observe(id))
        #expect(seen.memory?.text == "48Mi" && seen.cpuCores == 0.25 && seen.processes == 50)
        #expect(try await yard.driver.changes(id, to: order) == [])
        order.hostname = "renamed"
        #expect(try await yard.driver.update(id, to: order) == ["spec.hostname"])
        order.ports = []
        order.processes = nil
        #expect(try await yard.driver.update(id, to: order) == [])
        #expect(try await yard.driver.changes(id, to: order) == [])
    }

    @Test func `a change behind Strata's back shows, and can be made good`() async throws {
        let yard = try #require(Yard.shared)
        let (order, id) = try await yard.running("drift") { $0.memory = Quantity("64Mi") }
        let heard = try await yard.driver.changes()
        let (ids, tell) = AsyncStream.makeStream(of: NativeID.self)
        // The driver knows who asked for what as long as somebody listens.
        let listening = Task {
            defer { tell.finish() }
            for try await change in heard { tell.yield(change) }
        }
        defer { listening.cancel() }
        // The daemon tells of what comes a moment after it agreed to that.
        try await eventually(stalled: .seconds(30), progress: { 0 }) {
            _ = try await yard.client.perform(.patch, LXDTarget.instance(id.text), ["description": "before"])
            return try await yard.driver.observe(id)?.lastChange != nil
        }
        let before = try #require(try await yard.driver.observe(id)).settings
        let began = Timestamp.now()
        _ = try await yard.client.perform(
            .patch, LXDTarget.instance(id.text), ["config": ["limits.memory": "32MiB", "environment.X": "y"]])
        for await change in ids where change == id { break }
        // The daemon sends what it tells of one request each by a thread of its own: who asked may come after what was done.
        try await eventually(stalled: .seconds(30), progress: { 0 }) {
            try await yard.driver.observe(id)?.lastChange.map { $0.time >= began } == true
        }
        let seen = try #require(try await yard.driver.observe(id))
        #expect(seen.settings != before)
        let change = try #require(seen.lastChange)
        #expect(change.user == "root" && change.way == "on the host")
        let changes = try await yard.driver.changes(id, to: order)
        #expect(changes.map(\.difference.field) == ["spec.environment", "spec.memory"])
        #expect(changes.last?.difference.found == "32Mi")
        _ = try await yard.driver.update(id, to: order)
        // Its own change is nobody else's.
        try await eventually(stalled: .seconds(30), progress: { 0 }) { try await yard.driver.observe(id)?.lastChange == nil }
        #expect(try await yard.driver.changes(id, to: order) == [])
    }

    @Test func `an instance of others is taken over with an empty plan, keeps what it has, and is left alone before`() async throws {
        let yard = try #require(Yard.shared)
        let fingerprint = try await yard.driver.images.fingerprint(of: yard.image, "test", "test")
        let config: JSONValue = ["limits.memory": "128MB", "limits.cpu": "1", "user.mine": "x", "environment.A": "b"]
        _ = try await yard.client.perform(
            .post, "/1.0/instances",
            ["name": "stranger", "source": ["type": "image", "fingerprint": .string(fingerprint)], "config": config])
        let id = NativeID("stranger")
        let seen = try #require(try await yard.driver.list().first { $0.id == id })
        #expect(seen.owner == nil && seen.memory?.value == 128_000_000 && seen.cpuCores == 1)
        await #expect(throws: DriverError.self) { try await yard.driver.delete(id, owner: .random()) }
        var order = yard.order("stranger") { spec in
            spec.memory = seen.memory
            spec.cpu.cores = seen.cpuCores
        }
        order.image = nil
        #expect(try await yard.driver.changes(id, to: order) == [])
        #expect(try await yard.driver.update(id, to: order) == [])
        #expect(try await yard.driver.observe(id)?.owner == order.uid)
        let kept = try #require(try await yard.client.send(.get, LXDTarget.instance("stranger")).metadata["config"])
        for key in ["limits.memory", "limits.cpu", "user.mine", "environment.A"] { #expect(kept[key] == config[key]) }
        let second = yard.order("stranger")
        let refused = await #expect(throws: DriverError.self) { _ = try await yard.driver.update(id, to: second) }
        #expect("\(try #require(refused))".contains("t/stranger"), "the first owner is named")
        // Unless it is named by who takes over.
        var heir = second
        heir.image = nil
        heir.memory = seen.memory
        heir.cpuCores = seen.cpuCores
        heir.takesOver = order.uid
        heir.server = "attic (1)"
        #expect(try await yard.driver.changes(id, to: heir) == [])
        _ = try await yard.driver.update(id, to: heir)
        let taken = try #require(try await yard.driver.observe(id))
        #expect(taken.owner == heir.uid && taken.ownerName == "t/stranger" && taken.ownerServer == "attic (1)")
        for key in ["limits.memory", "limits.cpu", "user.mine", "environment.A"] {
            #expect(try await yard.client.send(.get, LXDTarget.instance("stranger")).metadata["config"]?[key] == config[key])
        }
        await #expect(throws: DriverError.self) { try await yard.driver.delete(id, owner: order.uid) }
        try await yard.driver.delete(id, owner: heir.uid)
    }

    @Test func `a revert brings files back and leaves the instance whose it is`() async throws {
        let yard = try #require(Yard.shared)
        let fingerprint = try await yard.driver.images.fingerprint(of: yard.image, "test", "test")
        _ = try await yard.client.perform(
            .post, "/1.0/instances", ["name": "older", "source": ["type": "image", "fingerprint": .string(fingerprint)]])
        let id = NativeID("older")
        _ = try await yard.client.perform(.post, LXDTarget.instance("older", "/snapshots"), ["name": "before"])
        var order = yard.order("older") { $0.memory = Quantity("64Mi") }
        order.image = nil
        _ = try await yard.driver.update(id, to: order)
        #expect(try await yard.driver.snapshots(id).map(\.owner) == [nil])
        try await yard.driver.revert(id, to: SnapshotID("before"))
        let seen = try #require(try await yard.driver.observe(id))
        #expect(seen.owner == order.uid && seen.memory?.text == "64Mi")
        try await yard.driver.delete(id, owner: order.uid)
    }

    @Test func `an export is a root file system from which the same is made again`() async throws {
        let yard = try #require(Yard.shared)
        let (_, id) = try await yard.running("out")
        let long = String(repeating: "d", count: 90)
        _ = try await yard.run(
            id, "sh", "-c",
            "mkdir -p /root/\(long)/\(long); echo kept >/root/\(long)/\(long)/file; ln /root/\(long)/\(long)/file /root/same; ln -s /bin/sh /root/link"
        )
        let export = try await yard.driver.export(id, at: nil)
        #expect(export.parts.map(\.name) == ["rootfs.tar"])
        var bytes: [UInt8] = []
        let session = try await export.parts[0].open()
        for try await chunk in session.output { bytes += chunk.bytes }
        #expect(try await session.exit == .exited(0))
        await export.close()
        let images = try await yard.client.send(.get, "/1.0/images?recursion=1").metadata.array ?? []
        #expect(!images.contains { $0["properties"]?[LXDDriver.exportMark] != nil })
        #expect(try await yard.driver.snapshots(id).isEmpty)
        let file = "\(yard.server.directory)/out.tar"
        try await LocalMachine().write(file, bytes)
        let list = try await LocalMachine().check(Command("tar", "-tvf", file)).text
        #expect(list.contains("./root/\(long)/\(long)/file") && list.contains("./root/link -> /bin/sh"))
        var again = yard.order("again")
        again.image?.path = file
        again.image?.digest = "sha256:" + String(repeating: "b", count: 64)
        let copy = try await yard.driver.create(again)
        try await yard.driver.start(copy)
        #expect(try await yard.run(copy, "cat", "/root/same").text == "kept\n")
    }

    @Test func `a terminal has the size it is given, and a command that is given up is ended`() async throws {
        let yard = try #require(Yard.shared)
        let (_, id) = try await yard.running("tty")
        let session = try await yard.driver.exec(
            id,
            ExecRequest(
                command: ["sh", "-c", "while [ \"$(stty size)\" != '33 99' ]; do usleep 20000; done; echo resized; read x; echo \"<$x>\""],
                terminal: TerminalSize()))
        session.resize(TerminalSize(columns: 99, rows: 33))
        var text = ""
        for try await chunk in session.output {
            text += String(decoding: chunk.bytes, as: UTF8.self)
            if text.contains("resized"), !text.contains("hello") { try await session.send(Array("hello\r".utf8)) }
        }
        #expect(text.contains("<hello>"))
        #expect(try await session.exit == .exited(0))
        let sleeping = try await yard.driver.exec(id, ExecRequest(command: ["sleep", "4321"]))
        try await eventually { try await yard.run(id, "ps").text.contains("sleep 4321") }
        await sleeping.terminate()
        try await eventually { try await !yard.run(id, "ps").text.contains("sleep 4321") }
    }

    @Test func `instances on networks of Strata's reach each other by name and address`() async throws {
        let yard = try #require(Yard.shared)
        let network = NetworkOrder(uid: .random(), name: ObjectName(namespace: "t", name: "back"), isIsolated: true, domain: "back.test")
        let kept = try await yard.driver.keepNetwork(network)
        var first = yard.order("net-a")
        first.networks = [CardOrder(), CardOrder(network: network)]
        var second = yard.order("net-b")
        let address = IPv4(bits: try #require(IPv4(kept.gateway)).bits + 77).text
        second.networks = [CardOrder(network: network, address: address)]
        let ids = [try await yard.driver.create(first), try await yard.driver.create(second)]
        for id in ids { try await yard.driver.start(id) }
        #expect(try await yard.driver.changes(ids[1], to: second) == [])
        #expect(try await yard.driver.keepNetwork(network).leases.count == 2)
        #expect(try await yard.run(ids[0], "ls", "/sys/class/net").text.split(separator: "\n").contains("eth1"))
        #expect(try await yard.run(ids[1], "ls", "/sys/class/net").text.split(separator: "\n").sorted() == ["eth0", "lo"])
        second.networks = []
        #expect(try await yard.driver.update(ids[1], to: second) == [])
        #expect(try await yard.driver.keepNetwork(network).leases.map(\.owner) == [first.uid])
        try await yard.driver.delete(ids[0], owner: first.uid)
        try await yard.driver.removeNetwork(network.uid)
    }
}
