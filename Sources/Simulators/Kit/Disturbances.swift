import Foundation
import Synchronization

/// What goes wrong on purpose between a client and a simulator.
public final class Disturbances: Sendable {
    /// How it is from now on.
    public struct Settings: Sendable {
        /// Each answer is held back so long.
        public var delay: Duration = .zero
        /// And so much longer, or less, by chance.
        public var jitter: Duration = .zero
        /// How many of a hundred answers are lost: the request is carried out, and the connection closed without an answer.
        public var lossPercent = 0.0
        /// How many of a hundred answers end in the middle.
        public var cutPercent = 0.0
        /// How many seconds the simulator's clock is ahead of the machine's; behind it where negative. It jumps when this changes.
        public var clockAhead = 0.0

        public init() {}
    }

    /// What happens to one answer.
    enum Fate: Sendable { case whole, lost, cut }

    /// What goes wrong by name, and how often it still will; the simulators say which names they know.
    private struct State {
        var settings: Settings
        var faults: [String: Int] = [:]
    }

    private let state: Mutex<State>

    public init(_ settings: Settings = Settings()) { state = Mutex(State(settings: settings)) }

    public var settings: Settings {
        get { state.withLock { $0.settings } }
        set { state.withLock { $0.settings = newValue } }
    }

    /// What the simulator's clock shows: seconds since 1970.
    public var clock: Double { Date().timeIntervalSince1970 + settings.clockAhead }

    /// Has a fault happen the next times it could.
    public func arm(_ fault: String, times: Int = 1) { state.withLock { $0.faults[fault, default: 0] += times } }

    /// No fault happens any more.
    public func disarm() { state.withLock { $0.faults = [:] } }

    /// Whether a fault happens now; it then happens once less often.
    public func strikes(_ fault: String) -> Bool {
        state.withLock { state in
            guard let left = state.faults[fault], left > 0 else { return false }
            state.faults[fault] = left == 1 ? nil : left - 1
            return true
        }
    }

    /// How long an answer is held back.
    func pause() -> Duration {
        let settings = settings
        guard settings.jitter > .zero else { return settings.delay }
        return max(.zero, settings.delay + settings.jitter * Double.random(in: -1...1))
    }

    func fate() -> Fate {
        let settings = settings
        if Double.random(in: 0..<100) < settings.lossPercent { return .lost }
        return Double.random(in: 0..<100) < settings.cutPercent ? .cut : .whole
    }
}
