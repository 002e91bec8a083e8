import Foundation
import LXD
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LXDDriver

/// `make test-slow`: some ten minutes on two cores, most of them for a guest of a machine that is itself translated.
@Suite(
    .labMachine, .serialized, .tags(.host), .enabled(if: ProcessInfo.processInfo.environment["STRATA_SLOW"] != nil),
    .timeLimit(.minutes(60)))
struct `On an emulated machine` {
    @Test func `containers live on a thin pool of LVM, and on a network of OVN`() async throws {
        let lab = try #require(LabMachine.shared)
        let image = try await BusyboxImage(in: lab.directory, more: "ln -s busybox bin/udhcpc").stored
        let driver = lab.first
        let survey = try await driver.survey()
        for box in ["lvm", "ovn"] { #expect(survey.boxes.first { $0.id == box }?.state == .present, "\(box)") }
        let order = lab.order("thin", image: image, ["pool": "thin", "network": "ovn0"]) { $0.memory = Quantity("64Mi") }
        let id = try await driver.create(order)
        try await driver.start(id)
        #expect(try await lab.inside("lvs --noheadings -o lv_name thin").contains("containers_thin"))
        let lease = try await run(driver, id, "udhcpc", "-i", "eth0", "-n", "-q", "-t", "20", "-s", "/bin/true")
        #expect(lease.contains("lease of 10.88.0."), "\(lease)")
        _ = try await run(driver, id, "sh", "-c", "echo then >/root/file")
        let moment = SnapshotOrder(uid: .random(), name: ObjectName(namespace: "t", name: "then"))
        let snapshot = try await driver.takeSnapshot(id, moment)
        _ = try await run(driver, id, "sh", "-c", "echo now >/root/file")
        let copy = lab.order("copy", image: image, ["network": "ovn0"])
        let clone = try await driver.clone(copy, of: id, at: snapshot)
        #expect(try await lab.inside("lvs --noheadings -o lv_name thin").contains("containers_copy"))
        try await driver.revert(id, to: snapshot)
        for container in [id, clone] {
            try await driver.start(container)
            #expect(try await run(driver, container, "cat", "/root/file") == "then\n")
        }
        var same = order
        same.image = nil
        #expect(try await driver.changes(id, to: same) == [])
        try await lab.overSSH { far in
            let seen = try await far.list().map(\.id.text).sorted()
            #expect(seen == ["copy", "thin"])
        }
        // A container's memory is not kept, and that is said before anything is done.
        let refusal = await #expect(throws: DriverError.self) { try await driver.suspend(id) }
        #expect("\(String(describing: refusal))".contains("CRIU"))
        try await driver.deleteSnapshot(id, snapshot, owner: moment.uid)
        try await driver.delete(clone, owner: copy.uid)
        try await driver.delete(id, owner: order.uid)
        #expect(try await !lab.inside("lvs --noheadings -o lv_name thin").contains("containers_"))
    }

    /// ZFS rolls back, and so not past what came later; Ceph copies.
    @Test(arguments: ["zfs", "ceph"])
    func `containers live on a pool of`(kind: String) async throws {
        let lab = try #require(LabMachine.shared)
        let image = try await BusyboxImage(in: lab.directory).stored
        let driver = lab.first
        #expect(try await driver.survey().boxes.first { $0.id == kind }?.state == .present)
        let order = lab.order("c-\(kind)", image: image, ["pool": .string(kind)]) { $0.memory = Quantity("64Mi") }
        let id = try await driver.create(order)
        try await driver.start(id)
        var moments: [(order: SnapshotOrder, id: SnapshotID)] = []
        for name in ["one", "two"] {
            _ = try await run(driver, id, "sh", "-c", "echo \(name) >/root/file")
            let moment = SnapshotOrder(uid: .random(), name: ObjectName(namespace: "t", name: name))
            moments.append((moment, try await driver.takeSnapshot(id, moment)))
        }
        _ = try await run(driver, id, "sh", "-c", "echo three >/root/file")
        if kind == "zfs" {
            let refusal = await #expect(throws: DriverError.self) { try await driver.revert(id, to: moments[0].id) }
            #expect("\(String(describing: refusal))".contains("goes back to its newest snapshot only"))
            #expect(try await run(driver, id, "cat", "/root/file") == "three\n", "it was touched")
            try await driver.deleteSnapshot(id, moments[1].id, owner: moments[1].order.uid)
        }
        let copy = lab.order("copy-\(kind)", image: image, ["pool": .string(kind)])
        let clone = try await driver.clone(copy, of: id, at: moments[0].id)
        try await driver.start(clone)
        #expect(try await run(driver, clone, "cat", "/root/file") == "one\n")
        try await driver.revert(id, to: moments[0].id)
        try await driver.start(id)
        #expect(try await run(driver, id, "cat", "/root/file") == "one\n")
        try await driver.stop(id, grace: .zero)

        // To a daemon that has no such pool, and back to this one's.
        let there = try await carry(order, id, from: driver, to: lab.second)
        let back = try await carry(order, there, from: lab.second, to: driver)
        #expect(try await driver.existing(back, "look at").rootDisk?.settings["pool"] == kind)
        try await driver.start(back)
        #expect(try await run(driver, back, "cat", "/root/file") == "one\n")
        try await driver.delete(back, owner: order.uid)
        #expect(try await run(driver, clone, "cat", "/root/file") == "one\n")
        try await driver.delete(clone, owner: copy.uid)
        #expect(try await driver.list().isEmpty)
    }

    private func carry(_ order: Order, _ id: NativeID, from: LXDDriver, to: LXDDriver) async throws -> NativeID {
        let move = from.move(MoveOrder(order: order, id: id, isLive: false, runs: false), to: to)
        try await move.check()
        try await move.prepare { _ in }
        _ = try await move.send { _ in }
        let there = try await move.commit()
        try await move.finish()
        return there
    }

    @Test func `a virtual machine keeps its memory suspended, in snapshots, and on its way to another daemon`() async throws {
        let lab = try #require(LabMachine.shared)
        let driver = lab.first
        let order = lab.order("vm", image: lab.disk, ["stateful": true, "config": .object(lab.firmware)]) { spec in
            (spec.memory, spec.disk, spec.cpu.cores) = (Quantity("256Mi"), Quantity("128Mi"), 1)
        }
        let id = try await driver.create(order)
        try await driver.start(id)
        try await usesAgent(driver, id)
        try await GuestConsole.use(driver, id) { guest in
            try await guest.shows("mark is kept", afterTyping: "echo kept >/run/mark; \(Self.look)")
        }
        #expect(try await driver.observe(id)?.addresses.contains { $0.hasPrefix("10.77.0.") } == true)

        try await driver.suspend(id)
        #expect(try await driver.observe(id)?.power == .suspended)
        try await driver.suspend(id)
        try await driver.start(id)
        try await remembers(driver, id)

        let moment = SnapshotOrder(uid: .random(), name: ObjectName(namespace: "t", name: "then"), withMemory: true)
        let snapshot = try await driver.takeSnapshot(id, moment)
        #expect(try await driver.observe(id)?.power == .running)
        #expect(try await driver.snapshots(id).map(\.hasMemory) == [true])
        try await GuestConsole.use(driver, id) { guest in
            try await guest.shows("mark is lost", afterTyping: "echo lost >/run/mark; \(Self.look)")
        }
        try await driver.revert(id, to: snapshot)
        try await remembers(driver, id)
        try await driver.deleteSnapshot(id, snapshot, owner: moment.uid)

        // What it cannot take while it is on waits, and the rest does not wait for it.
        var later = order
        later.image = nil
        let config = lab.firmware.merging(["agent.nic_config": "false"]) { $1 }
        later.options = ["stateful": true, "autostart": true, "config": .object(config)]
        #expect(try await driver.update(id, to: later) == ["spec.stack.lxd.config.agent.nic_config (once it is stopped)"])

        let card = try await driver.existing(id, "look at").config["volatile.eth0.hwaddr"]
        let move = driver.move(MoveOrder(order: order, id: id, isLive: true, runs: true), to: lab.second)
        try await move.check()
        try await move.prepare { _ in }
        _ = try await move.send { _ in }
        #expect(try await driver.observe(id)?.power == .suspended)
        #expect(try await lab.second.list().isEmpty)
        // Given up, it runs on where it was; carried once more, where it should be.
        #expect(try await move.abort(isUncommitted: true) == nil)
        try await remembers(driver, id)
        _ = try await move.send { _ in }
        let there = try await move.commit()
        try await move.finish()
        #expect(try await driver.list().isEmpty)
        try await remembers(lab.second, there)
        #expect(try await lab.second.existing(there, "look at").config["volatile.eth0.hwaddr"] == card)

        // Memory that was given up is not come back to.
        try await lab.second.suspend(there)
        try await lab.second.stop(there, grace: .zero)
        #expect(try await lab.second.observe(there)?.power == .stopped)
        try await lab.second.delete(there, owner: order.uid)
        #expect(try await lab.second.list().isEmpty)
    }

    /// Commands and files are the agent's, where one runs; afterwards none does.
    private func usesAgent(_ driver: LXDDriver, _ id: NativeID) async throws {
        // Firmware is what runs in it now.
        let refusal = await #expect(throws: (any Error).self) { try await run(driver, id, "true") }
        #expect("\(String(describing: refusal))".contains("The guest needs the daemon's agent"))
        // LXD gives a command up whose streams are not connected within 5 s, and a machine that translates a machine may be slower.
        try await eventually(stalled: .seconds(600), progress: { 0 }) {
            do { return try await run(driver, id, "hostname") == "vm\n" } catch is TransportError { return false }
        }
        let session = try await driver.exec(id, ExecRequest(command: ["sh", "-c", "cat; exit 7"], hasInput: true))
        try await session.send(Array("said".utf8))
        session.endInput()
        var said: [UInt8] = []
        for try await chunk in session.output { said += chunk.bytes }
        #expect(String(decoding: said, as: UTF8.self) == "said")
        #expect(try await session.exit == .exited(7))

        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let client = try await driver.door.client("reach", id.text)
        try await client.push(id.text, "/run/file", [.bytes(bytes)], as: LXDFile(mode: 0o640, user: 5, group: 6))
        var found: [UInt8] = []
        try await client.pull(id.text, "/run/file") { found += $0 }
        #expect(found == bytes)

        try await GuestConsole.use(driver, id) { guest in
            let line = "touch /run/no-agent; killall incus-agent lxd-agent; echo agent is $(echo off)"
            try await guest.shows("agent is off", afterTyping: line)
        }
    }

    /// Whether a guest runs on from what it was told.
    private func remembers(_ driver: LXDDriver, _ id: NativeID) async throws {
        #expect(try await driver.observe(id)?.power == .running)
        try await GuestConsole.use(driver, id) { guest in try await guest.shows("mark is kept", afterTyping: Self.look) }
    }

    /// The line as it is typed is shown, too.
    private static let look = "echo mark is $(cat /run/mark)"

    private func run(_ driver: LXDDriver, _ id: NativeID, _ command: String...) async throws -> String {
        let session = try await driver.exec(id, ExecRequest(command: command))
        var text: [UInt8] = []
        for try await chunk in session.output { text += chunk.bytes }
        _ = try await session.exit
        return String(decoding: text, as: UTF8.self)
    }
}
