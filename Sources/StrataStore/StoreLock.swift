import Glibc
import Synchronization

/// The claim of one process on a store's directory: an exclusive flock(2) on `DIR/lock`, which the kernel drops however the process ends.
/// The file holds the owner's process id, for the message others get; it is never removed, as that would race with the next owner.
final class StoreLock: Sendable {
    private let descriptor: Mutex<CInt?>

    /// Takes the lock, without waiting.
    ///
    /// - Throws: ``StoreError/locked(path:pid:)``, or why the file cannot be made.
    init(directory: String) throws(StoreError) {
        let path = directory + "/lock"
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw StoreError(errno: errno, path: path) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            let owner = Self.owner(in: file)
            close(file)
            if code == EWOULDBLOCK { throw .locked(path: directory, pid: owner) }
            throw StoreError(errno: code, path: path)
        }
        let line = Array("\(getpid())\n".utf8)
        guard ftruncate(file, 0) == 0, pwrite(file, line, line.count, 0) == line.count else {
            let code = errno
            close(file)
            throw StoreError(errno: code, path: path)
        }
        descriptor = Mutex(file)
    }

    deinit {
        release()
    }

    /// Gives the directory back. Idempotent.
    func release() {
        guard let file = descriptor.withLock({ $0.take() }) else { return }
        // A process that is just being started shares the open file until it has become another program, and with it the lock.
        flock(file, LOCK_UN)
        close(file)
    }

    private static func owner(in file: CInt) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(file, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
