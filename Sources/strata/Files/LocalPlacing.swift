import Glibc
import StrataAPI
import TarStreams

/// Puts what comes out of an instance into this machine's files. Nothing is written but below the target, whatever the archive says: an entry's directory is one
/// that was made, or found to be one, for an entry before it.
final class LocalPlacing {
    private let target: String
    private let what: String
    private let report: (String) -> Void
    private var root: String?
    private var directories: [[String]: mode_t] = [:]
    private var placed: Set<[String]> = []
    /// How many files came, and how many bytes of theirs.
    private(set) var files = 0
    private(set) var bytes: Int64 = 0

    /// - Parameters:
    ///   - target: what the first entry becomes; `-` for standard output.
    ///   - report: told of what is left out.
    init(at target: String, for what: String, report: @escaping (String) -> Void) {
        (self.target, self.what, self.report) = (target, what, report)
    }

    /// Takes a whole archive.
    func place(_ reader: TarReader, progress: (Int64) -> Void) async throws {
        while let entry = try await reader.next() {
            guard let parts = entry.path, parts[0] == root ?? parts[0] else { throw unexpected(entry) }
            root = parts[0]
            let below = Array(parts.dropFirst())
            guard below.isEmpty ? directories.isEmpty && placed.isEmpty : directories[Array(below.dropLast())] != nil else {
                throw unexpected(entry)
            }
            try await place(entry, below, reader, progress)
        }
        guard root != nil else { throw CommandFailure(what, cause: "nothing came") }
        // Only now, since nothing could be put into those that may not be written to.
        let mask = umask(0)
        umask(mask)
        for (below, mode) in directories where mode & 0o700 != 0o700 { chmod(path(below), mode & ~mask) }
    }

    private func place(_ entry: TarEntry, _ below: [String], _ reader: TarReader, _ progress: (Int64) -> Void) async throws {
        let path = path(below)
        guard target != "-" || entry.size > 0 || entry.kind == .file(0) else {
            throw CommandFailure(what, cause: "only a file can be written to standard output", status: .usage)
        }
        switch entry.kind {
        case .directory:
            if mkdir(path, mode_t(entry.mode & 0o777 | 0o700)) != 0 {
                guard errno == EEXIST, kind(of: path) == S_IFDIR else { throw failure(path) }
            } else if entry.mode & 0o700 != 0o700 {
                directories[below] = mode_t(entry.mode & 0o777)
                return
            }
            directories[below] = 0o700
        case .file: try await placeFile(entry, path, reader, progress)
        case .symbolicLink(let to):
            if kind(of: path) == S_IFLNK { unlink(path) }
            guard symlink(to, path) == 0 else { throw failure(path) }
        case .hardLink(let to):
            let source = TarEntry(.file(0), to, mode: 0).path.map { Array($0.dropFirst()) } ?? []
            guard placed.contains(source) else { throw unexpected(entry) }
            if kind(of: path) == S_IFREG { unlink(path) }
            guard link(self.path(source), path) == 0 else { throw failure(path) }
            placed.insert(below)
        case .other:
            guard !below.isEmpty else { throw CommandFailure(what, cause: "it is no file or directory") }
            report("left out \(below.joined(separator: "/")): it is no file, directory or link")
        }
        if case .file = entry.kind { placed.insert(below) }
    }

    /// A file gets its name once it is whole.
    private func placeFile(_ entry: TarEntry, _ path: String, _ reader: TarReader, _ progress: (Int64) -> Void) async throws {
        let isOutput = target == "-"
        let partial = "\(path).partial"
        if !isOutput, kind(of: partial) == S_IFREG { unlink(partial) }
        let descriptor = isOutput ? dup(STDOUT_FILENO) : open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(entry.mode & 0o777))
        guard descriptor >= 0 else { throw failure(isOutput ? "standard output" : partial) }
        defer { close(descriptor) }
        do {
            while let piece = try await reader.content() {
                try write(piece, to: descriptor, path)
                bytes += Int64(piece.count)
                progress(bytes)
            }
            guard isOutput || rename(partial, path) == 0 else { throw failure(path) }
            files += 1
        } catch {
            if !isOutput { unlink(partial) }
            throw error
        }
    }

    private func write(_ piece: [UInt8], to descriptor: CInt, _ path: String) throws(CommandFailure) {
        var rest = piece[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 || errno == EINTR else { throw failure(path) }
            rest = rest.dropFirst(max(0, count))
        }
    }

    private func path(_ below: [String]) -> String { ([target] + below).joined(separator: "/") }

    private func kind(of path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    private func failure(_ path: String) -> CommandFailure { CommandFailure(what, cause: "\(path): \(String(cString: strerror(errno)))") }

    private func unexpected(_ entry: TarEntry) -> CommandFailure {
        CommandFailure(what, cause: "\(entry.name.printable(limit: 200)) does not belong into what was asked for")
    }
}
