import Glibc
import Libvirt
import StrataAPI
import StrataDriverKit

/// What images consist of, as volumes of a pool: uploaded once, shared by all machines that are made of them.
struct ImageVolumes: Sendable {
    let connection: LibvirtConnection
    let pool: String
    /// Where files may be kept for a moment, on this machine.
    let workDirectory: String

    /// A part of an image: the file that holds it, and its volume's name.
    private struct Part {
        var file: String
        var size: Int64
        var volume: String
        var format: String
    }

    /// The stem of all names of an image's volumes.
    static func stem(_ digest: String) -> String { "image-\(digest.split(separator: ":").last ?? "")" }

    /// Puts an image into the pool where it is not there yet.
    /// - Returns: the paths on the host of its kernel and initrd, or of its one disk.
    func place(_ image: StoredImage, for name: String) async throws(DriverError) -> [String] {
        let attempt = "bring the image to the pool of"
        let stem = Self.stem(image.digest)
        let names = image.form == .kernel ? ["\(stem).kernel", "\(stem).initrd"] : ["\(stem).\(image.form == .qcow2 ? "qcow2" : "raw")"]
        if let paths = try await paths(names + ["\(stem).ready"], attempt, name) { return Array(paths.dropLast()) }
        let directory = "\(workDirectory)/\(UID.random().text)"
        let parts: [Part]
        if image.form == .kernel {
            parts = try await unpacked(image, names, in: directory, attempt, name)
        } else {
            parts = [Part(file: image.path, size: image.size, volume: names[0], format: image.form == .qcow2 ? "qcow2" : "raw")]
        }
        let result: Result<Void, DriverError>
        do throws(DriverError) {
            for part in parts { try await upload(part, attempt, name) }
            // Only now is it whole; an upload that was cut short is made again, over what is there.
            _ = try await make("\(stem).ready", format: "raw", size: 512, attempt, name)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        // Also where the task was cancelled.
        await Task { try? await LocalMachine().remove(directory) }.value
        try result.get()
        guard let paths = try await paths(names, attempt, name) else {
            throw .failed(.init(attempt, name, answer: "the volumes of the image are gone again"))
        }
        return paths
    }

    /// The paths of volumes; nil where one is missing.
    private func paths(_ names: [String], _ attempt: String, _ object: String) async throws(DriverError) -> [String]? {
        var paths: [String] = []
        for name in names {
            let volume = try await translating(attempt, object) { () throws(LibvirtError) in try await connection.volume(name, in: pool) }
            guard let volume else { return nil }
            paths.append(volume.path)
        }
        return paths
    }

    private func unpacked(
        _ image: StoredImage, _ names: [String], in directory: String, _ attempt: String, _ object: String
    ) async throws(DriverError) -> [Part] {
        do throws(TransportError) {
            try await LocalMachine().makeDirectory(directory, mode: 0o700)
            try await LocalMachine().check(
                Command(
                    executable: "tar",
                    arguments: ["-x", "--no-same-owner", "--force-local", "-f", image.path, "-C", directory, "./kernel", "./initrd"],
                    deadline: .seconds(120)))
            var parts: [Part] = []
            for (file, volume) in zip(["kernel", "initrd"], names) {
                var status = stat()
                guard stat("\(directory)/\(file)", &status) == 0 else {
                    throw TransportError.io(path: "\(directory)/\(file)", errno: errno)
                }
                parts.append(Part(file: "\(directory)/\(file)", size: Int64(status.st_size), volume: volume, format: "raw"))
            }
            return parts
        } catch {
            await Task { try? await LocalMachine().remove(directory) }.value
            throw DriverError(error, attempt, object, missing: "Install tar", words: { $0 })
        }
    }

    private func upload(_ part: Part, _ attempt: String, _ object: String) async throws(DriverError) {
        // Where there is one, another call is at it, or was: the same bytes are written once more.
        try await make(part.volume, format: "raw", size: part.size, attempt, object)
        do {
            let session = try await LocalMachine().open(Command(executable: "cat", arguments: ["--", part.file], deadline: .seconds(3600)))
            session.endInput()
            var output = session.output.makeAsyncIterator()
            try await connection.upload(to: part.volume, in: pool, length: part.size) { try await output.next()?.bytes }
            await session.terminate()
        } catch let error as LibvirtError {
            throw DriverError(error, attempt, object)
        } catch let error as TransportError {
            throw DriverError(error, attempt, object, missing: "", words: { $0 })
        } catch {
            throw .cancelled
        }
    }

    /// Makes a volume; false where there is one of that name.
    @discardableResult
    private func make(
        _ name: String, format: String, size: Int64, _ attempt: String, _ object: String
    ) async throws(DriverError) -> Bool {
        do throws(LibvirtError) {
            try await connection.makeVolume(VolumeDocument.of(name, format: format, size: size), in: pool)
            return true
        } catch {
            guard error.code == .storageVolumeExists else { throw DriverError(error, attempt, object) }
            return false
        }
    }
}
