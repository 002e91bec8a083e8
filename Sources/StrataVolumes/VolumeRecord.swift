import StrataAPI

/// What is remembered of a volume: `volume.json` in its directory.
struct VolumeRecord: Sendable, Equatable {
    var uid: UID
    /// With its namespace.
    var name: String
    /// In bytes.
    var size: Int64
    var format: Volume.Format

    init(uid: UID, name: String, size: Int64, format: Volume.Format) {
        self.uid = uid
        self.name = name
        self.size = size
        self.format = format
    }

    var bytes: [UInt8] {
        let json: JSONValue = [
            "version": 1, "uid": .string(uid.text), "name": .string(name), "size": .int(size), "format": .string(format.rawValue),
        ]
        return json.encoded()
    }

    /// Reads what ``bytes`` wrote; nil for anything else.
    init?(parsing bytes: [UInt8]) {
        guard let json = try? JSONValue(parsing: bytes), json["version"]?.int == 1, let uid = json["uid"]?.string,
            let name = json["name"]?.string, let size = json["size"]?.int, size > 0,
            let format = json["format"]?.string.flatMap(Volume.Format.init(rawValue:))
        else { return nil }
        self.init(uid: UID(uid), name: name, size: size, format: format)
    }
}
