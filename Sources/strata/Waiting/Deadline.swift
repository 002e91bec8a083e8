/// Ends work that takes too long.
enum Deadline {
    /// Thrown when the time is up.
    struct Passed: Error {}

    /// Runs `body`, and cancels it when it takes longer than `limit`.
    ///
    /// - Throws: what `body` throws, or ``Passed``.
    static func within<Value: Sendable>(_ limit: Duration, _ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let value = first else { throw Passed() }
            return value
        }
    }
}
