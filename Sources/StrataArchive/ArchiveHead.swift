public import StrataAPI

/// What an archive begins with: everything but the bytes of its parts.
public struct ArchiveHead: Sendable, Equatable {
    /// The version of the format that is written. Others are refused.
    public static let version = 1
    static let format = "strata.dev/archive"

    /// One disk or file system.
    public struct Part: Sendable, Hashable {
        /// A plain file name, unique within the archive: `rootfs.tar`, `disk0.qcow2`.
        public var name: String
        /// The form of an image: `RootFileSystem`, `Kernel`, `QCOW2`, `RawDisk`.
        public var form: String

        public init(name: String, form: String) {
            self.name = name
            self.form = form
        }
    }

    /// The instance as its owner would write it: no status, and nothing that the server added.
    public var instance: JSONValue
    /// The name of the snapshot whose moment it is; empty for the time of the export.
    public var snapshot: String
    public var createdAt: Timestamp?
    /// Of the CPU: `x86_64`.
    public var architecture: String
    /// What runs as the first process, and the signal that asks it to end; empty for virtual machines.
    public var command: [String]
    public var stopSignal: String
    /// The first is what the machine starts from.
    public var parts: [Part]

    public init(
        instance: JSONValue, snapshot: String = "", createdAt: Timestamp? = nil, architecture: String, command: [String] = [],
        stopSignal: String = "", parts: [Part]
    ) {
        self.instance = instance
        self.snapshot = snapshot
        self.createdAt = createdAt
        self.architecture = architecture
        self.command = command
        self.stopSignal = stopSignal
        self.parts = parts
    }

    var json: JSONValue {
        var json: [String: JSONValue] = [
            "format": .string(Self.format), "version": .int(Int64(Self.version)), "instance": instance,
            "architecture": .string(architecture),
            "parts": .array(parts.map { ["name": .string($0.name), "form": .string($0.form)] }),
        ]
        if !snapshot.isEmpty { json["snapshot"] = .string(snapshot) }
        if let createdAt { json["createdAt"] = .string(createdAt.text) }
        if !command.isEmpty { json["command"] = .array(command.map(JSONValue.string)) }
        if !stopSignal.isEmpty { json["stopSignal"] = .string(stopSignal) }
        return .object(json)
    }

    /// Reads a head that somebody else may have written.
    init(_ json: JSONValue) throws(ArchiveError) {
        guard json["format"]?.string == Self.format else { throw .notAnArchive("it does not begin with a document of this format") }
        guard json["version"]?.int == Int64(Self.version) else {
            throw .notAnArchive(
                "its version is \(json["version"]?.text.printable(limit: 40) ?? "missing"), and \(Self.version) is understood")
        }
        guard let instance = json["instance"], instance.object != nil, let parts = json["parts"]?.array, (1...64).contains(parts.count)
        else {
            throw .notAnArchive("its head has no instance, or no parts")
        }
        self.instance = instance
        snapshot = json["snapshot"]?.string ?? ""
        createdAt = json["createdAt"]?.string.flatMap { Timestamp($0) }
        architecture = json["architecture"]?.string ?? ""
        command = json["command"]?.array?.compactMap(\.string) ?? []
        stopSignal = json["stopSignal"]?.string ?? ""
        self.parts = []
        for part in parts {
            guard let name = part["name"]?.string, let form = part["form"]?.string, Self.isPlain(name), Self.isPlain(form),
                !self.parts.contains(where: { $0.name == name })
            else { throw .notAnArchive("its head names a part that cannot be one: \(part.text.printable(limit: 120))") }
            self.parts.append(Part(name: name, form: form))
        }
    }

    /// Whether a name is a plain file name of at most 64 bytes.
    public static func isPlain(_ name: String) -> Bool {
        guard (1...64).contains(name.utf8.count), let first = name.utf8.first, isAlphanumeric(first) else { return false }
        return name.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}
