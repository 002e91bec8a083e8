import StrataAPI
import StrataDriverKit
import StrataResources
import StrataStore
import Testing

@testable import StrataControl

@Suite struct InventoryTests {
    private func inventory(_ objects: ObjectService, _ memory: SiteMemory, name: String = "s", adopts: Bool = true) -> Inventory {
        var site = Site(name: name)
        site.spec.adopt = adopts
        return Inventory(objects: objects, site: site, memory: memory, logger: ObjectsUnderTest.logger)
    }

    private func machine(_ name: String, power: PowerState = .running, address: String = "10.0.0.1", cpu: Double = 0, owner: UID? = nil)
        -> ObservedInstance
    {
        var usage = Instance.Usage()
        usage.cpuSeconds = cpu
        return ObservedInstance(
            id: NativeID(name), owner: owner, type: .container, power: power, host: "h", addresses: [address], usage: usage)
    }

    private func instance(_ objects: ObjectService, _ name: String) throws -> Instance? {
        try Objects<Instance>(objects).get(ObjectName(namespace: "default", name: name))
    }

    @Test func `a machine that an event and a list show at once is taken in once`() async throws {
        try await ObjectsUnderTest.run { (objects) async throws in
            let inventory = inventory(objects, SiteMemory())
            for _ in 0..<2 { try await inventory.adopt(machine("vm")) }
            #expect(try await objects.list(Instance.kind, ListRequest()).objects.map(\.name.name) == ["vm"])
        }
    }

    @Test func `a site's machines appear with their status in one write each, and a look at the same again writes nothing`() async throws {
        try await ObjectsUnderTest.run { (objects) async throws in
            let (memory, before) = (SiteMemory(), try objects.revision(Instance.kind))
            let seen = (0..<300).map { machine("vm-\($0)") }
            #expect(try await inventory(objects, memory).take(in: seen, asOf: before) == 300)
            let after = try objects.revision(Instance.kind)
            #expect(objects.count(Instance.kind) == 300)
            #expect(after.rawValue - before.rawValue == 300)
            let one = try #require(try instance(objects, "vm-7"))
            #expect(one.status.phase == .running && one.status.nativeID == "vm-7" && one.status.addresses == ["10.0.0.1"])
            #expect(one.spec.isObserved && one.status.observedGeneration == one.metadata.generation)
            _ = try await inventory(objects, memory).take(in: seen.map { machine($0.id.text, cpu: 5) }, asOf: after)
            #expect(try objects.revision(Instance.kind) == after)
        }
    }

    @Test func `one that is only observed is wished to be as it is, so that it goes on when it is taken over later`() async throws {
        try await ObjectsUnderTest.run { (objects) async throws in
            let memory = SiteMemory()
            for (power, wished) in [
                (PowerState.stopped, Instance.Power.stopped), (.running, .running), (.stopping, .running), (.paused, .paused),
            ] {
                _ = try await inventory(objects, memory).take(in: [machine("vm", power: power)], asOf: try objects.revision(Instance.kind))
                let seen = try #require(try instance(objects, "vm"))
                #expect(seen.spec.power == wished)
                #expect(seen.status.observedGeneration == seen.metadata.generation)
                let after = try objects.revision(Instance.kind)
                _ = try await inventory(objects, memory).take(in: [machine("vm", power: power)], asOf: after)
                #expect(try objects.revision(Instance.kind) == after)
            }
            // Once it is taken over, what is wished is its user's.
            _ = try await Objects<Instance>(objects).change(
                ObjectName(namespace: "default", name: "vm"), uid: try #require(try instance(objects, "vm")).metadata.uid
            ) { $0.spec.rights = [.update] }
            _ = try await inventory(objects, memory).take(
                in: [machine("vm", power: .stopped)], asOf: try objects.revision(Instance.kind))
            #expect(try instance(objects, "vm")?.spec.power == .paused)
        }
    }

    @Test func `one that is only observed is wished to have what it has, however that was changed`() async throws {
        try await ObjectsUnderTest.run { (objects) async throws in
            let memory = SiteMemory()
            for (size, cores) in [("1Gi", 1.0), ("2Gi", 1.5), ("2Gi", 4)] {
                var seen = machine("vm")
                (seen.memory, seen.cpuCores, seen.settings) = (Quantity(size), cores, "\(size) \(cores)")
                for _ in 0..<2 { _ = try await inventory(objects, memory).take(in: [seen], asOf: try objects.revision(Instance.kind)) }
                let instance = try #require(try instance(objects, "vm"))
                #expect(instance.spec.memory == Quantity(size) && instance.spec.cpu.cores == cores)
                #expect(instance.status.observedGeneration == instance.metadata.generation)
            }
        }
    }

