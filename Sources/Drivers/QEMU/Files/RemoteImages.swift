import StrataDriverKit
import Synchronization

/// Images on a site's machine behind SSH, each sent there once and kept under its digest. On this machine the library's own files are used.
final class RemoteImages: Sendable {
    private let machine: any Machine
    private let directory: String
    private let uploads = Mutex<[String: Task<Result<Void, TransportError>, Never>]>([:])

    init(machine: any Machine, directory: String) {
        self.machine = machine
        self.directory = directory
    }

    /// Where the image lies on the site's machine. Several callers share one upload.
    func path(of image: StoredImage) async throws(TransportError) -> String {
        if machine.isLocal { return image.path }
        let digest = image.digest.dropFirst("sha256:".count)
        guard image.digest.hasPrefix("sha256:"), digest.utf8.count == 64, digest.utf8.allSatisfy("0123456789abcdef".utf8.contains) else {
            throw .invalidArgument("the image's digest is not sha256: and 64 hexadecimal digits")
        }
        let path = "\(directory)/sha256-\(digest)"
        let task = uploads.withLock { uploads in
            if let running = uploads[path] { return running }
            let task = Task { await self.send(image, to: path) }
            uploads[path] = task
            return task
        }
        let result = await task.value
        // One that failed is tried again by the next, and one that was removed there is sent again.
        uploads.withLock { $0[path] = nil }
        try result.get()
        return path
    }

    private func send(_ image: StoredImage, to path: String) async -> Result<Void, TransportError> {
        do throws(TransportError) {
            if try await machine.exists(path) { return .success(()) }
            try await machine.makeDirectory(directory, mode: 0o700)
            try await machine.upload(image.path, to: path, mode: 0o600, progress: nil)
            return .success(())
        } catch {
            return .failure(error)
        }
    }
}
