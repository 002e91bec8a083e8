import Libvirt
import StrataAPI
import StrataDriverKit
import XMLDocuments

/// What does not change about a site while it is connected.
struct SiteFacts: Sendable {
    var info = HypervisorInfo()
    /// The architectures of guests that can be run, as libvirt names them, with the kinds of domain for each: `kvm`, `qemu`.
    var guests: [String: Set<String>] = [:]
    /// The architecture of the host.
    var architecture = ""
    /// What new machines are: `kvm`, `qemu`, `test`; empty where none are made.
    var domainType = ""
    /// Why new machines are not run by KVM though the host has it, or nothing can be made.
    var remark = ""

    /// Whether libvirt's simulator is behind the connection: nothing there has files.
    var isSimulator: Bool { info.type == "TEST" }
    /// By which libvirt knows the host.
    var hostUUID: String { info.capabilities.at("host", "uuid")?.text ?? "" }
    /// Whether the daemon knows backups and checkpoints, which it does since libvirt 6.0. A question that an older one does not know costs the connection.
    var knowsBackups: Bool {
        !info.libraryVersion.split(separator: ".").compactMap { Int($0) }.lexicographicallyPrecedes([6, 0])
    }
    /// Whether machines can be made.
    var canCreate: Bool { isSimulator || info.type == "QEMU" }

    static func look(at connection: LibvirtConnection, _ options: SiteOptions) async throws(DriverError) -> SiteFacts {
        var facts = SiteFacts()
        facts.info = try await translating("look at", options.uri) { () throws(LibvirtError) in try await connection.info() }
        facts.architecture = facts.info.capabilities.at("host", "cpu", "arch")?.text ?? ""
        for guest in facts.info.capabilities.children("guest") where guest["os_type"]?.text == "hvm" {
            guard let arch = guest["arch"], let name = arch[attribute: "name"] else { continue }
            facts.guests[name, default: []].formUnion(arch.children("domain").compactMap { $0[attribute: "type"] })
        }
        await facts.choose(connection, options)
        return facts
    }

    private mutating func choose(_ connection: LibvirtConnection, _ options: SiteOptions) async {
        guard !isSimulator else {
            domainType = "test"
            return
        }
        guard canCreate else { return }
        let hasKVM = guests[architecture]?.contains("kvm") ?? false
        switch options.accelerator {
        case .kvm: domainType = "kvm"
        case .tcg: domainType = "qemu"
        case .auto:
            domainType = "qemu"
            guard hasKVM else { return }
            switch await KVMTrial.run(connection, architecture: architecture) {
            case .yes: domainType = "kvm"
            case .degraded(let why), .no(let why): remark = "KVM is offered, but \(why): instructions are translated"
            }
        }
    }
}
