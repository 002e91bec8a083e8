import Synchronization

/// Answers that are kept back until there are enough, and then given all at once, the last first.
final class Held: Sendable {
    private let answers = Mutex<[String]>([])

    func add(_ answer: String, until count: Int) -> String {
        answers.withLock { answers in
            answers.append(answer)
            return answers.count < count ? "" : answers.reversed().joined()
        }
    }
}
