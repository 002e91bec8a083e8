import Synchronization

/// A number that several tasks add to.
final class Counter: Sendable {
    private let stored = Atomic(0)

    var value: Int { stored.load(ordering: .relaxed) }

    func add(_ number: Int) { stored.add(number, ordering: .relaxed) }
}
