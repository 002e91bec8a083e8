import StrataAPI
import StrataDriverKit

/// What is remembered of one stored image.
struct ImageRecord: Sendable, Equatable {
    /// One source that gave the image's bytes.
    struct Origin: Sendable, Equatable {
        var source: String
        var architecture: String
        /// What told the source's file from others when it was imported; empty for recipes.
        var stamp = ""
        var added: Timestamp
    }

    /// `sha256:` and 64 hexadecimal digits.
    var digest: String
    /// The blob's name in its directory.
    var file: String
    var size: Int64
    var form = StoredImage.Form.rootFileSystem
    var command: [String]
    var stopSignal: String
    var created: Timestamp
    var origins: [Origin]

    var hex: String { String(digest.dropFirst(7)) }

    var bytes: [UInt8] {
        let origins = origins.map { origin -> JSONValue in
            [
                "source": .string(origin.source), "architecture": .string(origin.architecture), "stamp": .string(origin.stamp),
                "added": .string(origin.added.microText),
            ]
        }
        let value: JSONValue = [
            "version": 1, "digest": .string(digest), "file": .string(file), "size": .int(size), "form": .string(form.rawValue),
            "command": .array(command.map { .string($0) }), "stopSignal": .string(stopSignal), "created": .string(created.microText),
            "origins": .array(origins),
        ]
        return value.encoded()
    }

    init(
        digest: String, file: String, size: Int64, form: StoredImage.Form = .rootFileSystem, system: RootFileSystem.Start,
        created: Timestamp, origins: [Origin]
    ) {
        self.digest = digest
        self.file = file
        self.size = size
        self.form = form
        command = system.command
        stopSignal = system.stopSignal
        self.created = created
        self.origins = origins
    }

    /// Reads what ``bytes`` wrote; nil for anything else, such as a file cut short.
    init?(parsing bytes: [UInt8]) {
        guard let value = try? JSONValue(parsing: bytes), value["version"]?.int == 1, let digest = value["digest"]?.string,
            let file = value["file"]?.string, let size = value["size"]?.int,
            let stopSignal = value["stopSignal"]?.string, let created = value["created"]?.string.flatMap({ Timestamp($0) }),
            digest.hasPrefix("sha256:"), digest.utf8.count == 71, file.hasPrefix(digest.dropFirst(7)), !file.contains("/")
        else { return nil }
        self.digest = digest
        self.file = file
        self.size = size
        // Records of earlier versions name no form and are all root file systems.
        form = value["form"]?.string.flatMap(StoredImage.Form.init(rawValue:)) ?? .rootFileSystem
        self.stopSignal = stopSignal
        self.created = created
        command = (value["command"]?.array ?? []).compactMap(\.string)
        origins = (value["origins"]?.array ?? []).compactMap { item in
            guard let source = item["source"]?.string, let architecture = item["architecture"]?.string,
                let added = item["added"]?.string.flatMap({ Timestamp($0) })
            else { return nil }
            return Origin(source: source, architecture: architecture, stamp: item["stamp"]?.string ?? "", added: added)
        }
    }
}
