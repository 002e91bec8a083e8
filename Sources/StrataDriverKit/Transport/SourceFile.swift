import Glibc

/// A file of this machine that is read while it is sent.
final class SourceFile: Sendable {
    /// Its length when it was opened.
    let size: Int
    private let descriptor: Descriptor

    /// - Throws: ``TransportError/io(path:errno:)``; with `EINVAL` for anything but a regular file.
    static func open(_ path: String) async throws(TransportError) -> SourceFile {
        try await offTask { () throws(TransportError) in try SourceFile(path) }
    }

    private init(_ path: String) throws(TransportError) {
        let descriptor = try Descriptor(path: path, flags: O_RDONLY | O_NONBLOCK)
        let status = try descriptor.status()
        guard status.st_mode & S_IFMT == S_IFREG else { throw .io(path: path, errno: EINVAL) }
        size = Int(status.st_size)
        self.descriptor = descriptor
    }

    /// At most this many of the next bytes; none at the end.
    func read(_ count: Int) async throws(TransportError) -> [UInt8] {
        try await offTask { () throws(TransportError) in try self.descriptor.read(count) }
    }
}
