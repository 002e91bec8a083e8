import Glibc
import StrataAPI
import StrataClient

/// Reads objects from files, directories and standard input: YAML or JSON, several documents in a file, lists taken apart.
enum ManifestReader {
    /// The most files taken from one directory.
    static let fileLimit = 10_000
    private static let endings = [".yaml", ".yml", ".json"]

    /// The objects of the files in order; those of a directory in the order of its file names.
    static func read(_ paths: [String]) throws(CommandFailure) -> [Manifest] {
        var manifests: [Manifest] = []
        for path in paths {
            if path == "-" {
                manifests += try parse(
                    try bytes("standard input") { () throws(LocalFileError) in
                        try LocalFile.read(descriptor: STDIN_FILENO, limit: YAMLLimits().bytes)
                    }, source: "standard input")
            } else if path.hasPrefix("http://") || path.hasPrefix("https://") {
                throw CommandFailure(
                    "cannot use \(path)", cause: "addresses are not fetched", hint: "curl -s \(path) | strata apply -f -", status: .usage)
            } else {
                for file in try files(path) {
                    manifests += try parse(
                        try bytes(file) { () throws(LocalFileError) in
                            try LocalFile.read(file, limit: YAMLLimits().bytes)
                        }, source: file)
                }
            }
        }
        guard !manifests.isEmpty else {
            throw CommandFailure("nothing to do", cause: "there are no objects in \(paths.joined(separator: ", "))", status: .usage)
        }
        return manifests
    }

    /// The objects of a text.
    static func parse(_ bytes: [UInt8], source: String) throws(CommandFailure) -> [Manifest] {
        let documents: [JSONValue]
        do throws(YAMLError) {
            documents = try YAMLDocuments.parse(bytes)
        } catch {
            throw CommandFailure("cannot use \(source)", cause: error.description, status: .usage)
        }
        var manifests: [Manifest] = []
        for (index, document) in documents.enumerated() {
            let place = documents.count == 1 ? source : "\(source), document \(index + 1)"
            let isList = (document["kind"]?.string ?? "").hasSuffix("List") && document["items"]?.array != nil
            for item in isList ? document["items"]?.array ?? [] : [document] { manifests.append(try Manifest(item, source: place)) }
        }
        return manifests
    }

    private static func bytes(_ source: String, _ read: () throws(LocalFileError) -> [UInt8]) throws(CommandFailure) -> [UInt8] {
        do throws(LocalFileError) {
            return try read()
        } catch {
            throw CommandFailure("cannot read \(source)", cause: error.reason, status: error.isMissing ? .notFound : .failed)
        }
    }

    private static func files(_ path: String) throws(CommandFailure) -> [String] {
        guard let directory = opendir(path) else { return [path] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard endings.contains(where: name.hasSuffix), !name.hasPrefix(".") else { continue }
            names.append(name)
            guard names.count <= fileLimit else { throw CommandFailure("cannot use \(path)", cause: "it has more than \(fileLimit) files") }
        }
        guard !names.isEmpty else {
            throw CommandFailure("cannot use \(path)", cause: "it has no .yaml, .yml or .json files", status: .usage)
        }
        return names.sorted().map { "\(path)/\($0)" }
    }
}
