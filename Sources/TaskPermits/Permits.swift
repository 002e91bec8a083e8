import Synchronization

/// A number of permits that tasks take, waiting in line while none is left; see ``Permit``.
public final class Permits: Sendable {
    private struct State {
        var free: Int
        var line: [(id: Int, continuation: CheckedContinuation<Bool, Never>)] = []
        var nextID = 0
    }

    private let state: Mutex<State>

    public init(_ count: Int) {
        state = Mutex(State(free: count))
    }

    /// A permit, given back when its last reference goes; `nil` when the task is cancelled while waiting.
    public func take() async -> Permit? {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        let taken = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let outcome: Bool? = state.withLock { state in
                    if Task.isCancelled { return false }
                    if state.free > 0 {
                        state.free -= 1
                        return true
                    }
                    state.line.append((id, continuation))
                    return nil
                }
                if let outcome { continuation.resume(returning: outcome) }
            }
        } onCancel: {
            state.withLock { state in
                state.line.firstIndex { $0.id == id }.map { state.line.remove(at: $0).continuation }
            }?.resume(returning: false)
        }
        return taken ? Permit(from: self) : nil
    }

    /// A permit if one is left.
    public func takeIfFree() -> Permit? {
        let taken = state.withLock { state in
            guard state.free > 0 else { return false }
            state.free -= 1
            return true
        }
        return taken ? Permit(from: self) : nil
    }

    fileprivate func giveBack() {
        let next: CheckedContinuation<Bool, Never>? = state.withLock { state in
            guard state.line.isEmpty else { return state.line.removeFirst().continuation }
            state.free += 1
            return nil
        }
        next?.resume(returning: true)
    }
}

/// One of some ``Permits``; whoever holds it may do what they are for.
public final class Permit: Sendable {
    private let permits: Permits

    fileprivate init(from permits: Permits) {
        self.permits = permits
    }

    deinit {
        permits.giveBack()
    }
}
