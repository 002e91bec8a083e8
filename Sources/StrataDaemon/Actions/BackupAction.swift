import StrataAPI
import StrataControl
import StrataServer

/// Carries instances away in their stacks' own form.
struct BackupAction {
    let sessions: InstanceSessions

    /// As for an export, the right to create is needed.
    var all: [Action] {
        [
            .download(
                Instance.kind, "backup", "The instance with its snapshots as its stack's own backup.", right: .create,
                type: "application/octet-stream",
                { (request) async throws(APIError) in
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
                })
        ]
    }
}
