import StrataDriverKit
import VSphere
import XMLDocuments

extension VSphereDriver {
    /// Has a task done to a machine. Where another task works on it, that is waited for.
    func perform(
        _ method: String, on record: MachineRecord, _ attempt: String, _ arguments: [XMLElement] = [],
        within limit: Duration = .seconds(600)
    ) async throws(DriverError) {
        try await ask(attempt, record.name) { client throws(VSphereError) in
            for _ in 0..<3 {
                do throws(VSphereError) {
                    try await client.perform(method, on: record.object, arguments, within: limit)
                    return
                } catch {
                    guard let fault = error.fault, fault.type == "TaskInProgress", let task = ManagedObject(fault.detail["task"]) else {
                        throw error
                    }
                    try await settle(task, client)
                }
            }
            try await client.perform(method, on: record.object, arguments, within: limit)
        }
    }

    /// Waits for a task that somebody else began.
    private func settle(_ task: ManagedObject, _ client: VSphereClient) async throws(VSphereError) {
        do throws(VSphereError) {
            // Cancelling this call must not cancel that task, which `wait` would.
            var isOver = false
            let end = ContinuousClock.now + .seconds(120)
            try await client.watch([PropertyWish("Task", ["info.state"])], of: .objects([task]), patience: .seconds(10)) {
                updates throws(VSphereError) in
                for update in updates {
                    if update.kind == .leave { isOver = true }
                    if case .some(.some(let value)) = update.changes["info.state"] { isOver = ["success", "error"].contains(value.text) }
                }
                return !isOver && ContinuousClock.now < end
            }
        } catch {
            // Gone, it is over. How it ended is seen in what is there afterwards.
            guard error.fault?.type == "ManagedObjectNotFound" else { throw error }
        }
    }

    /// Removes a machine whose making was cut short. The upload's lease may hold it for some minutes still, in which nobody can do anything with it.
    func removeUnfinished(_ record: MachineRecord, _ attempt: String) async throws(DriverError) {
        let end = ContinuousClock.now + .seconds(360)
        while true {
            let failure: DriverError
            do throws(DriverError) {
                if !record.isOff { try await perform("PowerOffVM_Task", on: record, attempt) }
                try await perform("Destroy_Task", on: record, attempt)
                break
            } catch {
                failure = error
            }
            // The server removes it itself when the lease ends.
            guard try await self.record(of: record.object, attempt) != nil else { break }
            guard case .failed = failure, ContinuousClock.now < end else { throw failure }
            do { try await Task.sleep(for: .seconds(1)) } catch { throw .cancelled }
        }
        book.forget(record.object)
    }
}
