import StrataAPI
import StrataDriverKit
import StrataStore
import Synchronization

/// What the process remembers of sites between two looks. Nothing that could not be found out again.
final class SiteMemory: Sendable {
    /// What an instance and its machine were when they were last found to agree.
    struct Agreement: Equatable {
        /// The revision of the instance's object.
        var revision: Revision
        /// ``Observation/fingerprint`` of its machine.
        var fingerprint: Int
    }

    private struct Memory {
        var generation = 0
        var lists = 0
        /// When the site last told what it has.
        var lastAnswer: Timestamp?
        /// Machines that carry a UID no instance has, seen once. Seen twice, they are nobody's any more.
        var orphans: Set<NativeID> = []
        var agreements: [UID: Agreement] = [:]
        var usageWritten: [UID: ContinuousClock.Instant] = [:]
    }

    /// How old a usage may become before it is written again.
    private static let usageInterval = Duration.seconds(30)
    /// How many usages are written after one look. With more machines than that they take turns, so that a large site at rest costs little.
    static let usagesPerLook = 500

    private let memories = Mutex<[String: Memory]>([:])

    func isSurveyDue(_ site: String, generation: Int) -> Bool {
        memories.withLock { memories in
            guard let memory = memories[site], memory.generation == generation else { return true }
            return memory.lists >= SiteReconciler.listsPerSurvey
        }
    }

    func wasSurveyed(_ site: String, generation: Int) {
        memories.withLock { memories in
            memories[site, default: Memory()].generation = generation
            memories[site]?.lists = 0
        }
    }

    /// Has the next look at a site be a survey too.
    func wantSurvey(_ site: String) { memories.withLock { $0[site]?.lists = SiteReconciler.listsPerSurvey } }

    func countList(_ site: String) { memories.withLock { $0[site]?.lists += 1 } }

    /// Forgets a site, but for when it last answered: that is told of its instances once it no longer does.
    func forget(_ site: String) {
        memories.withLock { memories in
            guard let lastAnswer = memories[site]?.lastAnswer else { return memories[site] = nil }
            memories[site] = Memory(lastAnswer: lastAnswer)
        }
    }

    /// When the site last told what it has.
    func lastAnswer(_ site: String) -> Timestamp? { memories.withLock { $0[site]?.lastAnswer } }

    func noteAnswer(_ site: String, at time: Timestamp = .now()) {
        memories.withLock { $0[site, default: Memory()].lastAnswer = time }
    }

    /// Notes which machines carry a UID that no instance has, and tells which of them did so before.
    func orphans(_ site: String, now: Set<NativeID>) -> Set<NativeID> {
        memories.withLock { memories in
            let before = memories[site]?.orphans ?? []
            memories[site, default: Memory()].orphans = now
            return before.intersection(now)
        }
    }

    /// Whether an instance and its machine are as they were when they agreed.
    func agrees(_ site: String, _ uid: UID, _ agreement: Agreement) -> Bool {
        memories.withLock { $0[site]?.agreements[uid] == agreement }
    }

    /// - Parameter isWritten: whether the machine's usage was just written with all else.
    func noteAgreement(_ site: String, _ uid: UID, _ agreement: Agreement, isWritten: Bool) {
        memories.withLock { memories in
            memories[site, default: Memory()].agreements[uid] = agreement
            if isWritten { memories[site]?.usageWritten[uid] = .now }
        }
    }

    /// Forgets instances that the site no longer has.
    func keepOnly(_ site: String, _ uids: Set<UID>) {
        memories.withLock { memories in
            guard var memory = memories.removeValue(forKey: site) else { return }
            if memory.agreements.count > uids.count { memory.agreements = memory.agreements.filter { uids.contains($0.key) } }
            if memory.usageWritten.count > uids.count { memory.usageWritten = memory.usageWritten.filter { uids.contains($0.key) } }
            memories[site] = memory
        }
    }

    /// The instances whose usage is to be written now, those first that have waited longest. They count as written.
    func takeDueUsages(_ site: String, among uids: [UID], now: ContinuousClock.Instant = .now) -> Set<UID> {
        memories.withLock { memories in
            let written = memories[site]?.usageWritten ?? [:]
            var due = uids.filter { uid in written[uid].map { now - $0 >= Self.usageInterval } ?? true }
            if due.count > Self.usagesPerLook {
                due.sort { (written[$0] ?? now - .seconds(86_400)) < (written[$1] ?? now - .seconds(86_400)) }
                due.removeLast(due.count - Self.usagesPerLook)
            }
            for uid in due { memories[site, default: Memory()].usageWritten[uid] = now }
            return Set(due)
        }
    }
}
