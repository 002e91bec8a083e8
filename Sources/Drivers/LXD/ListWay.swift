import Synchronization

/// By which way the daemon has less to do for a list of all instances and of what they are doing, from what there was at the last list.
///
/// LXD 5.0.2 takes 3 ms for each instance that is on and 1.3 ms for each that is off where all is asked for at once (`recursion=2`), and 4 ms for each that is
/// on and 0.15 ms for each that is off where each is asked alone: one request costs less where at least four are on for three that are off.
final class ListWay: Sendable {
    private let last = Mutex((on: 0, off: 0))

    func note(_ records: [InstanceRecord]) {
        let off = records.count { $0.isOff }
        last.withLock { $0 = (records.count - off, off) }
    }

    var isOneRequest: Bool { last.withLock { $0.on > 0 && $0.on * 3 >= $0.off * 4 } }
}
