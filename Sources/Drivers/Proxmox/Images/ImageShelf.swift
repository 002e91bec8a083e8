import Proxmox
import StrataAPI
import StrataDriverKit

/// Puts this server's images where a node finds them: as files in one of its storages, named by their digest, once for all guests.
struct ImageShelf: Sendable {
    let driver: ProxmoxDriver
    let node: String

    /// What a storage calls what an image is.
    private struct Kind {
        /// `import`, `vztmpl`, `iso`.
        var content: String
        var ending: String
        /// Whether the file must be compressed first.
        var isPacked = false
    }

    /// Refuses an image that no guest can be made from there, before anything is done.
    static func check(_ image: StoredImage, _ version: ServerVersion, _ attempt: String, _ object: String) throws(DriverError) {
        _ = try kind(of: image, version, attempt, object)
    }

    /// The volume that holds an image: put there first where it is missing.
    func volume(of image: StoredImage, _ attempt: String, _ object: String) async throws(DriverError) -> String {
        let kind = try Self.kind(of: image, driver.version, attempt, object)
        let digest = image.digest.drop { $0 != ":" }.dropFirst()
        let name = "strata-\(digest.prefix(32)).\(kind.ending)"
        let storage = try await storage(for: kind.content, attempt, object)
        let volume = "\(storage):\(kind.content)/\(name)"
        if try await holds(volume, storage, kind.content, attempt, object) { return volume }
        do throws(DriverError) {
            if kind.isPacked {
                try await PackedTemplate.with(image, for: driver, attempt, object) { path throws(DriverError) in
                    try await upload(path, to: storage, ["content": kind.content], name)
                }
            } else {
                let sum: Parameters = ["content": kind.content, "checksum-algorithm": "sha256", "checksum": String(digest)]
                try await upload(image.path, to: storage, sum, name)
            }
        } catch {
            // Two calls may have put it there at once.
            guard try await holds(volume, storage, kind.content, attempt, object) else { throw error }
        }
        return volume
    }

    private func upload(_ path: String, to storage: String, _ parameters: Parameters, _ name: String) async throws(DriverError) {
        let node = node
        try await driver.ask("put an image into the storage", storage) { client throws(ProxmoxError) in
            try await client.upload(["nodes", node, "storage", storage, "upload"], parameters, file: path, name: name)
        }
    }

    private func holds(
        _ volume: String, _ storage: String, _ content: String, _ attempt: String, _ object: String
    ) async throws(DriverError) -> Bool {
        let node = node
        let listed = try await driver.ask(attempt, object) { client throws(ProxmoxError) in
            try await client.get(["nodes", node, "storage", storage, "content"], ["content": content])
        }
        return (listed.array ?? []).contains { $0["volid"]?.string == volume }
    }

    private func storage(for content: String, _ attempt: String, _ object: String) async throws(DriverError) -> String {
        let found = try await driver.storages(of: content, on: node, attempt, object)
        let wanted = driver.options.imageStorage
        if !wanted.isEmpty, found.contains(wanted) { return wanted }
        guard wanted.isEmpty, let first = found.first else {
            throw .refused(
                .init(
                    attempt, object,
                    answer: wanted.isEmpty
                        ? "no storage of the node \(node) takes \(content)"
                        : "the storage \(wanted) of the node \(node) does not take \(content)",
                    hint: "pvesm set STORAGE --content \(content),… lets one take it"))
        }
        return first
    }

    private static func kind(
        of image: StoredImage, _ version: ServerVersion, _ attempt: String, _ object: String
    ) throws(DriverError) -> Kind {
        func refuse(_ answer: String, _ hint: String) -> DriverError { .refused(.init(attempt, object, answer: answer, hint: hint)) }
        switch image.form {
        case .qcow2, .rawDisk:
            guard version.isAtLeast(8, 4) else {
                throw refuse(
                    "Proxmox VE \(version.text) takes no disk images through its interface; 8.4 is the first that does",
                    "Clone a template instead: strata clone")
            }
            return Kind(content: "import", ending: image.form == .qcow2 ? "qcow2" : "raw")
        case .iso: return Kind(content: "iso", ending: "iso")
        case .rootFileSystem:
            // The server takes templates that are compressed, and no others.
            guard let ending = ["tar.gz", "tar.xz", "tar.zst"].first(where: { image.path.hasSuffix(".\($0)") }) else {
                return Kind(content: "vztmpl", ending: "tar.zst", isPacked: true)
            }
            return Kind(content: "vztmpl", ending: ending)
        case .kernel:
            throw refuse("Proxmox VE starts no guest from a kernel of its own", "Use an image of a whole disk, such as debian/12/disk")
        }
    }
}

extension ProxmoxDriver {
    /// The storages of a node that are there and take a kind of content, by name.
    func storages(of content: String, on node: String, _ attempt: String, _ object: String) async throws(DriverError) -> [String] {
        let answer = try await ask(attempt, object) { client throws(ProxmoxError) in
            try await client.get(["nodes", node, "storage"], ["content": content, "enabled": "1"])
        }
        return (answer.array ?? []).filter { $0["active"]?.isTruthy ?? false }.compactMap { $0["storage"]?.lenientText }.sorted()
    }
}
