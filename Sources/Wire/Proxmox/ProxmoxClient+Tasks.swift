public import HTTPS
import StrataAPI

extension ProxmoxClient {
    /// Sends a request and waits for the task that it sets off, where it sets off one.
    ///
    /// A task whose wait is cancelled is aborted, as far as the server lets it be: what it had begun it takes back itself.
    ///
    /// - Parameter limit: how long the task may take. It goes on after that.
    public func perform(
        _ method: HTTPSRequest.Method, _ path: [String], _ parameters: Parameters = [:], within limit: Duration = .seconds(120)
    ) async throws(ProxmoxError) {
        let data = try await send(method, path, parameters, timeout: .seconds(60))
        guard let task = data.string.flatMap(UPID.init) else { return }
        try await wait(for: task, within: limit)
    }

    /// Sends a file into a storage, and waits until it is there.
    ///
    /// - Parameters:
    ///   - path: `nodes`, the node, `storage`, the storage, `upload`.
    ///   - file: a file of this machine.
    ///   - name: the file's name there: letters, digits and `-_.` only.
    public func upload(
        _ path: [String], _ parameters: Parameters, file: String, name: String, stall: Duration = .seconds(120)
    ) async throws(ProxmoxError) {
        let data: JSONValue = try await upload(path, parameters, file: file, name: name, timeout: stall)
        if let task = data.string.flatMap(UPID.init) { try await wait(for: task, within: .seconds(600)) }
    }

    /// Waits for a task. Asks ever more slowly, from every 50 ms to every second.
    ///
    /// - Parameter isOwn: whether the task is aborted where the wait is cancelled, as one is that nobody else wants.
    public func wait(for task: UPID, within limit: Duration, isOwn: Bool = true) async throws(ProxmoxError) {
        let end = ContinuousClock.now + limit
        var pause = Duration.milliseconds(50)
        do throws(ProxmoxError) {
            while true {
                let status = try await get(["nodes", task.node, "tasks", task.text, "status"])
                if status["status"]?.string == "stopped" { return try Self.judge(task, status["exitstatus"]?.string ?? "") }
                guard ContinuousClock.now < end else { throw .unfinished(task: task, after: limit) }
                do { try await Task.sleep(for: pause) } catch { throw .cancelled }
                pause = min(pause * 3 / 2, .seconds(1))
            }
        } catch .cancelled {
            if isOwn { await abort(task) }
            throw .cancelled
        }
    }

    private static func judge(_ task: UPID, _ exit: String) throws(ProxmoxError) {
        guard exit == "OK" || exit.hasPrefix("WARNINGS") else { throw .failed(task: task, reason: exit) }
    }

    /// Asks the server to end a task, and waits a moment until it has. That the task has ended meanwhile, or that nobody can be asked any more, changes
    /// nothing for who gave up waiting.
    private func abort(_ task: UPID) async {
        await Task {
            guard (try? await send(.delete, ["nodes", task.node, "tasks", task.text])) != nil else { return }
            for _ in 0..<50 {
                guard let status = try? await get(["nodes", task.node, "tasks", task.text, "status"]), status["status"]?.string == "running"
                else { return }
                try? await Task.sleep(for: .milliseconds(100))
            }
        }.value
    }
}
