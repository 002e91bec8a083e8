import StrataAPI
import VSphere

/// The boxes of the stack's diagram, by the catalog's ids, as they are at a site.
struct SitePicture: Sendable {
    let landscape: Landscape
    let content: ServiceContent

    var boxes: [Site.Box] {
        let hosts = landscape.hosts
        let away = hosts.filter { $0.connection != "connected" }.map(\.name)
        var boxes = [
            content.isCenter
                ? Site.Box(id: "vcenter", state: .present, facts: ["version": content.version])
                : Site.Box(id: "vcenter", state: .missing, reason: "the site is a single ESXi host"),
            Site.Box(
                id: "vmkernel", state: away.isEmpty ? .present : .degraded,
                facts: ["version": hosts.first?.build ?? "", "hosts": "\(hosts.count)"],
                reason: away.isEmpty ? "" : "not connected: \(away.prefix(8).joined(separator: ", "))"),
            Site.Box(id: "guest-vms", state: .present),
            cluster("drs", "DRS", landscape.computes.filter(\.hasDRS)), cluster("ha", "HA", landscape.computes.filter(\.hasHA)),
            content.isCenter && hosts.count > 1
                ? Site.Box(id: "vmotion", state: .present)
                : Site.Box(id: "vmotion", state: .missing, reason: "there is no second host under a vCenter"),
            storage("vmfs-datastore", "VMFS", ["VMFS"]), storage("vsan", "vSAN", ["vsan"]), switches,
        ]
        if let first = hosts.first {
            boxes.append(Site.Box(id: "cpu", state: .present, facts: ["count": "\(first.threads)", "model": first.cpuModel]))
            boxes.append(Site.Box(id: "ram", state: .present, facts: ["size": Quantity(bytes: first.memory).text]))
        }
        return boxes
    }

    private func cluster(_ id: String, _ word: String, _ found: [Landscape.Compute]) -> Site.Box {
        found.isEmpty
            ? Site.Box(id: id, state: .missing, reason: "no cluster has \(word) on")
            : Site.Box(id: id, state: .present, facts: ["clusters": found.map(\.name).prefix(8).joined(separator: ", ")])
    }

    private func storage(_ id: String, _ word: String, _ types: [String]) -> Site.Box {
        let found = landscape.datastores.filter { types.contains($0.type) }
        guard !found.isEmpty else { return Site.Box(id: id, state: .missing, reason: "there is no datastore of the type \(word)") }
        let away = found.filter { !$0.isAccessible }.map(\.name)
        return Site.Box(
            id: id, state: away.isEmpty ? .present : .degraded, facts: ["names": found.map(\.name).prefix(8).joined(separator: ", ")],
            reason: away.isEmpty ? "" : "not accessible: \(away.prefix(8).joined(separator: ", "))")
    }

    private var switches: Site.Box {
        var facts = ["networks": landscape.networks.map(\.name).prefix(8).joined(separator: ", ")]
        if !landscape.switches.isEmpty { facts["distributed"] = landscape.switches.prefix(8).joined(separator: ", ") }
        return Site.Box(id: "virtual-switch", state: landscape.networks.isEmpty ? .missing : .present, facts: facts)
    }
}
