import StrataAPI
import StrataClient

/// Deletes objects, and waits until they are gone.
struct Removal {
    let context: ClientContext
    let kind: ResourceKind
    var graceSeconds: Int?
    let waiting: WaitOptions
    var ignoresMissing = false

    /// Deletes the objects together, then waits for each.
    func run(_ names: [ObjectName]) async throws {
        var failures: [CommandFailure] = []
        var pending: [(name: ObjectName, uid: String?)] = []
        for name in names {
            let what = "cannot remove \(kind.singular) \(name.name)"
            do throws(ClientError) {
                let answer = try await context.client.delete(kind, name, graceSeconds: graceSeconds)
                pending.append((name, answer["metadata"]?["uid"]?.string ?? answer["details"]?["uid"]?.string))
            } catch {
                if error.isNotFound, ignoresMissing { continue }
                failures.append(await context.failure(what, error, kind, name))
            }
        }
        for (name, uid) in pending {
            let what = "cannot remove \(kind.singular) \(name.name)"
            do {
                if waiting.wait { try await wait(name, uid: uid, what: what) }
                let word = waiting.wait ? "removed" : "is being removed"
                switch context.format {
                case .table, .wide: context.printer.line(TerminalText.clean("\(name.name): \(word)"))
                case .json, .yaml, .name:
                    context.printer.line(TerminalText.clean("\(kind.singular)\(kind.group.isEmpty ? "" : ".\(kind.group)")/\(name.name)"))
                }
            } catch let failure as CommandFailure {
                failures.append(failure)
            }
        }
        if !failures.isEmpty { throw SeveralFailures(failures: failures) }
    }

    /// A new object may take the name at once; the old one is gone all the same.
    private func wait(_ name: ObjectName, uid: String?, what: String) async throws {
        let follower = ObjectFollower(client: context.client, kind: kind, name: name)
        let latest = Latest<String>()
        do {
            try await Progress.during(context.printer.messages) { progress in
                progress.show("\(name.name): removing")
                try await Deadline.within(waiting.timeout.duration) {
                    try await follower.follow { object in
                        guard let object else { return true }
                        if let uid, object["metadata"]?["uid"]?.string != uid { return true }
                        let conditions = object["status"]?["conditions"]?.array ?? []
                        let message = conditions.first { $0["type"]?.string == "Ready" }?["message"]?.string ?? ""
                        latest.set(message)
                        progress.show("\(name.name): removing", detail: message)
                        return false
                    }
                }
            }
        } catch is Deadline.Passed {
            let state = latest.value.flatMap { $0.isEmpty ? nil : ": \($0)" } ?? ""
            throw CommandFailure(
                what, cause: "not gone within \(waiting.timeout)\(state)",
                hint: "it goes on; `strata describe \(kind.singular) \(name.name)` tells more")
        } catch let error as ClientError {
            throw CommandFailure(what, error)
        }
    }
}
