public import XMLDocuments

extension VSphereClient {
    /// Calls a method that begins a task, and waits for its end. Where this task is cancelled, or has waited long enough, that one is cancelled too.
    ///
    /// - Returns: the task's result; an empty element where it has none.
    @discardableResult
    public func perform(
        _ method: String, on object: ManagedObject, _ arguments: [XMLElement] = [], within limit: Duration = .seconds(600)
    ) async throws(VSphereError) -> XMLElement {
        let answer = try await call(method, on: object, arguments)
        guard let task = ManagedObject(answer["returnval"]) else { throw .malformed("\(method) returned no task") }
        return try await wait(for: task, within: limit)
    }

    /// Waits for a task's end.
    ///
    /// What breaks while it waits, the line or the session, is no news of the task: it is looked at again.
    public func wait(for task: ManagedObject, within limit: Duration) async throws(VSphereError) -> XMLElement {
        let end = ContinuousClock.now + limit
        var state = TaskState()
        var breaks = 0
        while !state.isOver {
            do throws(VSphereError) {
                try await follow(task, until: end, limit, &state)
            } catch {
                switch error {
                case .cancelled, .unfinished:
                    await cancel(task)
                    throw error
                case .transport, .fault:
                    breaks += 1
                    guard breaks <= Self.patience, !Self.isGone(task, error) else { throw error }
                    do { try await Task.sleep(for: .milliseconds(200 * breaks)) } catch {
                        await cancel(task)
                        throw .cancelled
                    }
                case .task, .malformed: throw error
                }
            }
        }
        if let fault = state.fault { throw .task(task.id, fault) }
        return state.result ?? XMLElement("result")
    }

    /// How often in a row a wait may break.
    private static let patience = 5

    /// Whether an error says that there is no such task, and not that the collector or the session has gone.
    private static func isGone(_ task: ManagedObject, _ error: VSphereError) -> Bool {
        guard let fault = error.fault else { return false }
        switch fault.type {
        case "ManagedObjectNotFound": return fault.detail["obj"].map(\.text) == task.id
        case "NotAuthenticated", "InvalidCollectorVersion": return false
        default: return true
        }
    }

    private func follow(
        _ task: ManagedObject, until end: ContinuousClock.Instant, _ limit: Duration, _ state: inout TaskState
    ) async throws(VSphereError) {
        try await watch(
            [PropertyWish("Task", ["info.state", "info.error", "info.result"])], of: .objects([task]), patience: min(.seconds(30), limit)
        ) { updates throws(VSphereError) in
            for update in updates { state.take(update) }
            if state.isOver { return false }
            guard ContinuousClock.now < end else { throw .unfinished(task.id, after: limit) }
            return true
        }
    }

    /// Asks the server to give a task up; nobody waits for that.
    private func cancel(_ task: ManagedObject) async {
        // Cancelled as this task may be, the word must come through; one that cannot be cancelled goes on.
        await Task { _ = try? await call("CancelTask", on: task, timeout: .seconds(10)) }.value
    }
}

/// What is known of a task.
private struct TaskState {
    var word = ""
    var result: XMLElement?
    var fault: VSphereFault?

    mutating func take(_ update: ObjectUpdate) {
        for case (let path, let value?) in update.changes {
            switch path {
            case "info.state": word = value.text
            case "info.result": result = value
            case "info.error": fault = VSphereFault(localized: value)
            default: break
            }
        }
        // Tasks are forgotten some minutes after their end.
        if update.kind == .leave, !isOver { word = "error" }
        if word == "error", fault == nil { fault = VSphereFault(type: "MethodFault", message: "the task failed and does not say why") }
        if word == "success" { fault = nil }
    }

    var isOver: Bool { word == "success" || word == "error" }
}
