import Foundation
import StrataAPI
import StrataDriverKit
import Testing

@testable import LibvirtDriver

/// Xen itself, on a machine made of Debian's packages. The machine takes a minute or two to make, once, and a quarter of one to boot.
@Suite(.serialized, .tags(.host), .enabled(if: ProcessInfo.processInfo.environment["STRATA_SLOW"] != nil), .xenHost)
struct `Xen through libvirt` {
    private static func use(
        _ uri: String = "xen:///system", _ body: (XenHost, LibvirtDriver) async throws -> Void
    ) async throws {
        let host = try XenHost.current
        let machine: any Machine = uri.contains("+") ? LocalMachine() : host.machine
        let driver = try await LibvirtDriver.connect(SiteConnection(site: "xen", machine: machine, options: ["uri": .string(uri)]))
        let result: Result<Void, any Error>
        do { result = .success(try await body(host, driver)) } catch { result = .failure(error) }
        await driver.close()
        try result.get()
    }

    private static func order(_ name: String, _ change: (inout Instance) -> Void = { _ in }) -> Order {
        var instance = Instance(name: ObjectName(namespace: "default", name: name))
        instance.metadata.uid = .random()
        instance.spec.memory = Quantity("96Mi")
        instance.spec.cpu.cores = 1
        change(&instance)
        return Order(instance, type: .virtualMachine, image: nil, stack: "libvirt")
    }

    /// A guest's console while a body uses it.
    private static func attached(
        _ host: XenHost, _ driver: LibvirtDriver, _ id: NativeID, _ body: (GuestConsole) async throws -> Void
    ) async throws {
        let console = GuestConsole(host, try await driver.console(id, terminal: TerminalSize(columns: 80, rows: 24)))
        let result: Result<Void, any Error>
        do { result = .success(try await body(console)) } catch { result = .failure(error) }
        await console.close()
        try result.get()
    }

