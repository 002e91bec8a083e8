import DequeModule
import Synchronization

/// One write as asked for.
struct WriteOrder: Sendable {
    enum Kind: Sendable {
        case create(value: [UInt8])
        case update(value: [UInt8], expecting: Revision)
        case delete(expecting: Revision?)
    }

    var key: String
    var kind: Kind

    /// Roughly what it adds to a transaction.
    var size: Int {
        switch kind {
        case .create(let value), .update(let value, _): key.utf8.count + value.count
        case .delete: key.utf8.count
        }
    }
}

/// The writes that wait for the one writer. While it commits a group, the next group gathers here.
final class WriteQueue: Sendable {
    struct Waiting: Sendable {
        var id: UInt64
        var order: WriteOrder
        var continuation: CheckedContinuation<Result<Entry, StoreError>, Never>
    }

    private struct State {
        var waiting: Deque<Waiting> = []
        var isDraining = false
        var isClosed = false
        var lastID: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Waits until the order has been carried out, or the task is cancelled while it still waits.
    ///
    /// - Parameter drain: starts the writer. Called when it is idle.
    func submit(_ order: WriteOrder, drain: () -> Void) async throws(StoreError) -> Entry {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let entered = state.withLock { state -> Result<Bool, StoreError> in
                    if state.isClosed { return .failure(.closed) }
                    if Task.isCancelled { return .failure(.cancelled) }
                    state.waiting.append(Waiting(id: id, order: order, continuation: continuation))
                    defer { state.isDraining = true }
                    return .success(!state.isDraining)
                }
                switch entered {
                case .success(let isFirst): if isFirst { drain() }
                case .failure(let error): continuation.resume(returning: .failure(error))
                }
            }
        } onCancel: {
            let cancelled = state.withLock { state -> Waiting? in
                guard let index = state.waiting.firstIndex(where: { $0.id == id }) else { return nil }
                return state.waiting.remove(at: index)
            }
            cancelled?.continuation.resume(returning: .failure(.cancelled))
        }
        return try result.get()
    }

    /// The next group for one transaction: bounded, so that one commit stays short. Empty when the writer may rest.
    func takeGroup(count: Int = 1_000, bytes: Int = 8 << 20) -> [Waiting] {
        state.withLock { state in
            var group: [Waiting] = []
            var size = 0
            while group.count < count, size < bytes, let first = state.waiting.popFirst() {
                size += first.order.size
                group.append(first)
            }
            if group.isEmpty { state.isDraining = false }
            return group
        }
    }

    /// How many writes wait now.
    var count: Int { state.withLock { $0.waiting.count } }

    /// Refuses further writes. Those that wait are still carried out.
    func close() {
        state.withLock { $0.isClosed = true }
    }
}
