public import StrataDriverKit
import StrataLinuxHost
import StrataNetwork

extension LXCDriver {
    /// See ``Driver/survey()``. Reads files only; the first one also tries whether overlayfs works, in a mount namespace of its own.
    public func survey() async throws(DriverError) -> Survey {
        let attempt = "survey"
        let interfaces = try await tools.directories(in: "/sys/class/net", attempt, machine.name).filter(ContainerName.isSafe)
        let disks = try await tools.directories(in: "/sys/block", attempt, machine.name).filter(ContainerName.isSafe)
        let files = try await tools.read(HostFiles.paths(interfaces: interfaces, blockDevices: disks), attempt, machine.name)
        let host = HostFiles(
            files.mapValues { String(decoding: $0, as: UTF8.self) }, facts: facts, interfaces: interfaces, blockDevices: disks)
        let ports = try await tools.directories(in: "/sys/class/net/\(network.name)/brif", attempt, machine.name).count
        var boxes = host.boxes(facts, bridge: network.name, ports: ports)
        let overlay = try await overlays()
        boxes.append(host.storage(path: tools.path, overlay: overlay, leftovers: notes.leftovers))
        var support = facts.layout.support(trees: overlay)
        if !facts.mapsMounts {
            support[.volumes] = .degraded(
                "only privileged containers can have volumes: Linux \(facts.kernel) and LXC \(facts.version) cannot map ids of mounts")
        }
        return Survey(
            version: facts.version, support: support,
            hosts: [HostFacts(name: facts.host, status: host.status)],
            boxes: boxes)
    }

    private func overlays() async throws(DriverError) -> Support {
        let directory = Workshop.directory(in: tools.path)
        try await tools.makeDirectory(tools.path, mode: 0o711, "survey", tools.path)
        try await tools.makeDirectory(directory, mode: 0o711, "survey", tools.path)
        let privileged = try await rootFileSystems.overlay(map: nil)
        guard privileged == .yes, facts.hasAllIDs else { return privileged }
        return try await rootFileSystems.overlay(map: facts.map)
    }
}
