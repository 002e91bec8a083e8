import StrataAPI
import StrataDriverKit

/// A volume of an order as a device of kind `disk`.
enum VolumeMount {
    static let mark = "user.strata.volume"

    static func device(_ uid: UID) -> String { "\(MachinePlan.devicePrefix)vol-\(uid.text.filter { $0 != "-" }.prefix(12))" }

    static func settings(_ mount: MountOrder, pool: String) -> [String: String] {
        var settings = ["type": "disk", "pool": pool, "source": VolumeName.text(mount.volume.uid), mark: mount.volume.name.description]
        if !mount.path.isEmpty { settings["path"] = mount.path }
        if mount.isReadOnly { settings["readonly"] = "true" }
        return settings
    }

    static func comparable(_ devices: InstanceRecord.Devices) -> [JSONValue] {
        devices.filter { $0.value[mark] != nil }.sorted { $0.key < $1.key }.map { _, settings in
            let name = settings[mark] ?? ""
            var json: JSONValue = ["volume": .string(name.split(separator: "/").last.map(String.init) ?? name)]
            if let path = settings["path"] { json["path"] = .string(path) }
            if settings["readonly"] == "true" { json["readOnly"] = true }
            return json
        }
    }
}

/// What the daemon calls a volume of Strata's.
enum VolumeName {
    static func text(_ uid: UID) -> String { "strata-\(uid.text)" }
}
