import StrataAPI
import StrataDriverKit
import StrataLinuxHost

extension HostFiles {
    init(_ files: [String: String], facts: SiteFacts, interfaces: [String], blockDevices: [String] = []) {
        self.init(
            files, host: facts.host, architecture: facts.architecture, layout: facts.layout, interfaces: interfaces,
            blockDevices: blockDevices)
    }

    /// The boxes of the stack's diagram below the containers, by the catalog's ids, but for storage.
    ///
    /// - Parameter ports: how many interfaces are attached to the bridge.
    func boxes(_ facts: SiteFacts, bridge: String, ports: Int = 0) -> [Site.Box] {
        [
            Site.Box(id: "lxc-containers", state: .present, facts: ["lxc": facts.version]), kernel, controlGroups("cgroups-v2"),
            namespaces(facts.map, hasAllIDs: facts.hasAllIDs), seccomp, appArmor(facts),
            self.bridge("virtual-network-bridge", name: bridge, ports: ports), processor, memory, interfaceCards,
        ]
    }

    private func appArmor(_ facts: SiteFacts) -> Site.Box {
        if facts.hasAppArmor { return Site.Box(id: "apparmor", state: .present, facts: ["profile": "generated"]) }
        if facts.isAppArmorOn {
            return Site.Box(id: "apparmor", state: .degraded, reason: "containers run unconfined: \(facts.appArmorLack)")
        }
        return Site.Box(id: "apparmor", state: .missing, reason: "the kernel has no AppArmor or it is off, so containers run unconfined")
    }
}
