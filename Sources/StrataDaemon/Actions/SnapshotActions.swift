import StrataAPI
import StrataControl
import StrataServer

/// What can be done with snapshots.
struct SnapshotActions {
    let sessions: SnapshotSessions

    var all: [Action] {
        [
            .order(
                Snapshot.kind, "revert", "Makes the instance what it was at the snapshot. What happened since is lost.",
                limit: .seconds(1800)
            ) { (request) async throws(APIError) in
                try await sessions.revert(request.name)
                return nil
            }
        ]
    }
}
