import Synchronization

/// What a program writes, for those who wait for some of it.
final class Transcript: Sendable {
    private struct State {
        var text = ""
        var hasEnded = false
        var lastID = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    var text: String { state.withLock { $0.text } }

    func append(_ more: String) { change { $0.text += more } }

    /// Nothing more will be written.
    func end() { change { $0.hasEnded = true } }

    /// Waits until a condition on the text holds, the program has ended or the task is cancelled.
    ///
    /// - Returns: the text for which it held; nil otherwise.
    func wait(until condition: (String) -> Bool) async -> String? {
        while true {
            let (text, hasEnded) = state.withLock { ($0.text, $0.hasEnded) }
            if condition(text) { return text }
            if hasEnded || Task.isCancelled { return nil }
            await news(since: text.utf8.count)
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let waiters = state.withLock { state in
            body(&state)
            defer { state.waiters = [:] }
            return state.waiters.values
        }
        for waiter in waiters { waiter.resume() }
    }

    private func news(since count: Int) async {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isNew = state.withLock { state in
                    if state.text.utf8.count > count || state.hasEnded || Task.isCancelled { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if isNew { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
        }
    }
}
