import StrataAPI
public import StrataDriverKit
import StrataNetwork

extension QEMUDriver {
    /// See ``Driver/survey()``. Reads files only.
    public func survey() async throws(DriverError) -> Survey {
        let attempt = "survey"
        var files: [String: String] = [:]
        for file in HostFiles.paths {
            files[file] = String(decoding: try await place.read(file, attempt, machine.name) ?? [], as: UTF8.self)
        }
        let hasTap = try await place.exists("/dev/net/tun", attempt, machine.name)
        let hasBridge = try await place.exists("/sys/class/net/\(network.name)", attempt, machine.name)
        let host = HostFiles(files: files, facts: facts, groups: groups)
        let boxes = host.boxes(
            of: Engine.stack, engine: engineSupport, path: path, bridge: hasBridge ? network.name : nil, hasTap: hasTap,
            leftovers: leftovers)
        return Survey(version: facts.version, support: support, hosts: [HostFacts(name: facts.host, status: host.status)], boxes: boxes)
    }

    private var support: [Ability: Support] {
        let missing = ["cpu", "memory"].filter { !groups.has($0) }
        let rest = "more than there was room for at the start, and a new host name, wait for the next start"
        let limits = missing.isEmpty ? "" : "; the control groups lack \(missing.joined(separator: ", ")): such limits are not kept"
        return [
            .reconfigure: .degraded(rest + limits),
            .console: .degraded("one session at a time"),
            .memory: .degraded("a running machine stands still while it is written"),
            .exec: .degraded("where qemu-guest-agent runs in the guest; without a terminal"),
        ]
    }
}
