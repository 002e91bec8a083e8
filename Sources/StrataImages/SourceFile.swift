import Glibc

/// A regular file of this machine, opened for reading. What the path leads to later does not matter.
final class SourceFile: Sendable {
    let path: String
    let size: Int64
    /// Tells this state of this file from others: device, inode, size and time of change.
    let stamp: String
    private let descriptor: Int32

    /// - Throws: ``ImageError/file(path:errno:)``, ``ImageError/notATarball(path:reason:)`` for what is no regular file,
    ///   ``ImageError/tooLarge(path:what:)``.
    init(_ path: String, limit: Int64) throws(ImageError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .file(path: path, errno: errno) }
        // Looked at before it is opened, since opening a device can have effects.
        try Self.checkKind(status, path)
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file(path: path, errno: errno) }
        self.path = path
        self.descriptor = descriptor
        let code = fstat(descriptor, &status) == 0 ? 0 : errno
        size = Int64(status.st_size)
        stamp = "\(status.st_dev):\(status.st_ino):\(status.st_size):\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
        guard code == 0 else { throw .file(path: path, errno: code) }
        try Self.checkKind(status, path)
        guard size <= limit else { throw .tooLarge(path: path, what: "it has \(size) bytes, and \(limit) are allowed") }
    }

    deinit {
        close(descriptor)
    }

    /// The bytes at an offset, fewer than asked for at the end of the file only.
    func read(_ count: Int, at offset: Int64) throws(ImageError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let result = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress! + filled, count - filled, off_t(offset) + filled)
            }
            if result < 0, errno == EINTR { continue }
            guard result >= 0 else { throw .file(path: path, errno: errno) }
            if result == 0 { break }
            filled += result
        }
        return Array(bytes.prefix(filled))
    }

    /// Returns when the file's bytes are on disk.
    func synchronize() throws(ImageError) {
        guard fsync(descriptor) == 0 else { throw .file(path: path, errno: errno) }
    }

    private static func checkKind(_ status: stat, _ path: String) throws(ImageError) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: return
        case S_IFDIR: throw .notATarball(path: path, reason: "it is a directory; pack it with: tar -C DIRECTORY -cf FILE.tar .")
        default: throw .notATarball(path: path, reason: "it is no regular file")
        }
    }
}
