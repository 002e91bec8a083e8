import StrataAPI

/// Something long that QEMU does in the background, as `query-jobs` tells of it (QEMU QMP Reference Manual, "Background jobs").
public struct QMPJob: Sendable, Hashable {
    /// The name that whoever began it gave it.
    public var id: String
    /// As QEMU names it: `stream`, `backup`, `snapshot-save`, …
    public var type: String
    /// As QEMU names it: `created`, `running`, `waiting`, `pending`, `aborting`, `concluded`, …
    public var status: String
    /// How far it is, in a unit of the job's own.
    public var progress: Int64
    /// Why it failed, in QEMU's words; nil as long as it has not. A job that was cancelled has failed.
    public var error: String?

    /// Reads one entry of `query-jobs`.
    init?(_ json: JSONValue) {
        guard let id = json["id"]?.string, let status = json["status"]?.string else { return nil }
        self.id = id
        self.status = status
        type = json["type"]?.string ?? ""
        progress = json["current-progress"]?.int ?? 0
        error = json["error"]?.string.map { $0.printable(limit: 600) }
    }
}

extension QMPClient {
    /// The jobs that there are, finished ones too until they are dismissed.
    ///
    /// - Parameter deadline: generous, since some jobs (`snapshot-save`, `snapshot-load`) keep the monitor from answering while they work.
    public func jobs(deadline: Duration = .seconds(600)) async throws(QMPError) -> [QMPJob] {
        (try await execute("query-jobs", deadline: deadline).array ?? []).compactMap(QMPJob.init)
    }

    /// Waits until a job has ended, and dismisses it. It must have been begun such that it does not dismiss itself (`auto-dismiss: false`).
    ///
    /// Cancelling the waiting task cancels the job.
    /// - Parameter limit: for how long it may make no progress.
    /// - Throws: ``QMPError/refused(command:_:description:)`` with the job's own error, and where the job vanished because somebody else ended it.
    public func finish(job id: String, stalled limit: Duration = .seconds(120)) async throws(QMPError) {
        do throws(QMPError) {
            try await awaitEnd(of: id, limit)
        } catch .cancelled {
            // Unstructured, for this task waits for nothing any more.
            _ = try? await Task { try await self.execute("job-cancel", ["id": .string(id)]) }.value
            throw .cancelled
        }
    }

    private func awaitEnd(of id: String, _ limit: Duration) async throws(QMPError) {
        var seen: QMPJob?
        var end = ContinuousClock.now + limit
        var pause = Duration.milliseconds(5)
        while true {
            guard let job = try await jobs().first(where: { $0.id == id }) else {
                throw .refused(command: seen?.type ?? id, .generic, description: "the job was ended by somebody else")
            }
            if job.status == "concluded" {
                try await execute("job-dismiss", ["id": .string(id)])
                if let error = job.error { throw .refused(command: job.type, .generic, description: error) }
                return
            }
            if job != seen { end = ContinuousClock.now + limit }
            guard ContinuousClock.now < end else { throw .timedOut(waitingFor: "the job \(job.type)", after: limit) }
            seen = job
            do { try await Task.sleep(for: pause) } catch { throw .cancelled }
            pause = min(pause * 2, .milliseconds(100))
        }
    }
}
