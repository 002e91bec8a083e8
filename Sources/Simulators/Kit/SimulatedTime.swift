/// How fast things go in a simulator: its tasks, its timeouts, its guests.
public struct SimulatedTime: Sendable {
    /// How many of its seconds pass in one.
    public let speed: Double

    public init(speed: Double) { self.speed = max(speed, 0.001) }

    /// How long something takes in truth that takes so long there.
    public func real(_ seconds: Double) -> Duration { .microseconds(Int64(seconds / speed * 1_000_000)) }

    /// Seconds that pass evenly, whatever clocks are set to; since when means nothing.
    public static var steady: Double { beginning.duration(to: .now) / .seconds(1) }

    private static let beginning = ContinuousClock.now

    /// Waits.
    public func pass(_ seconds: Double) async throws { try await Task.sleep(for: real(seconds)) }
}
