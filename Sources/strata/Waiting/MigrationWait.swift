import StrataAPI
import StrataClient

/// Waits until a migration has ended, telling how far it is.
struct MigrationWait: Sendable {
    let context: ClientContext
    let name: ObjectName
    let timeout: TimeSpan

    /// - Throws: ``CommandFailure`` where it failed, was cancelled, or the time is up.
    func run(_ progress: Progress, what: String) async throws -> Migration {
        let latest = Latest<Migration>()
        let follower = ObjectFollower(client: context.client, kind: Migration.kind, name: name)
        do {
            try await Deadline.within(timeout.duration) {
                try await follower.follow { json in
                    guard let json, let migration = Migration(json: json) else {
                        throw CommandFailure(what, cause: "the migration was deleted meanwhile", status: .notFound)
                    }
                    latest.set(migration)
                    let status = migration.status
                    if status.phase == .failed || status.phase == .cancelled {
                        throw CommandFailure(
                            what, cause: status.message, hint: "`strata describe instance \(migration.spec.instance)` tells where it is")
                    }
                    let percent = status.progress.map { "\($0)% " } ?? ""
                    progress.show("\(migration.spec.instance): \(status.phase.rawValue.lowercased())", detail: percent + status.message)
                    return status.phase == .succeeded
                }
            }
        } catch is Deadline.Passed {
            throw CommandFailure(
                what, cause: "not moved within \(timeout)",
                hint: "it goes on; `strata get migration \(name.name)` tells more, and `strata delete migration \(name.name)` cancels it")
        } catch let error as ClientError {
            throw CommandFailure(what, error)
        }
        guard let migration = latest.value else { throw CommandFailure(what, cause: "it was not seen") }
        return migration
    }
}
