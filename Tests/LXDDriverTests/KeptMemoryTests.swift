import StrataAPI
import StrataDriverKit
import Testing

@testable import LXDDriver

struct KeptMemoryTests {
    private static func record(_ more: JSONValue = [:]) throws -> InstanceRecord {
        var json: JSONValue = [
            "name": "vm", "type": "virtual-machine", "status": "Stopped", "stateful": true, "last_used_at": "2026-01-02T03:04:05.6Z",
            "config": ["limits.memory": "256MiB", "migration.stateful": "true"],
            "devices": ["root": ["type": "disk", "path": "/", "pool": "default", "size.state": "384MiB"]],
        ]
        for (key, value) in more.object ?? [:] { json[key] = value }
        return try #require(InstanceRecord(json))
    }

    @Test func `memory that was given up counts no more, until the machine was started again and suspended anew`() throws {
        #expect(try Self.record().power == .suspended)
        var record = try Self.record()
        record.config[MachineTag.discardedKey] = "2026-01-02T03:04:05.6Z"
        #expect(record.power == .stopped && !record.isSuspended)
        record.config[MachineTag.discardedKey] = "2026-01-01T00:00:00Z"
        #expect(record.power == .suspended)
        #expect(try Self.record(["stateful": false]).power == .stopped)
    }

    @Test func `a note of memory that was given up outlives other changes of the note`() throws {
        var tag = MachineTag(uid: .random(), instance: "t/vm", origin: .created)
        tag.discarded = "2026-01-02T03:04:05.6Z"
        #expect(MachineTag(tag.config) == tag)
    }

    @Test(arguments: [(nil, nil, "1207959552"), ("256Mi", nil, "402653184"), ("64Mi", "1GiB", nil)] as [(String?, String?, String?)])
    func `a machine whose memory can be kept has room for it`(memory: String?, has: String?, room: String?) throws {
        var instance = Instance(name: ObjectName(namespace: "t", name: "vm"))
        instance.metadata.uid = .random()
        (instance.spec.type, instance.spec.memory) = (.virtualMachine, memory.flatMap { Quantity($0) })
        instance.spec.stack = ["lxd": ["stateful": true]]
        let order = Order(instance, type: .virtualMachine, image: nil, stack: LXDDriver.stack)
        let plan = try MachinePlan(order, old: nil, site: SiteOptions(), isVirtualMachine: true, "create")
        #expect(plan.config(over: [:], name: "vm")["migration.stateful"] == "true")
        var root = ["type": "disk", "path": "/", "pool": "p"]
        root["size.state"] = has
        #expect(plan.devices(over: [:], root: ("root", root))["root"]?["size.state"] == room)
    }

    @Test func `containers are refused what only virtual machines can`() throws {
        var instance = Instance(name: ObjectName(namespace: "t", name: "c"))
        instance.metadata.uid = .random()
        instance.spec.stack = ["lxd": ["stateful": true]]
        let order = Order(instance, type: .container, image: nil, stack: LXDDriver.stack)
        #expect(throws: DriverError.self) { try MachinePlan(order, old: nil, site: SiteOptions(), isVirtualMachine: false, "create") }
    }

    @Test func `of a virtual machine that is on what can be changed is, and the rest waits by name`() throws {
        let record = try Self.record([
            "status": "Running", "stateful": false,
            "config": [
                "limits.memory": "256MiB", "user.strata.uid": "11111111-2222-4333-8444-555555555555", "user.strata.origin": "created",
            ],
        ])
        var wanted = record
        wanted.config["limits.memory"] = "300MiB"
        wanted.config["migration.stateful"] = "true"
        wanted.devices["root"]?["size.state"] = "500MiB"
        let possible = LiveChange.possible(wanted, of: record)
        #expect(possible.config["limits.memory"] == "300MiB" && possible.config["migration.stateful"] == nil)
        #expect(possible.devices == record.devices)
        #expect(LiveChange.later(wanted, possible, record) == ["spec.stack.lxd.stateful (once it is stopped)"])
        var off = record
        off.status = "Stopped"
        #expect(LiveChange.possible(wanted, of: off).writable == wanted.writable)
    }
}
