import Synchronization

/// The bounded buffer between one producer of a stream and its one consumer. Everything that waits is handed over at once.
final class Mailbox<Element: Sendable>: Sendable {
    typealias Delivery = (elements: [Element], revision: Revision)

    private struct State {
        var waiting: [Element]
        var revision: Revision
        /// Whether anything, if only a newer revision, has not been handed over yet.
        var isFresh: Bool
        var consumer: CheckedContinuation<Void, Never>?
        var isFinished = false
        var failure: StoreError?
    }

    private let limit: Int
    private let state: Mutex<State>

    /// - Parameters:
    ///   - limit: how many elements may wait beyond those of `backlog`, which wait from the start.
    ///   - revision: up to where `backlog` reaches.
    init(limit: Int, backlog: [Element] = [], revision: Revision) {
        self.limit = max(1, limit) + backlog.count
        state = Mutex(State(waiting: backlog, revision: revision, isFresh: !backlog.isEmpty))
    }

    /// Hands over elements and the revision they reach, or ends the stream with ``StoreError/lagging`` when too many wait already.
    /// Into an empty mailbox the array goes as it is, shared with all other mailboxes it was offered to.
    func offer(_ elements: [Element], revision: Revision) {
        let consumer = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.isFinished else { return nil }
            if state.waiting.count + elements.count > limit {
                state.waiting = []
                state.isFresh = false
                state.isFinished = true
                state.failure = .lagging
            } else {
                if state.waiting.isEmpty { state.waiting = elements } else { state.waiting.append(contentsOf: elements) }
                state.revision = revision
                state.isFresh = true
            }
            return state.consumer.take()
        }
        consumer?.resume()
    }

    /// Ends the stream after what is waiting now. The first ending counts.
    func finish(_ failure: StoreError?) {
        let consumer = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.isFinished else { return nil }
            state.isFinished = true
            state.failure = failure
            return state.consumer.take()
        }
        consumer?.resume()
    }

    /// Everything that waits, waiting for something if necessary; nil after an ending without failure. For one task at a time.
    func next() async throws(StoreError) -> Delivery? {
        while true {
            let step = state.withLock { state -> Step in
                if state.isFresh {
                    state.isFresh = false
                    let elements = state.waiting
                    state.waiting = []
                    return .deliver((elements, state.revision))
                }
                return state.isFinished ? .end(state.failure) : .wait
            }
            switch step {
            case .deliver(let delivery): return delivery
            case .end(nil): return nil
            case .end(let failure?): throw failure
            case .wait: break
            }
            if Task.isCancelled { throw .cancelled }
            await news()
        }
    }

    private enum Step {
        case deliver(Delivery)
        case end(StoreError?)
        case wait
    }

    private func news() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLock { state in
                    if state.isFresh || state.isFinished || Task.isCancelled { return true }
                    state.consumer = continuation
                    return false
                }
                if ready { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.consumer.take() }?.resume()
        }
    }
}
