import Glibc
import TarStreams

/// A file or a directory of this machine, as an archive that is made while it is sent.
final class LocalTree {
    private struct Waiting {
        var path: String
        var name: String
        /// Whether it was named by the user, so that a link is followed.
        var isRoot = false
    }

    private let what: String
    private let isRecursive: Bool
    private let report: (String) -> Void
    private var waiting: [Waiting]
    private var open: (descriptor: CInt, path: String, left: Int64, size: Int64)?
    private var hasEnded = false
    /// How many files were sent, and how many bytes of theirs.
    private(set) var files = 0
    private(set) var bytes: Int64 = 0

    /// - Parameters:
    ///   - name: what the archive calls it.
    ///   - what: what fails where it cannot be read.
    ///   - report: told of what is left out.
    init(_ path: String, named name: String, isRecursive: Bool, for what: String, report: @escaping (String) -> Void) {
        waiting = [Waiting(path: path, name: name, isRoot: true)]
        (self.what, self.isRecursive, self.report) = (what, isRecursive, report)
    }

    deinit { if let open { close(open.descriptor) } }

    /// The next bytes, nil after the last.
    func next() throws(CommandFailure) -> [UInt8]? {
        if open != nil { return try content() }
        while let one = waiting.popLast() {
            if let head = try begin(one) { return head }
        }
        guard !hasEnded else { return nil }
        hasEnded = true
        return TarWriter.end
    }

    private func failure(_ path: String, _ cause: String = String(cString: strerror(errno))) -> CommandFailure {
        CommandFailure(what, cause: "\(path): \(cause)", status: errno == ENOENT ? .notFound : .failed)
    }

    /// What an entry begins with; nil for one that is left out.
    private func begin(_ one: Waiting) throws(CommandFailure) -> [UInt8]? {
        var status = stat()
        guard (one.isRoot ? stat(one.path, &status) : lstat(one.path, &status)) == 0 else { throw failure(one.path) }
        func entry(_ kind: TarEntry.Kind) -> TarEntry {
            TarEntry(kind, one.name, mode: Int(status.st_mode) & 0o777, modified: Int64(status.st_mtim.tv_sec))
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            guard isRecursive else {
                throw CommandFailure(what, cause: "\(one.path) is a directory", hint: "-r copies it with all that is in it", status: .usage)
            }
            waiting += try names(in: one.path).sorted(by: >).map { Waiting(path: "\(one.path)/\($0)", name: "\(one.name)/\($0)") }
            return TarWriter.head(entry(.directory))
        case S_IFREG: return try beginFile(one, entry)
        case S_IFLNK: return TarWriter.head(entry(.symbolicLink(to: try target(of: one.path))))
        default:
            guard !one.isRoot else { throw CommandFailure(what, cause: "\(one.path) is no file or directory") }
            report("left out \(one.path): it is no file, directory or link")
            return nil
        }
    }

    private func beginFile(_ one: Waiting, _ entry: (TarEntry.Kind) -> TarEntry) throws(CommandFailure) -> [UInt8] {
        let descriptor = Glibc.open(one.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (one.isRoot ? 0 : O_NOFOLLOW))
        guard descriptor >= 0 else { throw failure(one.path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw failure(one.path, "it is another thing than a moment ago")
        }
        let size = Int64(status.st_size)
        open = (descriptor, one.path, size, size)
        files += 1
        return TarWriter.head(entry(.file(size)))
    }

    private func content() throws(CommandFailure) -> [UInt8]? {
        guard let file = open else { return [] }
        guard file.left > 0 else {
            close(file.descriptor)
            open = nil
            let padding = TarWriter.padding(file.size)
            return padding.isEmpty ? try next() : padding
        }
        let piece = [UInt8](unsafeUninitializedCapacity: Int(min(file.left, 256 << 10))) { buffer, filled in
            filled = max(0, read(file.descriptor, buffer.baseAddress, buffer.count))
        }
        guard !piece.isEmpty else { throw failure(file.path, "it became shorter while it was sent") }
        open?.left -= Int64(piece.count)
        bytes += Int64(piece.count)
        return piece
    }

    private func names(in path: String) throws(CommandFailure) -> [String] {
        guard let directory = opendir(path) else { throw failure(path) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private func target(of path: String) throws(CommandFailure) -> String {
        var buffer = [CChar](repeating: 0, count: 4097)
        let count = readlink(path, &buffer, buffer.count - 1)
        guard count > 0 else { throw failure(path) }
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