    @Test func `of many machines, only those that changed are written`() async throws {
        try await ObjectsUnderTest.run { (objects) async throws in
            let memory = SiteMemory()
            var seen = (0..<50).map { machine("vm-\($0)") }
            _ = try await inventory(objects, memory).take(in: seen, asOf: try objects.revision(Instance.kind))
            let before = try objects.revision(Instance.kind)
            seen[3] = machine("vm-3", power: .stopped)
            seen[9] = machine("vm-9", address: "10.0.0.9")
            seen.removeLast()
            _ = try await inventory(objects, memory).take(in: seen, asOf: before)
            #expect(try objects.revision(Instance.kind).rawValue - before.rawValue == 3)
            #expect(try instance(objects, "vm-3")?.status.phase == .stopped)
            #expect(try instance(objects, "vm-9")?.status.addresses == ["10.0.0.9"])
            #expect(try instance(objects, "vm-49") == nil)
        }
    }

    @Test func `an instance that was changed by others is brought back into line though its machine stayed as it was`() async throws {
        try await ObjectsUnderTest.run { (objects) async throws in
            let (memory, seen) = (SiteMemory(), [machine("vm")])
            _ = try await inventory(objects, memory).take(in: seen, asOf: try objects.revision(Instance.kind))
            let known = try #require(try instance(objects, "vm"))
            try await Objects<Instance>(objects).changeStatus(known.name, uid: known.metadata.uid) { $0.status.phase = .stopped }
            _ = try await inventory(objects, memory).take(in: seen, asOf: try objects.revision(Instance.kind))
            #expect(try instance(objects, "vm")?.status.phase == .running)
        }
    }

    @Test func `a list that is older than an instance says nothing of it`() async throws {
        try await ObjectsUnderTest.run { (objects) async throws in
            let memory = SiteMemory()
            let asked = try objects.revision(Instance.kind)
            // Made and started while the site was being asked.
            var made = Instance(name: ObjectName(namespace: "default", name: "new"))
            made.spec.site = "s"
            made.spec.image = "busybox"
            made.status.phase = .running
            made.status.nativeID = "new"
            _ = try await Objects<Instance>(objects).create(made, WriteOptions(part: .whole))
            _ = try await inventory(objects, memory).take(in: [], asOf: asked)
            #expect(try instance(objects, "new")?.status.nativeID == "new")
            _ = try await inventory(objects, memory).take(in: [], asOf: try objects.revision(Instance.kind))
            #expect(try instance(objects, "new")?.status.phase == .pending)
        }
    }

    @Test func `one machine that changed is found by its name on its own site, or by whom it belongs to`() async throws {
        try await ObjectsUnderTest.run { (objects) async throws in
            let memory = SiteMemory()
            for site in ["s", "t"] {
                _ = try await inventory(objects, memory, name: site).take(
                    in: [machine("vm")], asOf: try objects.revision(Instance.kind))
            }
            #expect(try instance(objects, "vm")?.spec.site == "s" && instance(objects, "vm-t")?.spec.site == "t")
            try await inventory(objects, memory, name: "t").take(in: machine("vm", power: .paused), id: NativeID("vm")) { _ in nil }
            #expect(try instance(objects, "vm")?.status.phase == .running && instance(objects, "vm-t")?.status.phase == .paused)
            let uid = try #require(try instance(objects, "vm")?.metadata.uid)
            try await inventory(objects, memory).take(
                in: machine("renamed", power: .stopped, owner: uid), id: NativeID("renamed")
            ) { _ in nil }
            #expect(try instance(objects, "vm")?.status.nativeID == "renamed")
            try await inventory(objects, memory, name: "t").take(in: nil, id: NativeID("vm")) { _ in nil }
            #expect(try instance(objects, "vm-t") == nil)
        }
    }

