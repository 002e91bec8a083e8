import Glibc

extension SignalPipe {
    /// Runs a server until it fails or SIGTERM or SIGINT comes; then it is cancelled, and its end is waited for.
    ///
    /// - Parameter asked: called whenever SIGUSR1 comes.
    static func untilSignalled(asked: (@Sendable () -> Void)? = nil, _ serve: @escaping @Sendable () async throws -> Void) async throws {
        guard let signals = SignalPipe([SIGTERM, SIGINT] + (asked == nil ? [] : [SIGUSR1])) else {
            throw CommandFailure("cannot wait for signals", cause: String(cString: strerror(errno)))
        }
        defer { signals.close() }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await serve()
                return true
            }
            group.addTask {
                while await signals.next() == SIGUSR1 { asked?() }
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
