import Synchronization

/// What LXC said about configurations it cannot load, remembered while they stay as they are.
final class Verdicts: Sendable {
    private struct Verdict {
        var configuration: [UInt8]
        var text: String
    }

    private struct State {
        var verdicts: [String: Verdict] = [:]
        var asked: ContinuousClock.Instant?
        var questions = 0
    }

    private let state = Mutex(State())
    /// How many containers are asked about in ten seconds, so that a list's number of commands does not grow with theirs.
    private static let limit = 8

    subscript(name: String, configuration: [UInt8]) -> String? {
        get { state.withLock { $0.verdicts[name].flatMap { $0.configuration == configuration ? $0.text : nil } } }
        set {
            state.withLock { state in
                if state.verdicts.count > 1000 { state.verdicts = [:] }
                state.verdicts[name] = newValue.map { Verdict(configuration: configuration, text: $0) }
            }
        }
    }

    /// Whether LXC may be asked about one more container now.
    func mayAsk() -> Bool {
        state.withLock { state in
            if let asked = state.asked, asked.duration(to: .now) < .seconds(10) {
                state.questions += 1
            } else {
                state.asked = .now
                state.questions = 1
            }
            return state.questions <= Self.limit
        }
    }
}
