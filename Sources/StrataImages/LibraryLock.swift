import Glibc

/// The right of one process to use a library, given back with the last reference (flock(2)).
final class LibraryLock: Sendable {
    private let descriptor: Int32

    /// - Throws: ``ImageError/locked(directory:)``, ``ImageError/file(path:errno:)``.
    init(directory: String) throws(ImageError) {
        descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file(path: directory, errno: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw errno == EWOULDBLOCK ? .locked(directory: directory) : .file(path: directory, errno: errno)
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }
}
