import Testing

/// Waits until a condition holds. It fails when, for that long, nothing moves on that `progress` tells of: emulated machines are slow on a busy host.
func eventually(
    stalled limit: Duration = .seconds(60), progress: () async throws -> Int = { 0 }, _ condition: () async throws -> Bool,
    sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    var end = ContinuousClock.now + limit
    var seen = try await progress()
    while try await !condition() {
        let now = try await progress()
        if now != seen { end = ContinuousClock.now + limit }
        seen = now
        try #require(ContinuousClock.now < end, "what was waited for did not come about", sourceLocation: sourceLocation)
        try await Task.sleep(for: .milliseconds(20))
    }
}
