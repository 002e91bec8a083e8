import Libvirt
import PrivateLibvirt
import StrataAPI
import StrataDriverKit
import Testing
import XMLDocuments

@testable import LibvirtDriver

/// What is known of hypervisors other than QEMU without one.
@Suite(.timeLimit(.minutes(2))) struct `Hypervisors other than QEMU` {
    private static func order(_ change: (inout Instance) -> Void = { _ in }) -> Order {
        var instance = Instance(name: ObjectName(namespace: "default", name: "taken"))
        instance.metadata.uid = .random()
        change(&instance)
        return Order(instance, type: .virtualMachine, image: nil, stack: "libvirt")
    }

    @Test func `Xen's definitions are understood`() throws {
        let (pv, pvh, hvm) = try (
            DomainCard(XenDefinition.pv.document), DomainCard(XenDefinition.pvh.document), DomainCard(XenDefinition.hvm.document)
        )
        #expect([pv, pvh, hvm].allSatisfy { $0.type == .virtualMachine && $0.owner == nil && $0.hasConsole })
        #expect(pv.memory == 256 << 20)
        #expect(pv.disks.map(\.path) == ["/dev/vg0/old"])
        #expect(pv.cards == [DomainCard.Card(network: "", mac: "00:16:3e:44:55:66")])
        #expect((pvh.memory, pvh.memoryLimit) == (96 << 20, 128 << 20))
        #expect((pvh.processors, pvh.processorLimit) == (1, 2))
        #expect(hvm.screen == "vnc")
        #expect(hvm.ownDisks.map(\.target) == ["hda"])
    }

    @Test(arguments: XenDefinition.allCases)
    func `taking one over changes nothing but the note, and a change of memory nothing but memory`(_ definition: XenDefinition) throws {
        let document = try definition.document
        let card = DomainCard(document)
        var taken = document
        let order = Self.order()
        LibvirtDriver.change(&taken, card, OwnerNote(uid: order.uid), order)
        #expect(DomainCard(taken).owner == order.uid)
        var rest = taken
        rest["metadata"] = nil
        #expect(rest.children == document.children)

        let smaller = Self.order {
            $0.spec.memory = Quantity("64Mi")
            $0.spec.cpu.cores = Double(card.processors)
        }
        var note = OwnerNote(uid: order.uid)
        note.cores = smaller.cpuCores
        var changed = taken
        LibvirtDriver.change(&changed, DomainCard(taken), note, smaller)
        #expect(DomainCard(changed).memory == 64 << 20)
        // Room that there was above what the guest has stays; without room both are one.
        let hadRoom = card.memory < card.memoryLimit
        #expect(DomainCard(changed).memoryLimit == (hadRoom ? card.memoryLimit : 64 << 20))
        for name in ["memory", "currentMemory", "metadata"] { changed[name] = document[name] }
        #expect(changed.children == document.children)
        // What libvirt is told is what was read.
        #expect(try XMLElement(definition: changed.xml).children == document.children)
    }

    @Test func `the host, which Xen counts as a domain, is no machine`() async throws {
        let host = """
            <domain type='test'><name>Domain-0</name><uuid>00000000-0000-0000-0000-000000000000</uuid><memory>786432</memory><vcpu>1</vcpu>
            <os><type>hvm</type></os></domain>
            """
        try await SimulatedNode.with(more: host) { (uri) async throws in
            let driver = try await LibvirtDriver.connect(
                SiteConnection(site: "test", machine: LocalMachine(), options: ["uri": .string(uri)]))
            let id = NativeID("Domain-0")
            #expect(try await driver.list().map(\.id.text) == ["test"])
            #expect(try await driver.observe(id) == nil)
            for call in [
                { try await driver.stop(id, grace: .zero) }, { try await driver.start(id) }, { try await driver.pause(id) },
                { _ = try await driver.update(id, to: Self.order()) }, { try await driver.delete(id, owner: .random()) },
            ] as [() async throws -> Void] {
                await #expect { try await call() } throws: { "\($0)".contains("it is the host itself") }
            }
            await driver.close()
        }
    }

    @Test(arguments: Ability.allCases)
    func `what libvirt's driver for Xen lacks is told with its reason, and QEMU's lacks nothing`(_ ability: Ability) {
        let lacking: Set<Ability> = [.snapshot, .memory, .exec, .log, .reset, .screenshot, .screen, .backups]
        #expect((HypervisorLimits(type: "Xen").obstacle(ability) != nil) == lacking.contains(ability))
        #expect(HypervisorLimits(type: "QEMU").obstacle(ability) == nil)
    }

    @Test(arguments: ["bhyve:///system", "hyperv://127.0.0.1"])
    func `a hypervisor whose driver this machine's libvirt lacks is named, with what to do`(uri: String) async throws {
        await #expect {
            _ = try await LibvirtDriver.connect(SiteConnection(site: "test", machine: LocalMachine(), options: ["uri": .string(uri)]))
        } throws: { error in
            uri.hasPrefix("bhyve")
                ? "\(error)".contains("by the Site's endpoint, --endpoint ssh://root@HOST --option uri=bhyve:///system")
                : "\(error)".contains("has no driver for hyperv") && "\(error)".contains("run the server where libvirt0 was built with it")
        }
    }

    @Test(arguments: [
        ("xen:///system", "libvirt-daemon-driver-xen"), ("lxc:///system", "libvirt-daemon-driver-lxc"), ("bhyve:///system", "--endpoint"),
    ])
    func `a daemon that lacks a driver is told from one that is not there`(uri: String, hint: String) {
        let error = LibvirtError.refused(code: 5, part: 0, message: "no connection driver available for \(uri)")
        let translated = DriverError(opening: uri, error, "connect to libvirt on", "far")
        guard case .refused(let failure) = translated else {
            Issue.record("\(translated)")
            return
        }
        #expect(failure.answer.contains("the libvirt there has no driver for \(uri.prefix { $0 != ":" })"))
        #expect(failure.hint.contains(hint))
    }

    @Test func `a call that a driver of libvirt's does not know becomes a sentence`() {
        let error = LibvirtError.refused(
            code: 3, part: 60, message: "this function is not supported by the connection driver: virDomainReset")
        let words = "\(DriverError(error, "reset", "vm"))"
        #expect(words == "could not reset vm: libvirt's driver for the hypervisor there cannot do this (virDomainReset)")
    }

    @Test func `a URI of the server's own machine is not taken for one of the Site's machine`() {
        #expect(DaemonSocket.isLocal("qemu:///session"))
        #expect(!DaemonSocket.isLocal("xen+ssh://root@host/system"))
        #expect(!DaemonSocket.isLocal("test:///default"))
        #expect(DaemonSocket.uri("bhyve:///system")?.sockets == ["/var/run/libvirt/virtbhyved-sock", "/var/run/libvirt/libvirt-sock"])
        #expect(DaemonSocket.uri("xen:///system")?.sockets.first == "/run/libvirt/virtxend-sock")
    }
}
