public import StrataDriverKit
import StrataAPI

extension QEMUDriver: EventStreaming {
    /// See ``EventStreaming/changes()``. Comes from the machines' monitors, which tell of pauses, power-offs and crashes; that a QEMU was killed shows by the
    /// end of its connection, within milliseconds. Logs that grow too long are cut meanwhile.
    public func changes() async throws(DriverError) -> AsyncThrowingStream<NativeID, any Error> {
        // A machine is watched from when its monitor was first asked.
        _ = try await list()
        let changes = await monitors.follow()
        return AsyncThrowingStream(bufferingPolicy: .bufferingOldest(1024)) { continuation in
            let task = Task {
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { await self.watchLogs() }
                    do {
                        for try await id in changes {
                            if case .dropped = continuation.yield(id) {
                                throw DriverError.failed(
                                    .init("follow the changes of", "QEMU", answer: "they came faster than they were read"))
                            }
                        }
                        continuation.finish()
                    } catch {
                        continuation.finish(throwing: error)
                    }
                    group.cancelAll()
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// Looks at the logs' lengths each second, until cancelled.
    private func watchLogs() async {
        while !Task.isCancelled {
            do {
                guard machine.isLocal else {
                    try await shortenLogsThere()
                    try await Task.sleep(for: .seconds(5))
                    continue
                }
                for name in try await place.directories(in: path, "list", path) where MachineName.isValid(name) {
                    try await shortenLog(directory(name), name)
                }
                try await Task.sleep(for: .seconds(1))
            } catch is CancellationError {
                return
            } catch {
                // What cannot be cut now is tried again in a moment, and listed machines tell what is wrong with them.
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }
}
