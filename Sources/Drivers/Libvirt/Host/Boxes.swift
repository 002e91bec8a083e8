import Libvirt
import StrataAPI
import XMLDocuments

/// The boxes of libvirt's picture, as they are at a site (`Sources/StrataCatalog/Data/08-libvirt.yaml`).
struct Boxes {
    let info: HypervisorInfo
    let facts: SiteFacts
    let pools: [StoragePool]
    let networks: [VirtualNetwork]
    let poolName: String

    var all: [Site.Box] {
        [
            Site.Box(id: "domain-xml-management", state: .present, facts: ["libvirt": info.libraryVersion, "uri": info.uri]), driver,
            pool("dir-pool", "dir"), pool("lvm-pool", "logical"), pool("rbd-pool", "rbd"), pool("iscsi-pool", "iscsi"),
            network("nat-net", "nat"), network("bridge-net", "bridge"), network("macvtap", "private"), network("sr-iov", "hostdev"),
            extensions,
            Site.Box(
                id: "cpu", state: .present,
                facts: ["cpus": "\(info.cpus)", "architecture": facts.architecture, "model": info.cpuModel].filter { !$0.value.isEmpty }),
            Site.Box(
                id: "ram", state: info.memory > 0 ? .present : .unknown,
                facts: [
                    "total": info.memory > 0 ? Quantity(bytes: info.memory).text : nil,
                    "free": info.freeMemory.map { Quantity(bytes: $0).text },
                ].compactMapValues(\.self)), storage,
        ]
    }

    /// What runs the guests.
    private var driver: Site.Box {
        let id = ["QEMU": "qemu-kvm", "LXC": "lxc", "OpenVZ": "openvz", "ESX": "vmware"][info.type] ?? "hypervisor-drivers"
        return Site.Box(
            id: id, state: facts.remark.isEmpty ? .present : .degraded,
            facts: ["type": info.type, "version": info.hypervisorVersion, "machines": facts.domainType].filter { !$0.value.isEmpty },
            reason: facts.remark)
    }

    private var extensions: Site.Box {
        let hasKVM = facts.guests[facts.architecture]?.contains("kvm") ?? false
        if facts.domainType == "kvm" { return Site.Box(id: "vt-x-amd-v", state: .present, facts: ["tried": "a guest ran"]) }
        return Site.Box(id: "vt-x-amd-v", state: hasKVM ? .degraded : .unknown, reason: facts.remark)
    }

    private func pool(_ id: String, _ type: String) -> Site.Box {
        let found = pools.filter { $0.type == type }
        return Site.Box(
            id: id, state: found.isEmpty ? .missing : .present,
            facts: found.isEmpty ? [:] : ["pools": found.map(\.name).sorted().joined(separator: ", ")],
            reason: found.isEmpty ? "there is no pool of this kind" : "")
    }

    private func network(_ id: String, _ mode: String) -> Site.Box {
        let found = networks.filter { $0.definition["forward"]?[attribute: "mode"] == mode }
        return Site.Box(
            id: id, state: found.isEmpty ? .missing : .present,
            facts: found.isEmpty ? [:] : ["networks": found.map(\.name).sorted().joined(separator: ", ")],
            reason: found.isEmpty ? "there is no network of this kind" : "")
    }

    private var storage: Site.Box {
        guard let pool = pools.first(where: { $0.name == poolName }) else {
            return Site.Box(id: "storage", state: .unknown, reason: "the pool \(poolName) is made when the first machine needs it")
        }
        return Site.Box(
            id: "storage", state: pool.isActive ? .present : .degraded,
            facts: ["pool": pool.name, "path": pool.path, "available": Quantity(bytes: pool.available).text].filter { !$0.value.isEmpty },
            reason: pool.isActive ? "" : "the pool \(pool.name) is not started")
    }
}
