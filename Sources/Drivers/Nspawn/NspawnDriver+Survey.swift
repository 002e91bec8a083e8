import StrataAPI
public import StrataDriverKit
import StrataLinuxHost
import StrataNetwork

extension NspawnDriver {
    /// See ``Driver/survey()``. Reads files only; the first one also tries whether overlayfs works, in a mount namespace of its own.
    public func survey() async throws(DriverError) -> Survey {
        let attempt = "survey"
        let interfaces = try await tools.directories(in: "/sys/class/net", attempt, machine.name).filter(Self.isPlain)
        let disks = try await tools.directories(in: "/sys/block", attempt, machine.name).filter(Self.isPlain)
        let files = try await tools.read(HostFiles.paths(interfaces: interfaces, blockDevices: disks), attempt, machine.name)
        let host = HostFiles(
            files.mapValues { String(decoding: $0, as: UTF8.self) }, host: facts.host, architecture: facts.architecture,
            layout: facts.layout, interfaces: interfaces, blockDevices: disks)
        let ports = try await tools.directories(in: "/sys/class/net/\(network.name)/brif", attempt, machine.name).count
        try await tools.makeDirectory(places.state, mode: 0o711, attempt, places.state)
        var boxes = host.boxes(facts, bridge: network.name, ports: ports)
        boxes.append(host.storage(path: places.path, overlay: try await trial.outcome(map: nil), leftovers: notes.leftovers))
        return Survey(version: facts.version, support: support, hosts: [HostFacts(name: facts.host, status: host.status)], boxes: boxes)
    }

    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") }
    }

    private var support: [Ability: Support] {
        var support: [Ability: Support] = [:]
        if facts.hasMachined, facts.layout.legacy["freezer"] != nil {
            support[.pause] = .no("systemd freezes units in control groups of version 2 only, and this host has version 1")
        } else if !facts.layout.has("freezer"), facts.layout.unified == nil {
            support[.pause] = .no("the kernel's control groups have no freezer")
        }
        let missing = ["cpu", "memory", "pids"].filter { !facts.layout.has($0) }
        if !missing.isEmpty {
            support[.reconfigure] = .degraded("the control groups lack \(missing.joined(separator: ", ")): such limits are not kept")
        }
        return support
    }
}
