import StrataAPI
import Synchronization

/// Calls that may take hours, and are ended where nobody wants what comes of them any more, by the UID of the object that they are for.
final class Undertakings: Sendable {
    private let running = Mutex<[UID: @Sendable () -> Void]>([:])

    /// Runs a call that ``cancel(_:)`` ends. One for each UID at a time.
    ///
    /// - Parameter isWanted: looked at once the call can be ended, so that nobody who ended it before is missed.
    func run<Value: Sendable>(
        _ uid: UID, isWanted: () throws -> Bool, _ call: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let task = Task { try await call() }
        running.withLock { $0[uid] = { task.cancel() } }
        defer { running.withLock { $0[uid] = nil } }
        do { if try !isWanted() { task.cancel() } } catch {
            task.cancel()
            throw error
        }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// Ends a call, if one is under way.
    func cancel(_ uid: UID) { running.withLock { $0[uid] }?() }
}
