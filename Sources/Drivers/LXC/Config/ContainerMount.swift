import StrataAPI
import StrataDriverKit

/// A volume in a container, as Strata notes it in its configuration.
struct ContainerMount: Sendable, Hashable {
    var volume: UID
    /// The Volume's name.
    var name = ""
    /// Absolute, checked where instances are written.
    var path: String
    var isReadOnly: Bool

    init(volume: UID, name: String = "", path: String, isReadOnly: Bool) {
        self.volume = volume
        self.name = name
        self.path = path
        self.isReadOnly = isReadOnly
    }

    init(_ order: MountOrder) {
        self.init(volume: order.volume.uid, name: order.volume.name.name, path: order.path, isReadOnly: order.isReadOnly)
    }

    /// Reads what ``json`` wrote; nil for anything else.
    init?(_ json: JSONValue) {
        guard let volume = json["volume"]?.string, let path = json["path"]?.string, path.hasPrefix("/") else { return nil }
        self.init(volume: UID(volume), name: json["name"]?.string ?? "", path: path, isReadOnly: json["readOnly"]?.bool ?? false)
    }

    var json: JSONValue {
        ["volume": .string(volume.text), "name": .string(name), "path": .string(path), "readOnly": .bool(isReadOnly)]
    }

    /// As an instance says it.
    var comparable: JSONValue {
        var json: JSONValue = ["volume": .string(name.isEmpty ? volume.text : name), "path": .string(path)]
        if isReadOnly { json["readOnly"] = true }
        return json
    }

    /// The line that mounts it (lxc.container.conf(5), "MOUNT POINTS"). In an unprivileged container the mount maps ids, so that root's files are root's on
    /// the volume, whoever has it next.
    ///
    /// - Parameter source: where the volume's file system is mounted on the host.
    func line(source: String, isUnprivileged: Bool) -> String {
        let options = ["bind", "create=dir"] + (isReadOnly ? ["ro"] : []) + (isUnprivileged ? ["idmap=container"] : [])
        return "lxc.mount.entry = \(source) \(path.dropFirst()) none \(options.joined(separator: ",")) 0 0"
    }
}