    @Test(arguments: [false, true])
    func `a copy that somebody made, with the note of whose it is, is not taken for the machine it was made of`(isSeenFirst: Bool)
        async throws
    {
        try await ObjectsUnderTest.run { (objects) async throws in
            let (memory, uid) = (SiteMemory(), UID.random())
            var made = Instance(name: ObjectName(namespace: "default", name: "vm"))
            (made.metadata.uid, made.spec.site, made.spec.image) = (uid, "s", "busybox")
            (made.status.phase, made.status.nativeID) = (.running, "vm")
            let own = try await Objects<Instance>(objects).create(made, WriteOptions(part: .whole)).metadata.uid
            let (original, copy) = (machine("vm", owner: own), machine("copy", power: .stopped, owner: own))
            let inventory = inventory(objects, memory)
            try await inventory.take(in: copy, id: copy.id) { _ in original }
            for _ in 0..<2 {
                #expect(try instance(objects, "vm")?.status.nativeID == "vm" && instance(objects, "copy") == nil)
                let seen = isSeenFirst ? [copy, original] : [original, copy]
                _ = try await inventory.take(in: seen, asOf: try objects.revision(Instance.kind))
            }
            #expect(try instance(objects, "vm")?.status.phase == .running)
            let other = try #require(try instance(objects, "copy"))
            #expect(other.spec.isObserved && other.status.phase == .stopped)
            try await inventory.take(in: machine("copy", owner: own), id: copy.id) { _ in original }
            #expect(try instance(objects, "copy")?.status.phase == .running)
            // The one it was made of goes, and the copy is still not it.
            try await inventory.take(in: copy, id: copy.id) { _ in nil }
            _ = try await inventory.take(in: [copy], asOf: try objects.revision(Instance.kind))
            #expect(try instance(objects, "vm")?.status.phase == .pending && instance(objects, "copy")?.spec.isObserved == true)
        }
    }

    @Test(arguments: [
        ("Starting", "", "web", true), ("Creating", "", "web-4711", true), ("Stopping", "vm-7", "vm-7", true),
        ("Running", "web", "web", false),
        ("Starting", "vm-7", "web", false), ("Starting", "", "db", false),
    ]) func `a change is left to the operation that it comes from`(phase: String, native: String, changed: String, isLeft: Bool)
        async throws
    {
        try await ObjectsUnderTest.run { (objects) async throws in
            var made = Instance(name: ObjectName(namespace: "default", name: "web"))
            made.spec.site = "s"
            made.spec.image = "busybox"
            made.status.phase = try #require(Instance.Phase(rawValue: phase))
            made.status.nativeID = native
            _ = try await Objects<Instance>(objects).create(made, WriteOptions(part: .whole))
            #expect(try inventory(objects, SiteMemory()).isWorkedOn(NativeID(changed)) == isLeft)
            #expect(try inventory(objects, SiteMemory(), name: "elsewhere").isWorkedOn(NativeID(changed)) == false)
        }
    }

    @Test func `a stranger's change is of interest only where strangers are adopted`() async throws {
        try await ObjectsUnderTest.run { (objects) async throws in
            let memory = SiteMemory()
            _ = try await inventory(objects, memory).take(in: [machine("vm")], asOf: try objects.revision(Instance.kind))
            for (name, adopts, isOfInterest) in [("vm", false, true), ("stranger", false, false), ("stranger", true, true)] {
                #expect(try inventory(objects, memory, adopts: adopts).isOfInterest(NativeID(name)) == isOfInterest)
            }
            #expect(try inventory(objects, memory, name: "elsewhere", adopts: false).isOfInterest(NativeID("vm")) == false)
        }
    }

    @Test func `a site that is lost leaves its instances Unknown since it last answered`() async throws {
        try await ObjectsUnderTest.run { (objects) async throws in
            let memory = SiteMemory()
            _ = try await inventory(objects, memory).take(
                in: (0..<5).map { machine("vm-\($0)") }, asOf: try objects.revision(Instance.kind))
            let later = try #require(Timestamp("2100-01-01T00:00:00Z"))
            memory.noteAnswer("s", at: later)
            memory.forget("s")
            try await inventory(objects, memory).markUnknown(reason: "Unreachable", why: "no route")
            for number in 0..<5 {
                let status = try #require(try instance(objects, "vm-\(number)")).status
                #expect(status.phase == .unknown && status.lastSeen == later)
                #expect(status.conditions["Reachable"]?.message.contains("last seen 2100-01-01T00:00:00Z as Running") == true)
            }
        }
    }
}
