import Glibc
package import StrataDriverKit
import Synchronization

/// Tells in which directories of this machine names come, go or are replaced, and which go themselves (inotify(7)).
package final class DirectoryEvents: Sendable {
    private let descriptor: Int32
    private let watches = Mutex<[Int32: String]>([:])

    package init() throws(TransportError) {
        descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else { throw .io(path: "inotify", errno: errno) }
    }

    deinit { close(descriptor) }

    /// Watches a directory from now on. One that is watched already stays so, and one that does not exist, any more, is passed over.
    package func watch(_ path: String) throws(TransportError) {
        let mask = UInt32(IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM | IN_ONLYDIR)
        let watch = inotify_add_watch(descriptor, path, mask)
        guard watch >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return }
            throw .io(path: path, errno: errno)
        }
        watches.withLock { $0[watch] = path }
    }

    /// Waits until there is something to take, or some time is over, or the task is cancelled.
    package func wait(atMost limit: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [descriptor] in await Readiness.wait(for: .reading, on: descriptor) }
            // A cancelled sleep ends the wait as well.
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
    }

    /// The directories in which something happened since the last call; nil where the kernel could not keep it all.
    package func take() -> Set<String>? {
        var paths: Set<String>? = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                return paths
            }
            buffer.withUnsafeBytes { bytes in
                var offset = 0
                // An event is a head of sixteen bytes, and a name whose length stands in its last four.
                while offset + 16 <= count {
                    let watch = bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)
                    let mask = bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
                    offset += 16 + Int(bytes.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
                    if mask & UInt32(IN_Q_OVERFLOW) != 0 { paths = nil }
                    watches.withLock { watches in
                        if let path = watches[watch] { paths?.insert(path) }
                        if mask & UInt32(IN_IGNORED) != 0 { watches[watch] = nil }
                    }
                }
            }
        }
    }
}
