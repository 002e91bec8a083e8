import Crypto
import StrataAPI

/// A virtual machine or a container.
struct Guest: Sendable, Codable {
    enum Kind: String, Sendable, Codable {
        case qemu, lxc

        var configDirectory: String { self == .qemu ? "qemu-server" : "lxc" }
        var word: String { self == .qemu ? "VM" : "CT" }
        /// How its tasks begin: `qmstart`, `vzstart`.
        var taskPrefix: String { self == .qemu ? "qm" : "vz" }
    }

    enum Power: String, Sendable, Codable { case stopped, running, paused }

    /// A moment that is kept.
    struct Snapshot: Sendable, Codable {
        var name: String
        var description = ""
        var time: Int64
        var parent: String?
        var hasMemory = false
        var config: [String: String]
        var hasSystem: Bool
    }

    var kind: Kind
    var number: Int
    var node: String
    var config: [String: String] = [:]
    /// Changes that wait for the next start; nil for keys that go then.
    var pending: [String: String?] = [:]
    var snapshots: [Snapshot] = []
    /// The snapshot that it comes from.
    var parent: String?
    var power = Power.stopped
    /// When it was started, in seconds since 1970.
    var startedAt: Double = 0
    var pid = 0
    /// Whether a system is on its disk, which hears what it is told; an empty disk has none.
    var hasSystem = false
    var pool = ""
    var lock = ""
    /// What the node told the cluster the last time.
    var broadcast = Power.stopped

    /// Its own name.
    var name: String { config[kind == .qemu ? "name" : "hostname"] ?? (kind == .qemu ? "VM \(number)" : "CT\(number)") }

    var isTemplate: Bool { config["template"] == "1" }

    var upid: String { "\(number)" }

    /// In bytes.
    var memory: Int64 { (Int64(config["memory"]?.prefix { $0.isNumber } ?? "") ?? 512) << 20 }

    var cores: Double {
        if kind == .lxc { return Double(config["cores"] ?? "") ?? 8 }
        if let plugged = Double(config["vcpus"] ?? "") { return plugged }
        return (Double(config["cores"] ?? "") ?? 1) * (Double(config["sockets"] ?? "") ?? 1)
    }

    /// Over everything in the configuration: what changes change.
    var digest: String {
        let text =
            config.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\n" }.joined()
            + pending.sorted { $0.key < $1.key }.map { "[PENDING] \($0.key): \($0.value ?? "-")\n" }.joined() + lock
        return Insecure.SHA1.hash(data: Array(text.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    var isAgentEnabled: Bool {
        let text = config["agent"] ?? ""
        return text == "1" || text.hasPrefix("1,") || text.contains("enabled=1")
    }

    /// The disk that it starts from, as its configuration has it.
    var firstDisk: String? {
        guard kind == .qemu else { return config["rootfs"] }
        return ["scsi0", "virtio0", "sata0", "ide0"].lazy.compactMap { config[$0] }.first
    }

    /// The keys of its disks.
    var diskKeys: [String] {
        config.keys.filter { key in
            let stem = key.prefix { !$0.isNumber }
            guard kind == .qemu else { return key == "rootfs" || stem == "mp" }
            guard ["scsi", "virtio", "sata", "ide", "efidisk", "tpmstate"].contains(String(stem)), key.last?.isNumber == true else {
                return false
            }
            return config[key]?.contains("media=cdrom") != true || config[key]?.contains("cloudinit") == true
        }.sorted()
    }
}
