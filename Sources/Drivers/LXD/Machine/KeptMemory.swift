import Foundation
import LXD
import StrataDriverKit

/// The memory of instances that the daemon can keep on disk: that of virtual machines, which QEMU writes.
enum KeptMemory {
    /// Why containers have none. CRIU dumps them; liblxc (5.0.2 and 6.0.4) brings back none that has a console, and one that has none without the mapping of its
    /// root file system's ids, so that its own files are nobody's to it.
    static let containers = "LXD keeps the memory of virtual machines; that of a container liblxc does not bring back whole (with CRIU)"

    /// What a virtual machine has where nothing limits its memory.
    private static let memoryByDefault: Int64 = 1 << 30
    /// Beside the memory, the same file system holds the firmware's settings and the machine's keys. The daemon's own default is 100 MB for these.
    private static let beside: Int64 = 128 << 20

    /// How much room the root disk's `size.state` must give, in bytes. The daemon starts no machine that has less there than memory.
    static func room(for memory: Int64?) -> Int64 { (memory ?? memoryByDefault) + beside }

    /// What a daemon can do of it.
    static func support(_ facts: ServerFacts) -> Support {
        guard facts.engines.contains("qemu") else { return .no("this daemon runs no virtual machines, and \(containers)") }
        guard facts.server.has(Self.needed) else { return .no("the daemon lacks the API extension \(Self.needed)") }
        return .degraded("of virtual machines with spec.stack.lxd.stateful")
    }

    /// Why an instance's memory cannot be kept; nil where it can.
    static func obstacle(_ record: InstanceRecord, _ facts: ServerFacts) -> (answer: String, hint: String)? {
        guard record.isVirtualMachine else { return (containers, "Stop it instead: strata stop") }
        guard facts.server.has(needed) else {
            return ("the daemon lacks the API extension \(needed)", "Use LXD 5.0 or later")
        }
        guard record.expandedConfig["migration.stateful"] == "true" else {
            return (
                "its migration.stateful is not set, so that its memory cannot be kept",
                "Stop it, set spec.stack.lxd.stateful to true, and start it again"
            )
        }
        return nil
    }

    /// Why memory that one daemon kept is nothing that another could start from; nil where it is. QEMU reads what an older one wrote, and not the other way round.
    static func mismatch(_ source: ServerFacts, _ target: ServerFacts) -> String? {
        guard target.server.has(needed) else { return "the daemon there lacks the API extension \(needed)" }
        guard let here = source.engineVersion("qemu"), let there = target.engineVersion("qemu"),
            there.compare(here, options: .numeric) == .orderedAscending
        else { return nil }
        return "its memory is of QEMU \(here), and the daemon there has QEMU \(there)"
    }

    private static let needed = "migration_stateful"
}
