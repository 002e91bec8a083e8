import Testing

/// Waits until a condition holds.
func eventually(
    within limit: Duration = .seconds(60), _ condition: () async throws -> Bool, sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        try #require(ContinuousClock.now < end, "what was waited for did not come about", sourceLocation: sourceLocation)
        try await Task.sleep(for: .milliseconds(20))
    }
}
