import StrataAPI
import Synchronization

/// What is remembered of guests between calls: where they were, which numbers are being taken, and which addresses they told.
final class GuestBook: Sendable {
    private struct State {
        var nodes: [GuestID: String] = [:]
        var taken: Set<Int> = []
        var addresses: [GuestID: Addresses] = [:]
    }

    private struct Addresses {
        var list: [String]
        var uptime: Int64
        var asked: ContinuousClock.Instant
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
            state.addresses = state.addresses.filter { known[$0.key] != nil }
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
            guard let known = state.addresses[record.id], known.uptime <= record.uptime else { return [] }
            return known.list
        }
    }

    func note(_ list: [String], of record: GuestRecord) {
        state.withLock { $0.addresses[record.id] = Addresses(list: list, uptime: record.uptime, asked: .now) }
    }

    /// Some of the guests whose addresses are not known, or not fresh: those that were asked longest ago first.
    func toAsk(_ records: [GuestRecord], limit: Int, age: Duration = .seconds(60)) -> [GuestRecord] {
        state.withLock { state in
            records.filter { record in
                guard let known = state.addresses[record.id], known.uptime <= record.uptime else { return true }
                return known.asked.duration(to: .now) > age
            }.sorted { a, b in
                guard let first = state.addresses[a.id]?.asked else { return state.addresses[b.id] != nil }
                guard let second = state.addresses[b.id]?.asked else { return false }
                return first < second
            }.prefix(limit).map(\.self)
        }
    }
}
