import LXD
import LXDDaemon
import LoopbackSSH
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LXDDriver

@Suite(.yard, .tags(.host), .timeLimit(.minutes(5))) struct `A site of LXD's` {
    @Test func `is surveyed: host, version, boxes`() async throws {
        let yard = try #require(Yard.shared)
        let survey = try await yard.driver.survey()
        #expect(!survey.version.isEmpty)
        let host = try #require(survey.hosts.first)
        #expect(host.status.cpus > 0 && (host.status.memory?.value ?? 0) > 0 && !host.status.kernel.isEmpty)
        let boxes = Dictionary(uniqueKeysWithValues: survey.boxes.map { ($0.id, $0) })
        #expect(boxes["dir"]?.state == .present && boxes["bridge"]?.facts["names"] == "lxdbr0" && boxes["zfs"]?.state == .missing)
        #expect(survey.support[.volumes] != nil)
    }

    @Test func `tells of what others do to instances as they do it`() async throws {
        let yard = try #require(Yard.shared)
        let changes = try await yard.driver.changes()
        let fingerprint = try await yard.driver.images.fingerprint(of: yard.image, "test", "test")
        let source: JSONValue = ["type": "image", "fingerprint": .string(fingerprint)]
        _ = try await yard.client.perform(.post, "/1.0/instances", ["name": "seen", "source": source])
        _ = try await yard.client.perform(.post, LXDTarget.instance("seen"), ["name": "seen2"])
        _ = try await yard.client.perform(.put, LXDTarget.instance("seen2", "/state"), ["action": "start"])
        _ = try await yard.client.perform(.put, LXDTarget.instance("seen2", "/state"), ["action": "stop", "force": true])
        _ = try await yard.client.perform(.delete, LXDTarget.instance("seen2"))
        var ids: [String] = []
        for try await id in changes where id.text.hasPrefix("seen") {
            ids.append(id.text)
            // Made, renamed (which touches both names), started, stopped, deleted.
            if ids.count >= 6 { break }
        }
        #expect(ids.first == "seen" && ids.contains("seen2"))
        #expect(try await yard.driver.observe(NativeID("seen2")) == nil)
    }

    @Test func `is reached through SSH too`() async throws {
        let yard = try #require(Yard.shared)
        let server = try await SSHServer.start(in: yard.server.directory)
        let machine = try await server.machine()
        do {
            let driver = try await Yard.connect(yard.server, machine: machine)
            let order = yard.order("far")
            let id = try await driver.create(order)
            try await driver.start(id)
            #expect(try await driver.observe(id)?.power == .running)
            let session = try await driver.exec(id, ExecRequest(command: ["echo", "here"]))
            var text: [UInt8] = []
            for try await chunk in session.output { text += chunk.bytes }
            #expect(String(decoding: text, as: UTF8.self) == "here\n")
            try await driver.delete(id, owner: order.uid)
            await driver.close()
        } catch {
            Issue.record(error)
        }
        await machine.close()
        await server.stop()
    }

    @Test func `of another project has other instances`() async throws {
        let yard = try #require(Yard.shared)
        await #expect(throws: DriverError.self) { _ = try await Yard.connect(yard.server, ["project": "apart"]) }
        let apart = try await Yard.connect(yard.server, ["project": "apart", "createProject": true])
        let order = yard.order("same")
        _ = try await yard.driver.create(order)
        #expect(try await apart.list().isEmpty)
        let twin = yard.order("same")
        #expect(try await apart.create(twin).text == "same")
        // Those that run need names of their own on the bridge that they share.
        let other = yard.order("other")
        let id = try await apart.create(other)
        try await apart.start(id)
        let changes = try await apart.changes()
        try await apart.stop(id, grace: .zero)
        for try await change in changes where change == id { break }
        #expect(try await yard.driver.observe(NativeID("same"))?.owner == order.uid)
        try await eventually { try await apart.observe(id)?.power == .stopped }
        try await apart.delete(id, owner: other.uid)
        try await apart.delete(NativeID("same"), owner: twin.uid)
        await apart.close()
    }

    @Test func `refuses what it cannot do, with the reason and what helps`() async throws {
        let yard = try #require(Yard.shared)
        func refusal(_ order: Order) async throws -> String {
            let error = await #expect(throws: DriverError.self) { _ = try await yard.driver.create(order) }
            guard case .refused = try #require(error) else {
                Issue.record("\(String(describing: error))")
                return ""
            }
            #expect(try await yard.driver.list().allSatisfy { $0.owner != order.uid })
            return "\(try #require(error))"
        }
        #expect(try await refusal(yard.order("a", ["privileged": true])).contains("hostAccess"))
        #expect(try await refusal(yard.order("a", ["config": ["raw.idmap": "both 0 0"]])).contains("hostAccess"))
        #expect(try await refusal(yard.order("a", ["config": ["limits.memory": "1GB"]])).contains("is set by Strata"))
        #expect(try await refusal(yard.order("a", ["config": ["no.such.key": "1"]])).contains("no.such.key"))
        #expect(try await refusal(yard.order("a", ["profiles": ["nowhere"]])).contains("nowhere"))
        var kernel = yard.order("a")
        kernel.image?.form = .kernel
        #expect(try await refusal(kernel).contains("Kernel"))
        if !yard.driver.facts.engines.contains("qemu") {
            var machine = yard.order("a")
            machine.type = .virtualMachine
            machine.image?.type = .virtualMachine
            machine.image?.form = .qcow2
            #expect(try await refusal(machine).contains("no virtual machines"))
        }
        var far = yard.order("a")
        far.image?.architecture = "s390x"
        #expect(try await refusal(far).contains("s390x"))
        let nobody = await #expect(throws: DriverError.self) {
            _ = try await LXDDriver.connect(
                SiteConnection(site: "x", machine: LocalMachine(), options: ["socket": .string("\(yard.server.directory)/nobody")]))
        }
        guard case .unreachable = try #require(nobody) else {
            Issue.record("\(String(describing: nobody))")
            return
        }
    }
}
