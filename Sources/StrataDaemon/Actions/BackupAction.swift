import StrataAPI
import StrataControl
import StrataDriverKit
import StrataServer

/// Carries machines away in their stacks' own form, and brings them back.
struct BackupAction {
    let sessions: InstanceSessions
    let restores: SiteRestores

    /// The most bytes that a backup may have.
    private static let limit: Int64 = 1 << 44

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
                }),
            .upload(
                Site.kind, "restore",
                "Makes a machine from its stack's own backup, off and nobody's, and answers the name that the stack has for it as `machine`.",
                right: .create, parameters: [.init("name", "What the stack is to call it.", isRecorded: true)], limit: Self.limit, restore),
        ]
    }

    private func restore(_ request: ActionRequest, _ input: ActionInput) async throws(APIError) -> JSONValue? {
        guard let name = request.text("name") else {
            throw APIError(.badRequest, "name: say what the machine is to be called", kind: Site.kind, name: request.name.name)
        }
        let pieces = InputPieces(input)
        let id = try await restores.restore(name, at: request.name) { () async throws(DriverError) in try await pieces.next() }
        return ["machine": .string(id.text)]
    }
}
