import LXD
import StrataAPI
public import StrataDriverKit

extension LXDDriver {
    /// See ``Driver/list()``. One request where most instances are on, else one for all and one for what each of those is doing that are on; see ``ListWay``.
    public func list() async throws(DriverError) -> [ObservedInstance] {
        try await ask("list", "instances") { client in
            if listWay.isOneRequest { return try await whole(client) }
            let all = try await Self.records(client, recursion: 1)
            listWay.note(all)
            let active = all.filter { !$0.isOff }
            if active.count > Self.askedAtOnce, listWay.isOneRequest { return try await whole(client) }
            let states = try await Self.states(of: active.map(\.name), client)
            return all.map { record in
                var record = record
                record.state = states[record.name]
                return observed(record)
            }
        }
    }

    private func whole(_ client: LXDClient) async throws -> [ObservedInstance] {
        let all = try await Self.records(client, recursion: 2)
        listWay.note(all)
        return all.map(observed)
    }

    /// How many instances are asked side by side what they are doing.
    private static let askedAtOnce = 32

    private static func records(_ client: LXDClient, recursion: Int) async throws -> [InstanceRecord] {
        let answer = try await client.send(.get, "/1.0/instances?recursion=\(recursion)", timeout: client.timeout * 4)
        return InstanceRecord.settled((answer.metadata.array ?? []).compactMap { InstanceRecord($0) }.filter(\.isShown))
    }

    /// What instances are doing, by name; none for one that is gone since, or whose member of the cluster is away.
    private static func states(of names: [String], _ client: LXDClient) async throws -> [String: JSONValue] {
        try await withThrowingTaskGroup(of: (String, JSONValue)?.self) { group in
            var states: [String: JSONValue] = [:]
            for (index, name) in names.filter(MachineName.isSafe).enumerated() {
                if index >= askedAtOnce, case (let name, let state)?? = try await group.next() { states[name] = state }
                group.addTask {
                    do throws(LXDError) {
                        return (name, try await client.send(.get, LXDTarget.instance(name, "/state")).metadata)
                    } catch {
                        guard case .refused = error else { throw error }
                        return nil
                    }
                }
            }
            for try await case (let name, let state)? in group { states[name] = state }
            return states
        }
    }

    /// See ``Driver/observe(_:)``.
    public func observe(_ id: NativeID) async throws(DriverError) -> ObservedInstance? {
        guard let record = try await record(id.text, "look at", withState: true), record.isShown,
            !record.isOnItsWay || record.tag != nil
        else { return nil }
        return observed(record)
    }

    private func observed(_ record: InstanceRecord) -> ObservedInstance {
        var observed = record.observed(host: facts.name)
        observed.lastChange = foreign.last(record.name)
        return observed
    }

    /// The instance that carries a UID.
    func find(_ uid: UID, _ attempt: String, _ object: String) async throws(DriverError) -> InstanceRecord? {
        try await records(attempt, object).first { $0.tag?.uid == uid }
    }

    /// Whether an operation works on an instance.
    func isWorkedOn(_ name: String, _ attempt: String) async throws(DriverError) -> Bool {
        try await ask(attempt, name) { try await !Self.operations(on: name, $0).isEmpty }
    }

    /// Waits until no operation works on an instance.
    func settle(_ name: String, _ attempt: String) async throws(DriverError) {
        try await ask(attempt, name) { client in
            for operation in try await Self.operations(on: name, client) {
                try await Self.awaitEnd(of: operation, client)
            }
        }
    }

    /// Waits for an operation, which may have ended meanwhile.
    private static func awaitEnd(of operation: String, _ client: LXDClient) async throws(LXDError) {
        do throws(LXDError) {
            _ = try await client.wait(for: operation, seconds: 60, timeout: .seconds(90))
        } catch {
            guard case .refused(_, 404, _) = error else { throw error }
        }
    }

    /// The paths of operations that work on an instance now. Commands and consoles in it do not count: they end when they end.
    private static func operations(on name: String, _ client: LXDClient) async throws(LXDError) -> [String] {
        let answer = try await client.send(.get, "/1.0/operations?recursion=1").metadata
        let target = LXDTarget.instance(name)
        return (answer.object ?? [:]).values.flatMap { $0.array ?? [] }.filter { operation in
            guard operation["class"]?.string == "task", (operation["status_code"]?.int ?? 200) < 200 else { return false }
            let touched = operation["resources"]?["instances"]?.array ?? []
            return touched.contains { $0.string?.split(separator: "?").first.map(String.init) == target }
        }.compactMap { $0["id"]?.string.map { "/1.0/operations/\(LXDTarget.encoded($0))" } }
    }

    /// Has something done to an instance. While another operation works on it, that is waited for.
    ///
    /// - Parameter isDone: whether a refusal says that nothing is left to do.
    func order(
        _ name: String, _ attempt: String, within limit: Duration = .seconds(60), isDone: (String) -> Bool = { _ in false },
        _ body: (LXDClient) async throws -> Void
    ) async throws(DriverError) {
        let end = ContinuousClock.now + limit
        while true {
            let result = await attemptOnce(name, attempt, body)
            guard case .failure(let error) = result else { return }
            switch error {
            case .failed(let failure), .refused(let failure):
                if isDone(failure.answer) { return }
                guard Self.passes(failure.answer), ContinuousClock.now < end else { throw error }
            default: throw error
            }
            try await settle(name, attempt)
            do { try await Task.sleep(for: .milliseconds(20)) } catch { throw .cancelled }
        }
    }

    /// Whether a refusal passes by waiting: another operation works on the instance, or a member of the cluster that came a moment ago is not spoken to yet.
    private static func passes(_ answer: String) -> Bool {
        ["is busy running", "Missing event connection", "Server isn't ready yet"].contains { answer.contains($0) }
    }

    private func attemptOnce(
        _ name: String, _ attempt: String, _ body: (LXDClient) async throws -> Void
    ) async -> Result<Void, DriverError> {
        do throws(DriverError) {
            return .success(try await ask(attempt, name, body))
        } catch {
            return .failure(error)
        }
    }
}
