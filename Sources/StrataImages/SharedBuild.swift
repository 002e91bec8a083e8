import StrataDriverKit
import Synchronization

/// One build that several callers wait for. It is cancelled when the last of them is.
final class SharedBuild: Sendable {
    typealias Outcome = Result<StoredImage, ImageError>
    typealias Report = @Sendable (ImageProgress) -> Void

    private struct State {
        var task: Task<Void, Never>?
        var outcome: Outcome?
        var progress: ImageProgress?
        var observers: [Int: Report] = [:]
        var waiting: [Int: CheckedContinuation<Outcome, Never>] = [:]
        var cancelled: Set<Int> = []
        var nextTicket = 0
        var isAbandoned = false
    }

    private let state = Mutex(State())

    init(_ body: @escaping @Sendable (@escaping Report) async -> Outcome) {
        let task = Task { [self] in
            let outcome = await body { [self] in report($0) }
            finish(outcome)
        }
        state.withLock { $0.task = task }
    }

    /// Whether the build has ended.
    var isOver: Bool { state.withLock { $0.outcome != nil } }

    /// Takes a share; nil when the build is being ended because nobody wanted it any more.
    func join(_ progress: @escaping Report) -> Int? {
        let (ticket, latest) = state.withLock { state -> (Int?, ImageProgress?) in
            guard !state.isAbandoned else { return (nil, nil) }
            state.nextTicket += 1
            state.observers[state.nextTicket] = progress
            return (state.nextTicket, state.progress)
        }
        if ticket != nil, let latest { progress(latest) }
        return ticket
    }

    /// Waits for the outcome. The last one to be cancelled waits until all that the build started has ended.
    func result(for ticket: Int) async -> Outcome {
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known = state.withLock { state -> Outcome? in
                    if let outcome = state.outcome { return outcome }
                    if state.cancelled.contains(ticket) { return .failure(.cancelled) }
                    state.waiting[ticket] = continuation
                    return nil
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            leave(ticket)
        }
        if state.withLock({ $0.isAbandoned }) { await finished() }
        return outcome
    }

    /// Waits until the build has ended.
    func finished() async {
        await state.withLock { $0.task }?.value
    }

    private func leave(_ ticket: Int) {
        let (continuation, task) = state.withLock { state -> (CheckedContinuation<Outcome, Never>?, Task<Void, Never>?) in
            guard state.outcome == nil else { return (nil, nil) }
            state.cancelled.insert(ticket)
            state.observers[ticket] = nil
            let continuation = state.waiting.removeValue(forKey: ticket)
            guard state.observers.isEmpty else { return (continuation, nil) }
            state.isAbandoned = true
            return (continuation, state.task)
        }
        task?.cancel()
        continuation?.resume(returning: .failure(.cancelled))
    }

    private func report(_ progress: ImageProgress) {
        let observers = state.withLock { state -> [Report] in
            guard state.progress != progress else { return [] }
            state.progress = progress
            return Array(state.observers.values)
        }
        for observer in observers { observer(progress) }
    }

    private func finish(_ outcome: Outcome) {
        let waiting = state.withLock { state -> [CheckedContinuation<Outcome, Never>] in
            state.outcome = outcome
            state.observers = [:]
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in waiting { continuation.resume(returning: outcome) }
    }
}
