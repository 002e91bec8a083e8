import StrataAPI
import Synchronization

/// What is remembered of guests between calls: where they were, which numbers are being taken, and what they told that no list has.
final class GuestBook: Sendable {
    private struct State {
        var nodes: [GuestID: String] = [:]
        var taken: Set<Int> = []
        var particulars: [GuestID: Particulars] = [:]
    }

    /// What a guest told when it was asked by itself.
    struct Particulars: Sendable {
        var addresses: [String] = []
        /// What its configuration's digest was; nil where it was not asked for.
        var digest: String?
        /// How long it had been running.
        var uptime: Int64 = 0
        var asked = ContinuousClock.now
    }

    private let state = Mutex(State())

    /// The node that a guest was on when last seen.
    subscript(_ id: GuestID) -> String? {
        get { state.withLock { $0.nodes[id] } }
        set { state.withLock { $0.nodes[id] = newValue } }
    }

    /// Notes where all guests are.
    func note(_ records: [GuestRecord]) {
        state.withLock { state in
            state.nodes = Dictionary(records.map { ($0.id, $0.node) }, uniquingKeysWith: { $1 })
            let known = state.nodes
            state.particulars = state.particulars.filter { known[$0.key] != nil }
        }
    }

    /// Takes a number for a guest that is being made, unless another call has it.
    func take(_ number: Int) -> Bool { state.withLock { $0.taken.insert(number).inserted } }

    func giveBack(_ number: Int) { state.withLock { _ = $0.taken.remove(number) } }

    func isTaken(_ number: Int) -> Bool { state.withLock { $0.taken.contains(number) } }

    /// The addresses that a guest told in its present run.
    func addresses(of record: GuestRecord) -> [String] {
        guard record.status == "running" else { return [] }
        return state.withLock { state in
            guard let known = state.particulars[record.id], known.uptime <= record.uptime else { return [] }
            return known.addresses
        }
    }

    /// What a guest's configuration was the last time it was read, in one word.
    func digest(of id: GuestID) -> String { state.withLock { $0.particulars[id]?.digest ?? "" } }

    func note(_ particulars: Particulars, of id: GuestID) { state.withLock { $0.particulars[id] = particulars } }

    func note(digest: String, of id: GuestID) { state.withLock { $0.particulars[id, default: Particulars()].digest = digest } }

    /// Some of the guests of which nothing is known, or nothing fresh: those that were asked longest ago first.
    func toAsk(_ records: [GuestRecord], limit: Int, age: Duration = .seconds(30)) -> [GuestRecord] {
        state.withLock { state in
            records.filter { record in
                guard let known = state.particulars[record.id], known.digest != nil, known.uptime <= record.uptime else { return true }
                return known.asked.duration(to: .now) > age
            }.sorted { a, b in
                guard let first = state.particulars[a.id]?.asked else { return state.particulars[b.id] != nil }
                guard let second = state.particulars[b.id]?.asked else { return false }
                return first < second
            }.prefix(limit).map(\.self)
        }
    }
}
