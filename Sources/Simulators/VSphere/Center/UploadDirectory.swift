import FoundationEssentials

/// Where content of files lies that was put onto datastores: beside the state, or in a directory that goes with the simulator.
final class UploadDirectory: Sendable {
    let path: String
    private let isTemporary: Bool

    init(beside stateFile: String?) throws {
        isTemporary = stateFile == nil
        path =
            stateFile.map { $0 + ".files" }
            ?? FileManager.default.temporaryDirectory.appending(path: "strata-sim-\(UUID().uuidString)").path
    }

    deinit { if isTemporary { try? FileManager.default.removeItem(atPath: path) } }

    /// A name for new content, and the path of it.
    func make() throws -> (name: String, path: String) {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let name = UUID().uuidString.lowercased()
        return (name, "\(path)/\(name)")
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// The name of what lies at a path.
    static func name(at path: String) -> String { path.fileName }

    func remove(_ name: String) { try? FileManager.default.removeItem(atPath: file(name)) }

    /// The same content once more; nil where it is not there.
    func copy(_ name: String) -> String? {
        guard let made = try? make() else { return nil }
        do { try FileManager.default.copyItem(atPath: file(name), toPath: made.path) } catch { return nil }
        return made.name
    }
}
