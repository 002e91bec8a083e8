import FoundationEssentials

/// Files below a directory of a Debian package, read for the web console. What is not there is nil: the package need not be installed.
struct PackageFiles: Sendable {
    let directory: String
    /// More is no script that a page would load.
    static let limit = 4 << 20

    /// The bytes of a regular file. `path` has no `..`.
    func bytes(_ path: String) -> [UInt8]? {
        let full = "\(directory)/\(path)"
        guard let facts = try? FileManager.default.attributesOfItem(atPath: full), facts[.type] as? FileAttributeType == .typeRegular,
            let size = facts[.size] as? Int ?? (facts[.size] as? UInt64).map(Int.init), size <= Self.limit
        else { return nil }
        return FileManager.default.contents(atPath: full).map(Array.init)
    }

    /// When a file was last changed; nil where there is none.
    func changed(_ path: String) -> Date? {
        (try? FileManager.default.attributesOfItem(atPath: "\(directory)/\(path)"))?[.modificationDate] as? Date
    }

    /// The paths of all files below, sorted.
    func paths() -> [String] { ((try? FileManager.default.subpathsOfDirectory(atPath: directory)) ?? []).sorted() }
}
