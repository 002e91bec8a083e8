import StrataAPI
import StrataDriverKit
import Synchronization

/// What the process remembers of sites between two looks. Nothing that could not be found out again.
final class SiteMemory: Sendable {
    private struct Memory {
        var generation = 0
        var lists = 0
        /// Machines that carry a UID no instance has, seen once. Seen twice, they are nobody's any more.
        var orphans: Set<NativeID> = []
        var usageWritten: [UID: ContinuousClock.Instant] = [:]
    }

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

    func countList(_ site: String) { memories.withLock { $0[site]?.lists += 1 } }

    func forget(_ site: String) { memories.withLock { $0[site] = nil } }

    /// Notes which machines carry a UID that no instance has, and tells which of them did so before.
    func orphans(_ site: String, now: Set<NativeID>) -> Set<NativeID> {
        memories.withLock { memories in
            let before = memories[site]?.orphans ?? []
            memories[site, default: Memory()].orphans = now
            return before.intersection(now)
        }
    }

    /// Whether usage was last written long enough ago to be written again.
    func isUsageDue(_ site: String, _ uid: UID) -> Bool {
        memories.withLock { memories in
            let now = ContinuousClock.now
            if let last = memories[site]?.usageWritten[uid], now - last < .seconds(30) { return false }
            memories[site, default: Memory()].usageWritten[uid] = now
            return true
        }
    }
}
