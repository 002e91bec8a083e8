import TaskPermits

/// Lets at most so many operations run at once; the others wait in turn.
final class Limiter: Sendable {
    private let permits: Permits

    init(_ limit: Int) { permits = Permits(limit) }

    /// Runs an operation in its turn. Cancelled while it waits, it throws `CancellationError`.
    func run<Value>(_ operation: () async throws -> Value) async throws -> Value {
        guard let permit = await permits.take() else { throw CancellationError() }
        defer { withExtendedLifetime(permit) {} }
        return try await operation()
    }
}
