import NIOCore
import Synchronization

/// Does something once a time is over in which nothing extended it.
final class Deadline: Sendable {
    private let loop: any EventLoop
    private let limit: TimeAmount
    private let action: @Sendable () -> Void
    private let scheduled = Mutex<Scheduled<Void>?>(nil)

    init(_ loop: any EventLoop, _ limit: Duration, _ action: @escaping @Sendable () -> Void) {
        self.loop = loop
        self.limit = TimeAmount(limit)
        self.action = action
        extend()
    }

    deinit { cancel() }

    /// The whole time begins anew.
    func extend() {
        let next = loop.scheduleTask(in: limit, action)
        scheduled.withLock { old in
            old?.cancel()
            old = next
        }
    }

    func cancel() {
        scheduled.withLock { old in
            old?.cancel()
            old = nil
        }
    }
}
