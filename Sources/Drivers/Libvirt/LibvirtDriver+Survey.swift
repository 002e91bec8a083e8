import Libvirt
import StrataAPI
public import StrataDriverKit
import XMLDocuments

extension LibvirtDriver {
    /// See ``Driver/survey()``.
    public func survey() async throws(DriverError) -> Survey {
        let attempt = "survey"
        let connection = try await site.connection(attempt, options.uri)
        let (info, pools, networks) = try await translating(attempt, options.uri) { () throws(LibvirtError) in
            (try await connection.info(), try await connection.pools(), try await connection.networks())
        }
        var status = Host.Status()
        status.hostname = info.hostname
        status.architecture = facts.architecture
        status.cpus = info.cpus
        status.cpuModel = info.capabilities.at("host", "cpu", "model")?.text ?? info.cpuModel
        status.memory = info.memory > 0 ? Quantity(bytes: info.memory) : nil
        status.memoryAvailable = info.freeMemory.map { Quantity(bytes: $0) }
        let name = info.hostname.isEmpty ? machine.name : info.hostname
        let boxes = Boxes(info: info, facts: facts, pools: pools, networks: networks, poolName: options.pool)
        return Survey(
            version: info.libraryVersion, support: await support, hosts: [HostFacts(name: name, status: status)], boxes: boxes.all)
    }

    private var support: [Ability: Support] {
        get async {
            var support: [Ability: Support] = [
                .reconfigure: .degraded("more than there was room for at the start, a new host name and options wait for the next start"),
                .snapshot: .degraded(
                    "a running machine stands still while its memory is written; disks that are no qcow2, or encrypted, cannot"),
                .memory: .degraded("a running machine stands still while it is written"),
                .console: .degraded("one session at a time"),
                .exec: .degraded("where qemu-guest-agent runs in the guest; without a terminal"),
                .screen: screenSupport,
            ]
            if !isReachable { support[.log] = .no("logs lie on a host that is reached through libvirt only") }
            if case .impossible(let why) = await site.following { support[.events] = .no("changes show by the next survey only: \(why)") }
            if facts.isSimulator || !facts.canCreate {
                for ability in [Ability.volumes, .networks] { support[ability] = .no("machines there cannot be given any") }
            }
            if support[.networks] == nil, let why = await firewallObstacle { support[.networks] = .no(why) }
            if facts.isSimulator || !facts.canCreate { support[.move] = .no("machines of \(facts.info.type) are not moved") }
            if !facts.canCreate {
                for ability in [Ability.clone, .export] { support[ability] = .no("machines of \(facts.info.type) are not copied") }
            }
            if facts.isSimulator {
                for ability in [Ability.exec, .console, .log, .screen, .export] { support[ability] = .no("libvirt's simulator has none") }
            }
            for ability in Ability.allCases {
                if let why = limits.obstacle(ability) { support[ability] = .no(why) }
            }
            return support
        }
    }

    /// Why libvirt cannot set its networks' rules, as far as can be seen from here. Since 10.4 it needs nftables only, which a host has that it runs on.
    private var firewallObstacle: String? {
        get async {
            let version = facts.info.libraryVersion.split(separator: ".").compactMap { Int($0) }
            guard isReachable, version.lexicographicallyPrecedes([10, 4]) else { return nil }
            for directory in ["/usr/sbin", "/sbin"] {
                // What cannot be looked at is not said to be missing.
                guard let isThere = try? await machine.exists("\(directory)/iptables"), !isThere else { return nil }
            }
            return "libvirt \(facts.info.libraryVersion) sets its networks' rules with iptables, which is not installed there"
        }
    }
}