    @Test(arguments: [("pv", "linux"), ("pvh", "xenpvh")])
    func `runs machines that are taken in, started, held, talked to and stopped`(name: String, type: String) async throws {
        try await Self.use { (host, driver) async throws in
            let id = NativeID(name)
            let changes = try await driver.changes()
            try await host.define(name, type: type)
            for try await changed in changes where changed == id { break }
            let seen = try #require(try await driver.list().first { $0.id == id })
            #expect(seen.power == .stopped)
            #expect((seen.owner, seen.type) == (nil, .virtualMachine))
            #expect((seen.memory, seen.cpuCores) == (Quantity("96Mi"), 1))

            try await driver.start(id)
            // A machine that runs already is let alone.
            try await driver.start(id)
            #expect(try await host.domains().contains(name))
            try await Self.attached(host, driver, id) { (console) async throws in
                try await console.wait(for: "guest: started")
                try await console.say("echo be\"\"gin-$((6*7))")
                try await console.wait(for: "begin-42")
                await #expect { _ = try await driver.console(id, terminal: TerminalSize(columns: 80, rows: 24)) } throws: {
                    "\($0)".contains("somebody is attached to it already")
                }
            }
            // Xen has no statistics in bulk: each is asked for its own.
            let running = try #require(try await driver.list().first { $0.id == id })
            #expect(running.power == .running)
            #expect(running.usage.cpuSeconds ?? 0 > 0)
            // What the toolstack needs for a guest is counted with it.
            #expect(96..<97 ~= (running.usage.memory?.value ?? 0) >> 20)

            try await driver.pause(id)
            #expect(try await host.virsh("domstate", name).hasPrefix("paused"))
            #expect(try await driver.observe(id)?.power == .paused)
            try await driver.resume(id)
            #expect(try await driver.observe(id)?.power == .running)

            // The guest powers itself off, and is not ended.
            try await driver.stop(id, grace: .seconds(120))
            let stopped = try #require(try await driver.observe(id))
            #expect(stopped.power == .stopped)
            #expect(stopped.exit?.reason == "Completed")
            // What somebody does behind Strata's back is told.
            let later = try await driver.changes()
            try await host.virsh("start", name)
            for try await changed in later where changed == id { break }
            #expect(try await driver.observe(id)?.power == .running)

            // A machine that is nobody's is never touched by a deletion.
            await #expect { try await driver.delete(id, owner: .random()) } throws: {
                if case DriverError.notOwned = $0 { true } else { false }
            }
            #expect(try await host.domains().contains(name))
            try await driver.stop(id, grace: .zero)
            try await host.virsh("undefine", name)
            #expect(try await driver.observe(id) == nil)
        }
    }

    @Test func `lets a machine be taken over with an empty plan, changed and deleted, and its definition stays as it is`() async throws {
        try await Self.use { (host, driver) async throws in
            let id = NativeID("mine")
            try await host.define("mine", type: "linux")
            try await driver.start(id)
            let before = try await host.virsh("dumpxml", "--inactive", "mine")
            var order = Self.order("mine")
            #expect(try await driver.changes(id, to: order) == [])
            #expect(try await driver.update(id, to: order) == [])
            #expect(try await driver.list().first { $0.id == id }?.owner == order.uid)
            let after = try await host.virsh("dumpxml", "--inactive", "mine")
            let isNote = { (line: Substring) in line.contains("metadata>") || line.contains("strata:instance") }
            #expect(after.split(separator: "\n").filter { !isNote($0) } == before.split(separator: "\n"))
            #expect(after.contains("<on_crash>preserve</on_crash>"))

            // By the balloon, within what it was started with.
            try await Self.attached(host, driver, id) { try await $0.wait(for: "guest: started") }
            order.memory = Quantity("80Mi")
            #expect(try await driver.changes(id, to: order).map(\.difference.field) == ["spec.memory"])
            #expect(try await driver.update(id, to: order) == [])
            #expect(try await host.virsh("dumpxml", "--inactive", "mine").contains("<memory unit='KiB'>131072</memory>"))
            try await host.wait("the guest gives memory back") {
                // The toolstack's own part of it is some KiB.
                try await (driver.observe(id)?.usage.memory?.value ?? .max) < 82 << 20
            }
            order.memory = Quantity("128Mi")
            #expect(try await driver.update(id, to: order) == [])
            order.cpuCores = 2
            #expect(try await driver.changes(id, to: order).map(\.needsRestart) == [true])
            #expect(try await driver.update(id, to: order) == ["spec.cpu.cores"])

            // What the guest's shell knows outlives the suspension.
            try await Self.attached(host, driver, id) { (console) async throws in
                try await console.say("kept=$((6*7)); echo no\"\"ted")
                try await console.wait(for: "noted")
            }
            try await driver.suspend(id)
            #expect(try await driver.list().first { $0.id == id }?.power == .suspended)
            #expect(try await host.virsh("list", "--all", "--managed-save").contains("saved"))
            #expect(try await !host.domains().contains("mine"))
            try await driver.start(id)
            #expect(try await driver.observe(id)?.power == .running)
            try await Self.attached(host, driver, id) { (console) async throws in
                try await console.say("echo still-$kept")
                try await console.wait(for: "still-42")
            }
            // A stop gives it up, and a start begins anew with what was to wait for it.
            try await driver.suspend(id)
            try await driver.stop(id, grace: .zero)
            #expect(try await driver.observe(id)?.power == .stopped)
            try await driver.start(id)
            #expect(try await host.virsh("vcpucount", "mine", "--current", "--live").hasPrefix("2"))
            #expect(try await driver.changes(id, to: order) == [])

            // Kept memory goes with the machine.
            try await driver.suspend(id)
            try await driver.delete(id, owner: order.uid)
            #expect(try await driver.observe(id) == nil)
            #expect(try await !host.virsh("list", "--all").contains("mine"))
            #expect(try await host.machine.check(Command("ls", "/var/lib/libvirt/libxl/save")).text.isEmpty)
            // Twice is as good as once.
            try await driver.delete(id, owner: order.uid)
        }
    }

    @Test func `says what cannot be had, each with a sentence, and shows its host as a host`() async throws {
        try await Self.use { (host, driver) async throws in
            let id = NativeID("bare")
            try await host.define("bare", type: "linux")
            try await driver.start(id)
            var order = Self.order("made")
            order.image = StoredImage(
                digest: "sha256:\(String(repeating: "0", count: 64))", path: "/nothing", form: .kernel, size: 1, type: .virtualMachine,
                architecture: "amd64", command: [], stopSignal: "")
            let made = order
            let refused: [(String, () async throws -> Void)] = [
                ("are not made through this driver", { _ = try await driver.create(made) }),
                (
                    "keeps no snapshots",
                    { _ = try await driver.takeSnapshot(id, SnapshotOrder(uid: .random(), name: ObjectName(name: "s"), withMemory: false)) }
                ),
                ("has no reset button", { try await driver.reset(id) }),
                ("reaches no agent", { _ = try await driver.exec(id, ExecRequest(command: ["true"])) }),
                ("to no file", { _ = try await driver.log(id, tail: nil, follow: false) }),
                ("takes no pictures", { _ = try await driver.screenshot(id) }),
                ("hands no screens over", { _ = try await driver.screen(id) }),
                ("it is the host itself", { try await driver.stop(NativeID("Domain-0"), grace: .zero) }),
                ("it is the host itself", { try await driver.delete(NativeID("Domain-0"), owner: .random()) }),
            ]
            for (words, call) in refused {
                await #expect("\(words)") { try await call() } throws: { error in
                    "\(error)".contains(words) && (error as? DriverError)?.isTransient == false
                }
            }
            #expect(try await driver.snapshots(id) == [])
            #expect(try await driver.list().contains { $0.id == id })
            #expect(try await !driver.list().contains { $0.id.text == "Domain-0" })
            #expect(try await driver.observe(NativeID("Domain-0")) == nil)
            let survey = try await driver.survey()
            #expect(survey.hosts.map(\.name) == ["xenhost"])
            #expect(survey.support[.events] == nil)
            for ability in [Ability.snapshot, .memory, .reset, .exec, .log, .screenshot, .screen, .backups, .clone, .export, .move] {
                #expect(survey.support[ability]?.isUsable == false, "\(ability)")
            }
            #expect(survey.boxes.contains { $0.facts["type"] == "Xen" && $0.facts["version"]?.hasPrefix("4.17") == true })
            try await driver.stop(id, grace: .zero)
            try await host.virsh("undefine", "bare")
        }
    }

    @Test func `runs on while its daemon is away, and is known again when that comes back`() async throws {
        try await Self.use { (host, driver) async throws in
            let id = NativeID("lasting")
            try await host.define("lasting", type: "xenpvh")
            try await driver.start(id)
            let changes = try await driver.changes()
            try await host.machine.check(Command("sh", "-c", "kill $(pgrep -x libvirtd); while pgrep -x libvirtd; do sleep 0.1; done"))
            await #expect(throws: DriverError.self) { for try await _ in changes {} }
            await #expect { _ = try await driver.list() } throws: { if case DriverError.unreachable = $0 { true } else { false } }
            #expect(try await host.domains().contains("lasting"))
            try await host.machine.check(Command("libvirtd", "-d"))
            try await host.wait("the daemon answers again") { (try? await driver.list()) != nil }
            #expect(try await driver.list().first { $0.id == id }?.power == .running)
            try await driver.stop(id, grace: .zero)
            try await host.virsh("undefine", "lasting")
        }
    }

    @Test func `is reached by libvirt's own SSH connection too`() async throws {
        let host = try XenHost.current
        let uri = "xen+ssh://root@127.0.0.1:\(host.port)/system?keyfile=\(host.key)&no_verify=1"
        try await Self.use(uri) { (host, driver) async throws in
            try await host.define("far", type: "linux")
            #expect(try await driver.list().contains { $0.id.text == "far" })
            try await driver.start(NativeID("far"))
            try await Self.attached(host, driver, NativeID("far")) { try await $0.wait(for: "guest: started") }
            try await driver.stop(NativeID("far"), grace: .zero)
            try await host.virsh("undefine", "far")
        }
    }
}
