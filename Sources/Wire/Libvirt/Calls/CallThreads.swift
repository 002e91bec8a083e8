import Dispatch
import Glibc
import Synchronization

/// Threads of a connection's own, on which calls wait that libvirt answers when it likes: never those that run Swift's tasks.
///
/// They are started as they are needed and end with ``end()``; one that hangs in a call ends when that returns.
final class CallThreads: Sendable {
    private struct State {
        var jobs: [@Sendable () -> Void] = []
        var count = 0
        var idle = 0
        var hasEnded = false
        /// What the thread does that leaves last.
        var last: (@Sendable () -> Void)?
    }

    private let limit: Int
    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)

    init(limit: Int) { self.limit = limit }

    /// Has a job done as soon as a thread is free.
    /// - Returns: false once the threads were told to end.
    @discardableResult
    func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
        let (isTaken, needsThread) = state.withLock { state in
            guard !state.hasEnded else { return (false, false) }
            state.jobs.append(job)
            guard state.idle < state.jobs.count, state.count < limit else { return (true, false) }
            state.count += 1
            return (true, true)
        }
        guard isTaken else { return false }
        if needsThread { start() }
        wake.signal()
        return true
    }

    /// Lets the threads end once the jobs that were submitted are done.
    ///
    /// - Parameter last: done once no other job is under way on any thread: what lets go of what they all use.
    func end(_ last: (@Sendable () -> Void)? = nil) {
        let (count, needsThread) = state.withLock { state in
            state.hasEnded = true
            state.last = last
            guard state.count == 0, last != nil else { return (state.count, false) }
            state.count = 1
            return (1, true)
        }
        if needsThread { start() }
        for _ in 0..<count { wake.signal() }
    }

    private func start() {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        let code = pthread_create(&thread, nil, callThreadMain, context.toOpaque())
        guard code == 0 else {
            context.release()
            state.withLock { $0.count -= 1 }
            return
        }
        pthread_detach(thread)
    }

    fileprivate func run() {
        while true {
            state.withLock { $0.idle += 1 }
            wake.wait()
            let job: (@Sendable () -> Void)? = state.withLock { state in
                state.idle -= 1
                return state.jobs.isEmpty ? nil : state.jobs.removeFirst()
            }
            if let job {
                job()
            } else if state.withLock({ $0.hasEnded }) {
                break
            }
        }
        let last = state.withLock { state in
            state.count -= 1
            guard state.count == 0 else { return nil as (@Sendable () -> Void)? }
            defer { state.last = nil }
            return state.last
        }
        last?()
    }
}

private func callThreadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context { Unmanaged<CallThreads>.fromOpaque(context).takeRetainedValue().run() }
    return nil
}
