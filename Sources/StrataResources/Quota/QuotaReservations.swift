import StrataAPI
import Synchronization

/// What writes that are under way will take of quotas, so that two of them cannot both take what is left.
///
/// A write is counted from before it is made until the cache has seen it, and the larger of both counts meanwhile.
final class QuotaReservations: Sendable {
    /// One write under way.
    struct Reservation: Sendable {
        fileprivate var id: UInt64
        var kind: ResourceKind
        var key: String
        var use: QuotaUse
    }

    private struct State {
        var byNamespace: [String: [Reservation]] = [:]
        var lastID: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Reserves what a write takes, unless the check finds too little left.
    ///
    /// - Parameter check: gets the other writes under way in the namespace. No other check runs at the same time.
    /// - Returns: what is to be released once the cache has seen the write, or it failed.
    func reserve(
        _ kind: ResourceKind, _ key: String, in namespace: String, _ use: QuotaUse, unless check: ([Reservation]) throws(APIError) -> Void
    ) throws(APIError) -> (namespace: String, id: UInt64) {
        let result: Result<UInt64, APIError> = state.withLock { state in
            do throws(APIError) {
                try check(state.byNamespace[namespace] ?? [])
            } catch {
                return .failure(error)
            }
            state.lastID += 1
            state.byNamespace[namespace, default: []].append(Reservation(id: state.lastID, kind: kind, key: key, use: use))
            return .success(state.lastID)
        }
        return (namespace, try result.get())
    }

    func release(_ reservation: (namespace: String, id: UInt64)?) {
        guard let (namespace, id) = reservation else { return }
        state.withLock { state in
            state.byNamespace[namespace]?.removeAll { $0.id == id }
            if state.byNamespace[namespace]?.isEmpty == true { state.byNamespace[namespace] = nil }
        }
    }
}
