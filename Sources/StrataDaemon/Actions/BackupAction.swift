import StrataAPI
import StrataControl
import StrataDriverKit
import StrataServer

/// Carries instances away in their stacks' own form, and makes them again from that.
struct BackupAction {
    let sessions: InstanceSessions
    let restores: RestoreSessions

    /// The most bytes that a backup may have that is sent.
    private static let limit: Int64 = 16 << 40

    /// As for an export, the right to create is needed.
    var all: [Action] {
        [
            .exchange(
                Instance.kind, "backup",
                "GET: the instance with its snapshots as its stack's own backup. PUT: such a backup, of which the machine of an instance with spec.source.upload is made.",
                type: "application/octet-stream", limit: Self.limit, send, restore)
        ]
    }

    private func send(_ request: ActionRequest) async throws(APIError) -> Action.Download {
        let backup = try await sessions.backup(of: request.name)
        return { (output) async throws(APIError) in
            try await backup.send { bytes in
                do throws(ClientGone) {
                    try await output.write(bytes)
                    return true
                } catch {
                    return false
                }
            }
        }
    }

    private func restore(_ request: ActionRequest, _ input: ActionInput) async throws(APIError) -> JSONValue? {
        let source = SentBytes(input)
        try await restores.restore(request.name) { () async throws(DriverError) in try await source.next() }
        return nil
    }
}
