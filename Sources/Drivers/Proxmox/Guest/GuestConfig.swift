import Proxmox
import StrataAPI
import StrataDriverKit

/// A guest's configuration: the server's keys and values, as text.
struct GuestConfig: Sendable, Equatable {
    var values: [String: String]
    /// What the server compares to see whether somebody changed it meanwhile.
    let digest: String

    init(_ json: JSONValue) {
        values = (json.object ?? [:]).compactMapValues { $0.lenientText ?? $0.bool.map { $0 ? "1" : "0" } }
        digest = values.removeValue(forKey: "digest") ?? ""
    }

    init(_ values: [String: String]) {
        self.values = values
        digest = ""
    }

    var tags: [String] { OwnerTags.split(values["tags"]) }

    /// The disk that a guest starts from.
    func rootDisk(_ kind: GuestID.Kind) -> (key: String, properties: PropertyList)? {
        if kind == .lxc { return values["rootfs"].map { ("rootfs", PropertyList($0)) } }
        let boot = PropertyList(values["boot"] ?? "")["order"]?.split(separator: ";").map(String.init) ?? []
        for key in boot + ["scsi0", "virtio0", "sata0", "ide0"] {
            guard let value = values[key] else { continue }
            let properties = PropertyList(value)
            if properties["media"] != "cdrom", !key.hasPrefix("net") { return (key, properties) }
        }
        return nil
    }

    /// What the configuration says of the fields that an instance can wish, by the fields' paths.
    ///
    /// - Parameters:
    ///   - options: further keys that the instance names.
    ///   - isAdopted: of a guest that was there before, all else than its size is its owner's.
    func fields(_ kind: GuestID.Kind, site: SiteOptions, keys: some Sequence<String>, isAdopted: Bool) -> [String: JSONValue] {
        var fields: [String: JSONValue] = [:]
        let cores = total(kind)
        let limit = values["cpulimit"].flatMap(Double.init) ?? 0
        fields["spec.cpu.cores"] = !isAdopted && limit > 0 && limit < (cores ?? .infinity) ? .amount(limit) : cores.map { .amount($0) }
        fields["spec.memory"] = memory.map { .string(Quantity(bytes: $0 << 20).text) }
        guard !isAdopted else { return fields }
        fields["spec.hostname"] = values[kind == .qemu ? "name" : "hostname"].map { .string($0) }
        let card = PropertyList(values["net0"] ?? "")
        let prefix = "spec.stack.\(ProxmoxDriver.stack)"
        fields["\(prefix).bridge"] = .string(card["bridge"] ?? "")
        fields["\(prefix).vlan"] = .int(Int64(card["tag"] ?? "") ?? 0)
        fields["\(prefix).onBoot"] = .bool(values["onboot"] == "1")
        switch kind {
        case .qemu: fields["\(prefix).agent"] = .bool(isAgentEnabled)
        case .lxc: fields["\(prefix).nesting"] = .bool(PropertyList(values["features"] ?? "")["nesting"] == "1")
        }
        for key in keys { fields["\(prefix).config.\(key)"] = values[key].map { .string($0) } ?? .null }
        return fields
    }

    /// MiB.
    var memory: Int64? { PropertyList(values["memory"] ?? "").entries.first.flatMap { Int64($0.value) } }

    var isAgentEnabled: Bool {
        guard let text = values["agent"] else { return false }
        let properties = PropertyList(text)
        return (properties.first ?? properties["enabled"] ?? "") == "1"
    }

    private func total(_ kind: GuestID.Kind) -> Double? {
        let cores = values["cores"].flatMap(Double.init)
        guard kind == .qemu else { return cores }
        if let plugged = values["vcpus"].flatMap(Double.init) { return plugged }
        return (cores ?? 1) * (values["sockets"].flatMap(Double.init) ?? 1)
    }
}
