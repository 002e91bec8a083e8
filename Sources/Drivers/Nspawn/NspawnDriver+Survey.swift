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
        let trees = try await trial.outcome(map: nil)
        boxes.append(host.storage(path: places.path, overlay: trees, leftovers: notes.leftovers))
        return Survey(
            version: facts.version, support: facts.layout.support(trees: trees), hosts: [HostFacts(name: facts.host, status: host.status)],
            boxes: boxes)
    }

    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") }
    }
}
