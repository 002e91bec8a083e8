import StrataAPI
import StrataControl
import StrataServer

/// What can be done with hosts.
struct HostActions {
    let sessions: HostSessions

    private static let limit = Duration.seconds(3600)

    var all: [Action] {
        [
            .order(
                Host.kind, "evacuate", "Has the host's machines go to others of its site, and the host take no new ones.", limit: Self.limit
            ) {
                (request) async throws(APIError) in
                try await sessions.evacuate(request.name)
                return nil
            },
            .order(Host.kind, "restore", "Has an evacuated host take machines again, and those come back that left it.", limit: Self.limit)
            {
                (request) async throws(APIError) in
                try await sessions.restore(request.name)
                return nil
            },
        ]
    }
}
