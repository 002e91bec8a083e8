/// Does something for each element, for at most so many at the same time. The first failure cancels what is under way and is thrown.
///
/// Writes that wait together share one commit, so that many small ones take a fraction of the time they would take in turn.
func inParallel<Element: Sendable>(
    _ elements: [Element], limit: Int = 64, _ body: @escaping @Sendable (Element) async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for (index, element) in elements.enumerated() {
            if index >= limit { try await group.next() }
            group.addTask { try await body(element) }
        }
        try await group.waitForAll()
    }
}
