import StrataAPI
import Synchronization

/// Slows down the starting of machines that end again right after it, so that a broken one does not keep its host busy.
///
/// The first start follows at once, each later one after twice the time, up to a minute; a machine that ran for ten seconds, or was stopped on
/// request, begins anew. Kept in memory; after a restart of the server what instances' statuses tell takes its place.
final class StartPace: Sendable {
    private struct Record {
        var last: ContinuousClock.Instant
        /// How many starts before the last one did not last.
        var ended = 0

        /// How long after the last start the next may follow.
        var pause: Duration { min(StartPace.first * (1 << min(ended, 16)), StartPace.longest) }
    }

    private let records = Mutex<[UID: Record]>([:])
    private static let first = Duration.milliseconds(200)
    private static let longest = Duration.seconds(60)
    private static let settled = Duration.seconds(10)

    /// How long a machine that was found stopped must wait until it may be started; nil when it may be now.
    func wait(_ uid: UID, now: ContinuousClock.Instant = .now) -> Duration? {
        records.withLock { records in
            guard let record = records[uid] else { return nil }
            let due = record.last.advanced(by: record.pause)
            return due <= now ? nil : now.duration(to: due)
        }
    }

    /// Notes that a machine is being started.
    func started(_ uid: UID, now: ContinuousClock.Instant = .now) {
        records.withLock { records in
            // The time that the machine may have run is what lies beyond the pause it was made to wait.
            let isRepeated = records[uid].map { $0.last.duration(to: now) - $0.pause < Self.settled } ?? false
            records[uid] = Record(last: now, ended: isRepeated ? (records[uid]?.ended ?? 0) + 1 : 0)
        }
    }

    /// Takes over from before a restart of the server that a machine was started again and again; no effect where its starts are known.
    ///
    /// - Parameters:
    ///   - ended: how often it was started again.
    ///   - since: the time between its last two ends.
    func recall(_ uid: UID, ended: Int, since: Duration, now: ContinuousClock.Instant = .now) {
        let record = Record(last: now, ended: ended)
        guard ended > 0, since - record.pause < Self.settled else { return }
        records.withLock { $0[uid] = $0[uid] ?? record }
    }

    /// A machine was stopped on request, or is gone.
    func forget(_ uid: UID) { records.withLock { $0[uid] = nil } }
}
