import Glibc
import Synchronization

/// Reads from descriptors that cannot be waited for otherwise, such as a terminal shared with the shell, on a thread of their own.
enum BlockingInput {
    /// The next bytes, nil at the end.
    ///
    /// Cancellable: the wait ends within a fifth of a second. What arrived in that very moment is lost.
    ///
    /// - Throws: `CancellationError`.
    static func read(_ descriptor: Int32, limit: Int) async throws -> [UInt8]? {
        let isCancelled = Flag()
        let bytes = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                DetachedThread.run { continuation.resume(returning: wait(descriptor, limit, isCancelled)) }
            }
        } onCancel: {
            isCancelled.raise()
        }
        try Task.checkCancellation()
        return bytes
    }

    private static func wait(_ descriptor: Int32, _ limit: Int, _ isCancelled: Flag) -> [UInt8]? {
        while !isCancelled.isRaised {
            var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let count = poll(&ready, 1, 200)
            if count < 0, errno != EINTR { return nil }
            guard count > 0 else { continue }
            var bytes = [UInt8](repeating: 0, count: limit)
            let length = Glibc.read(descriptor, &bytes, limit)
            if length > 0 { return Array(bytes[..<length]) }
            if length == 0 || (errno != EINTR && errno != EAGAIN) { return nil }
        }
        return nil
    }

    private final class Flag: Sendable {
        private let raised = Atomic(false)

        var isRaised: Bool { raised.load(ordering: .relaxed) }

        func raise() { raised.store(true, ordering: .relaxed) }
    }
}
