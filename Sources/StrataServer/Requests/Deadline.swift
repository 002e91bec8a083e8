import StrataAPI

/// Bounds the time that a request may take.
enum Deadline {
    /// What `work` answers, or `Timeout` when that takes too long. The work is cancelled then, and waited for.
    static func within(_ limit: Duration, _ work: @escaping @Sendable () async -> Response) async -> Response {
        await withTaskGroup(of: Response?.self) { group in
            group.addTask { await work() }
            group.addTask {
                try? await Task.sleep(for: limit)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first ?? Response(APIError(.timeout, "the request did not complete within \(limit.components.seconds) seconds"))
        }
    }
}
