import StrataAPI
import StrataDriverKit
import Synchronization
import VSphere

/// What machines use, from the server's performance counters.
///
/// A list of thousands must not ask for as many samples each time, so machines take turns: those are asked for that have waited longest.
final class Gauges: Sendable {
    /// How many machines are asked for at once.
    static let turn = 256

    private struct State {
        /// The server's numbers of the counters; nil before they were asked for.
        var numbers: [PerformanceCounter: Int]?
        var samples: [ManagedObject: Sample] = [:]
        /// The machines that ran when the last list was made.
        var running: [ManagedObject] = []
        var trouble = ""
    }

    /// The counters' values of one machine.
    struct Sample: Sendable, Equatable {
        var values: [PerformanceCounter: Int64] = [:]
        var takenAt: ContinuousClock.Instant
    }

    static let processor = PerformanceCounter("cpu", "usage", "average")
    static let diskRead = PerformanceCounter("disk", "read", "average")
    static let diskWritten = PerformanceCounter("disk", "write", "average")
    static let received = PerformanceCounter("net", "received", "average")
    static let sent = PerformanceCounter("net", "transmitted", "average")
    private static let all = [processor, diskRead, diskWritten, received, sent]

    private let state = Mutex(State())

    /// Why nothing is measured; empty while it is.
    var trouble: String { state.withLock(\.trouble) }

    /// Takes over which machines run; what was measured of others is forgotten.
    func follow(_ running: [ManagedObject]) {
        state.withLock { state in
            state.running = running
            if state.samples.count > running.count {
                let those = Set(running)
                state.samples = state.samples.filter { those.contains($0.key) }
            }
        }
    }

    /// Asks for the samples of those that have waited longest, if the last ones are older than the server's interval. One call, and at the first time two.
    ///
    /// What goes wrong is kept in ``trouble``: machines are listed without numbers then.
    func look(_ client: VSphereClient) async {
        do throws(VSphereError) {
            let numbers: [PerformanceCounter: Int]
            if let known = state.withLock(\.numbers) {
                numbers = known
            } else {
                numbers = try await client.numbers(of: Self.all)
                state.withLock { $0.numbers = numbers }
            }
            let due = takeTurn(now: .now)
            guard !due.isEmpty, !numbers.isEmpty else { return }
            let counters = Dictionary(numbers.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
            let found = try await client.latestSamples(of: due, Array(counters.keys).sorted())
            let now = ContinuousClock.now
            state.withLock { state in
                for object in due {
                    let values = (found[object] ?? [:]).map { (counters[$0.key], $0.value) }
                    state.samples[object] = Sample(
                        values: Dictionary(
                            values.compactMap { key, value in key.map { ($0, value) } }, uniquingKeysWith: { first, _ in first }),
                        takenAt: now)
                }
                state.trouble = ""
            }
        } catch {
            // One that has gone since the last list is not in the next one.
            if case .cancelled = error { return }
            guard error.fault?.type != "ManagedObjectNotFound" else { return }
            state.withLock { $0.trouble = "\(error)".printable(limit: 300) }
        }
    }

    private func takeTurn(now: ContinuousClock.Instant) -> [ManagedObject] {
        state.withLock { state in
            let interval = Duration.seconds(VSphereClient.realTimeInterval)
            var (new, old) = ([ManagedObject](), [(object: ManagedObject, takenAt: ContinuousClock.Instant)]())
            for object in state.running {
                guard let sample = state.samples[object] else {
                    new.append(object)
                    continue
                }
                if sample.takenAt + interval <= now { old.append((object, sample.takenAt)) }
            }
            guard new.count < Self.turn else { return Array(new.prefix(Self.turn)) }
            old.sort { $0.takenAt < $1.takenAt }
            return new + old.prefix(Self.turn - new.count).map(\.object)
        }
    }

    /// What a machine used when that was last asked for.
    ///
    /// - Parameter cpus: how many processors it has, of which the server tells a share.
    func fill(_ usage: inout Instance.Usage, of object: ManagedObject, cpus: Int) {
        guard let values = state.withLock({ $0.samples[object] })?.values else { return }
        // Hundredths of a percent of all its processors; kilobytes (1024 bytes) in a second.
        if let share = values[Self.processor] { usage.cores = Double(share) / 10_000 * Double(cpus) }
        let rate = { (counter: PerformanceCounter) in values[counter].map { Quantity(bytes: $0 &* 1024) } }
        usage.diskRead = rate(Self.diskRead)
        usage.diskWritten = rate(Self.diskWritten)
        usage.networkReceived = rate(Self.received)
        usage.networkSent = rate(Self.sent)
    }
}
