import StrataAPI
import StrataDriverKit
import StrataLinuxHost

extension HostFiles {
    /// The boxes of the stack's diagram below the services, by the catalog's ids, but for storage.
    ///
    /// - Parameter ports: how many interfaces are attached to the bridge.
    func boxes(_ facts: SiteFacts, bridge: String, ports: Int) -> [Site.Box] {
        [
            Site.Box(id: "systemd-nspawn", state: .present, facts: ["version": facts.version]), registry("machinectl", facts),
            registry("systemd-machined", facts), daemon("systemd-networkd", "systemd-networkd", facts),
            self.bridge("veth-pairs", name: bridge, ports: ports), inner,
            daemon("journald", "systemd-journald", facts), daemon("networkd", "systemd-networkd", facts),
            daemon("resolved", "systemd-resolved", facts), controlGroups("cgroups"), namespaces(facts.map, hasAllIDs: facts.hasAllIDs),
            seccomp, processor, memory, interfaceCards,
        ]
    }

    private func registry(_ id: String, _ facts: SiteFacts) -> Site.Box {
        facts.hasMachined
            ? Site.Box(id: id, state: .present)
            : Site.Box(id: id, state: .missing, reason: "\(facts.machinedLack), so Strata starts and finds machines by itself")
    }

    private func daemon(_ id: String, _ unit: String, _ facts: SiteFacts) -> Site.Box {
        if facts.activeUnits.contains(unit) { return Site.Box(id: id, state: .present, facts: ["unit": "\(unit).service"]) }
        return Site.Box(id: id, state: .missing, reason: facts.hasMachined ? "\(unit).service does not run" : facts.machinedLack)
    }

    private var inner: Site.Box { Site.Box(id: "host0-interface", state: .present, facts: ["address": "set by Strata, and by DHCP"]) }
}
