/// Something did not end in the time it was given. It was cancelled.
public struct DeadlineExceeded: Error, CustomStringConvertible {
    public let after: Duration

    public var description: String { "no answer within \(after)" }
}

/// Runs something for at most a time, then cancels it and throws ``DeadlineExceeded``.
///
/// It returns when the operation has ended, so an operation must honour cancellation.
public func withDeadline<Value: Sendable>(
    _ limit: Duration, _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw CancellationError() }
        guard let value = first else { throw DeadlineExceeded(after: limit) }
        return value
    }
}
