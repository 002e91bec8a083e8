import StrataAPI
import Synchronization

/// Restarts that were asked for and not carried out yet. A restart is no state, so it is not stored: who asks for it waits for it.
final class RestartRequests: Sendable {
    private let waiting = Mutex<[ObjectName: [CheckedContinuation<Void, any Error>]]>([:])

    /// Waits until the instance was restarted, or could not be.
    func request(_ name: ObjectName, wake: @Sendable () -> Void) async throws {
        try await withCheckedThrowingContinuation { continuation in
            waiting.withLock { $0[name, default: []].append(continuation) }
            wake()
        }
    }

    func isWanted(_ name: ObjectName) -> Bool { waiting.withLock { $0[name] != nil } }

    func finish(_ name: ObjectName) { take(name).forEach { $0.resume() } }

    func fail(_ name: ObjectName, _ error: any Error) { take(name).forEach { $0.resume(throwing: error) } }

    func failAll(_ error: any Error) {
        for name in waiting.withLock({ Array($0.keys) }) { fail(name, error) }
    }

    private func take(_ name: ObjectName) -> [CheckedContinuation<Void, any Error>] {
        waiting.withLock { $0.removeValue(forKey: name) ?? [] }
    }
}
