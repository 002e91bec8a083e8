import Glibc
import StrataAPI
import StrataDriverKit

/// A library's files: blobs named after their digests, and a record for each.
struct ContentStore: Sendable {
    let directory: String
    let machine: any Machine

    var blobs: String { "\(directory)/blobs/sha256" }
    var images: String { "\(directory)/images" }
    var work: String { "\(directory)/work" }

    func makeDirectories() async throws(ImageError) {
        for path in [blobs, images, work] {
            do {
                try await machine.makeDirectory(path, mode: 0o755)
            } catch .io(let path, let code) {
                throw ImageError.call(on: path, code, directory: directory)
            } catch {
                throw ImageError(error, attempt: "make \(path)", directory: directory)
            }
        }
    }

    /// Removes what a crash left: everything in `work`, records without their blob, and blobs that no record names.
    func cleanUp() async throws(ImageError) {
        for name in try await names(in: work) { try await discard("\(work)/\(name)") }
        var named: Set<String> = []
        for name in try await names(in: images) {
            let path = "\(images)/\(name)"
            if let record = try await record(at: path), name == "\(record.hex).json",
                Self.size(of: "\(blobs)/\(record.file)") == record.size
            {
                named.insert(record.file)
            } else {
                try await discard(path)
            }
        }
        for name in try await names(in: blobs) where !named.contains(name) { try await discard("\(blobs)/\(name)") }
    }

    /// Every record, the earliest image first.
    func records() async throws(ImageError) -> [ImageRecord] {
        var records: [ImageRecord] = []
        for name in try await names(in: images) where name.hasSuffix(".json") && !name.hasPrefix(".") {
            if let record = try await record(at: "\(images)/\(name)") { records.append(record) }
        }
        return records.sorted { ($0.created.microseconds, $0.digest) < ($1.created.microseconds, $1.digest) }
    }

    /// The image last made of a source, and the stamp its file had.
    func find(_ source: String, architecture: String) async throws(ImageError) -> (image: StoredImage, stamp: String)? {
        var found: (record: ImageRecord, origin: ImageRecord.Origin)?
        for record in try await records() {
            for origin in record.origins where origin.source == source && origin.architecture == architecture {
                if let found, found.origin.added.microseconds > origin.added.microseconds { continue }
                found = (record, origin)
            }
        }
        return found.map { (image($0.record, architecture: architecture), $0.origin.stamp) }
    }

    /// Takes a finished file of `work` into the library, or drops it when its bytes are there already, and remembers its source.
    func adopt(
        _ path: String, digest: String, size: Int64, suffix: String, form: StoredImage.Form = .rootFileSystem, system: RootFileSystem.Start,
        origin: ImageRecord.Origin
    ) async throws(ImageError) -> StoredImage {
        let hex = String(digest.dropFirst(7))
        var record: ImageRecord
        if let known = try await self.record(at: "\(images)/\(hex).json") {
            record = known
            record.origins.removeAll { $0.source == origin.source && $0.architecture == origin.architecture }
            record.origins.append(origin)
        } else {
            record = ImageRecord(
                digest: digest, file: hex + suffix, size: size, form: form, system: system, created: origin.added, origins: [origin])
            guard rename(path, "\(blobs)/\(record.file)") == 0 else { throw ImageError.call(on: path, errno, directory: directory) }
        }
        do {
            // Puts the directory's new entry on disk too, since it lies on the same file system as the blobs'.
            try await machine.write("\(images)/\(hex).json", record.bytes)
        } catch {
            throw ImageError(error, attempt: "write the record of \(origin.source)", directory: directory)
        }
        try await forget(origin, except: hex)
        return image(record, architecture: origin.architecture)
    }

    /// Removes an image; the record goes first, so that a crash leaves a blob that the next opening removes.
    func remove(_ record: ImageRecord) async throws(ImageError) {
        try await discard("\(images)/\(record.hex).json")
        try await discard("\(blobs)/\(record.file)")
    }

    func libraryImage(_ record: ImageRecord) -> LibraryImage {
        let architecture = record.origins.first?.architecture ?? Architecture.machine
        var sources: [String] = []
        for origin in record.origins where !sources.contains(origin.source) { sources.append(origin.source) }
        return LibraryImage(image: image(record, architecture: architecture), sources: sources, created: record.created)
    }

    /// Removes a file or a tree of the library.
    func discard(_ path: String) async throws(ImageError) {
        do {
            try await machine.remove(path)
        } catch {
            throw ImageError(error, attempt: "remove \(path)", directory: directory)
        }
    }

    private func image(_ record: ImageRecord, architecture: String) -> StoredImage {
        StoredImage(
            digest: record.digest, path: "\(blobs)/\(record.file)", form: record.form, size: record.size, type: record.form.type,
            architecture: architecture,
            command: record.command, stopSignal: record.stopSignal)
    }

    /// A source leads to one image: the one it gave last.
    private func forget(_ origin: ImageRecord.Origin, except hex: String) async throws(ImageError) {
        for var record in try await records() where record.hex != hex {
            let count = record.origins.count
            record.origins.removeAll { $0.source == origin.source && $0.architecture == origin.architecture }
            guard record.origins.count < count else { continue }
            do {
                try await machine.write("\(images)/\(record.hex).json", record.bytes)
            } catch {
                throw ImageError(error, attempt: "write the record of \(record.digest)", directory: directory)
            }
        }
    }

    private func record(at path: String) async throws(ImageError) -> ImageRecord? {
        do {
            return try await machine.read(path).flatMap { ImageRecord(parsing: $0) }
        } catch {
            throw ImageError(error, attempt: "read \(path)", directory: directory)
        }
    }

    private func names(in path: String) async throws(ImageError) -> [String] {
        do {
            return try await machine.list(path).map(\.name)
        } catch {
            throw ImageError(error, attempt: "list \(path)", directory: directory)
        }
    }

    private static func size(of path: String) -> Int64? {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int64(status.st_size) : nil
    }
}
