import Glibc

/// Files with secrets: readable by their owner alone, and never seen half written.
struct PrivateFile: Sendable {
    let path: String

    /// The bytes, nil where there is no such file.
    ///
    /// - Throws: ``ServerError/file(path:detail:)``, also when the file has more than `limit` bytes.
    func read(limit: Int = 1 << 20) throws(ServerError) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw failure
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw .file(path: path, detail: "has more than \(limit) bytes") }
        }
    }

    /// Replaces the file at once: whoever reads it finds the old or the new bytes, whole, also after a crash.
    func write(_ bytes: [UInt8], mode: mode_t = 0o600) throws(ServerError) {
        let draft = "\(path).\(getpid()).tmp"
        unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard file >= 0 else { throw failure }
        do throws(ServerError) {
            defer { close(file) }
            // The mode given to open(2) is narrowed by the umask; a key must never be wider, the certificate may be.
            guard fchmod(file, mode) == 0 else { throw failure }
            try Self.writeAll(bytes, to: file, path: path)
            guard fsync(file) == 0 else { throw failure }
            guard rename(draft, path) == 0 else { throw failure }
        } catch {
            unlink(draft)
            throw error
        }
        syncDirectory()
    }

    static func writeAll(_ bytes: [UInt8], to file: CInt, path: String) throws(ServerError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw PrivateFile(path: path).failure }
            rest = rest.dropFirst(count)
        }
    }

    /// Makes a directory for secrets, where it does not exist yet.
    static func makeDirectory(_ path: String) throws(ServerError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw PrivateFile(path: path).failure }
    }

    private func syncDirectory() {
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let directory = open(parent.isEmpty ? "/" : parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return }
        fsync(directory)
        close(directory)
    }

    private var failure: ServerError { .file(path: path, detail: String(cString: strerror(errno))) }
}
