import Glibc

/// A file, or standard input or output, that an archive is read from or written to.
final class ArchiveFile {
    /// What messages call it.
    let shown: String
    private let descriptor: Int32
    /// Where the file will be once it is whole; nil where it is no file that is written.
    private let destination: String?
    private let partial: String
    private let isOwn: Bool

    private init(_ shown: String, _ descriptor: Int32, destination: String? = nil, partial: String = "", isOwn: Bool) {
        self.shown = shown
        self.descriptor = descriptor
        self.destination = destination
        self.partial = partial
        self.isOwn = isOwn
    }

    deinit { if isOwn { close(descriptor) } }

    /// Opens a file to read, `-` for standard input.
    static func reading(_ path: String, for what: String) throws(CommandFailure) -> ArchiveFile {
        if path == "-" { return ArchiveFile("standard input", STDIN_FILENO, isOwn: false) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandFailure(what, cause: "\(path): \(String(cString: strerror(errno)))", status: errno == ENOENT ? .notFound : .failed)
        }
        return ArchiveFile(path, descriptor, isOwn: true)
    }

    /// Opens a file to write, `-` for standard output. The file gets its name only once it is whole.
    static func writing(_ path: String, replaces: Bool, for what: String) throws(CommandFailure) -> ArchiveFile {
        if path == "-" {
            guard isatty(STDOUT_FILENO) == 0 else {
                throw CommandFailure(
                    what, cause: "an archive is nothing for a terminal", hint: "name a file with -f, or send the output somewhere",
                    status: .usage)
            }
            return ArchiveFile("standard output", STDOUT_FILENO, isOwn: false)
        }
        guard replaces || access(path, F_OK) != 0 else {
            throw CommandFailure(
                what, cause: "\(path) exists", hint: "name another file with -f, or replace it with --force", status: .conflict)
        }
        let partial = "\(path).partial"
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw CommandFailure(what, cause: "\(partial): \(String(cString: strerror(errno)))") }
        return ArchiveFile(path, descriptor, destination: path, partial: partial, isOwn: true)
    }

    /// The next bytes, none at the end.
    func read(for what: String) throws(CommandFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = Glibc.read(descriptor, &bytes, bytes.count)
            if count >= 0 { return Array(bytes.prefix(count)) }
            guard errno == EINTR else { throw CommandFailure(what, cause: "\(shown): \(String(cString: strerror(errno)))") }
        }
    }

    func write(_ bytes: [UInt8], for what: String) throws(CommandFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 || errno == EINTR else {
                throw CommandFailure(what, cause: "\(shown): \(String(cString: strerror(errno)))")
            }
            rest = rest.dropFirst(max(0, count))
        }
    }

    /// Gives a file that is whole its name.
    func finish(for what: String) throws(CommandFailure) {
        guard let destination else { return }
        guard fsync(descriptor) == 0, rename(partial, destination) == 0 else {
            throw CommandFailure(what, cause: "\(destination): \(String(cString: strerror(errno)))")
        }
    }

    /// Removes what was written of a file that did not become whole.
    func discard() { if destination != nil { unlink(partial) } }
}
