import Glibc

extension SignalPipe {
    /// Runs a server until it fails or SIGTERM or SIGINT comes; then it is cancelled, and its end is waited for.
    static func untilSignalled(_ serve: @escaping @Sendable () async throws -> Void) async throws {
        guard let signals = SignalPipe([SIGTERM, SIGINT]) else {
            throw CommandFailure("cannot wait for signals", cause: String(cString: strerror(errno)))
        }
        defer { signals.close() }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await serve()
                return true
            }
            group.addTask {
                _ = await signals.next()
                return false
            }
            _ = try await group.next()
            group.cancelAll()
            signals.close()
            do {
                while try await group.next() != nil {}
            } catch is CancellationError {
                // It was told to end, and did.
            }
        }
    }
}
