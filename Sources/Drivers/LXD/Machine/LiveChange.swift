import StrataAPI
import StrataDriverKit

/// What can be changed of a virtual machine that is on. The daemon refuses a change as a whole that holds anything else (`liveUpdateKeys` of LXD's driver of
/// virtual machines).
enum LiveChange {
    private static let keys = ["limits.cpu", "limits.memory", "security.agent.metrics", "security.secureboot", "security.devlxd"]
    private static let prefixes = [
        "boot.", "cloud-init.", "cluster.evacuate", "environment.", "image.", "snapshots.", "user.", "volatile.",
    ]

    /// The part of a change that can be made now: all of it where the machine is off or a container.
    static func possible(_ wanted: InstanceRecord, of record: InstanceRecord) -> InstanceRecord {
        guard record.isVirtualMachine, !record.isOff else { return wanted }
        var possible = wanted
        for key in Set(wanted.config.keys).union(record.config.keys) where !isLive(key) { possible.config[key] = record.config[key] }
        // Room for memory is of use only together with what waits.
        if possible.config != wanted.config, let root = record.rootDisk, possible.devices[root.device] != nil {
            possible.devices[root.device]?["size.state"] = root.settings["size.state"]
            if possible.devices[root.device] == root.settings, record.devices[root.device] == nil { possible.devices[root.device] = nil }
        }
        return possible
    }

    /// The fields that wait until the machine is off.
    static func later(_ wanted: InstanceRecord, _ possible: InstanceRecord, _ record: InstanceRecord) -> [String] {
        SettingChange.between(record.settings(possible).fields, record.settings(wanted).fields) { _ in false }
            .map { "\($0.difference.field) (once it is stopped)" }
    }

    private static func isLive(_ key: String) -> Bool { keys.contains(key) || prefixes.contains(where: key.hasPrefix) }
}
