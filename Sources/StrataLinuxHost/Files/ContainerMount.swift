package import StrataAPI
package import StrataDriverKit

/// A volume in a container, as drivers note it with the container.
package struct ContainerMount: Sendable, Hashable {
    package var volume: UID
    /// The Volume's name.
    package var name = ""
    /// Absolute, checked where instances are written.
    package var path: String
    package var isReadOnly: Bool

    package init(volume: UID, name: String = "", path: String, isReadOnly: Bool) {
        self.volume = volume
        self.name = name
        self.path = path
        self.isReadOnly = isReadOnly
    }

    package init(_ order: MountOrder) {
        self.init(volume: order.volume.uid, name: order.volume.name.name, path: order.path, isReadOnly: order.isReadOnly)
    }

    /// Reads what ``json`` wrote; nil for anything else.
    package init?(_ json: JSONValue) {
        guard let volume = json["volume"]?.string, let path = json["path"]?.string, path.hasPrefix("/") else { return nil }
        self.init(volume: UID(volume), name: json["name"]?.string ?? "", path: path, isReadOnly: json["readOnly"]?.bool ?? false)
    }

    package var json: JSONValue {
        ["volume": .string(volume.text), "name": .string(name), "path": .string(path), "readOnly": .bool(isReadOnly)]
    }

    /// As an instance says it.
    package var comparable: JSONValue {
        var json: JSONValue = ["volume": .string(name.isEmpty ? volume.text : name), "path": .string(path)]
        if isReadOnly { json["readOnly"] = true }
        return json
    }

    /// Refuses what can be attached to no container.
    package static func check(_ order: Order, _ attempt: String) throws(DriverError) {
        for (index, mount) in order.volumes.enumerated() {
            let refuse = { (answer: String, hint: String) in
                DriverError.refused(.init(attempt, order.name.name, answer: "spec.volumes[\(index)]: \(answer)", hint: hint))
            }
            guard !mount.path.isEmpty else { throw refuse("it does not say where the container sees it", "Set path") }
            guard mount.volume.format != .none else {
                throw refuse(
                    "the volume \(mount.volume.name.name) is a blank disk, and a container needs a file system",
                    "Make one with spec.format: ext4")
            }
        }
    }
}
