import StrataAPI
import StrataDriverKit
import StrataResources
import Synchronization

/// Nothing has moved for long.
struct MigrationStalled: Error, CustomStringConvertible {
    var after: Duration

    var description: String { "nothing has moved for \(after)" }
}

extension MigrationPass {
    /// How long nothing may move.
    private static let patience = Duration.seconds(180)

    /// Makes ready and carries over, watched for whether that is still wanted and goes on.
    /// - Returns: how long the guest has been held.
    mutating func carrying(_ instance: Instance, _ move: any MachineMove, _ source: ConnectedSite) async throws -> Duration {
        let pulse = MigrationPulse()
        let migration = migration
        try await watched(pulse) {
            try await withDeadline(.seconds(60)) {
                if !migration.spec.live { try await Self.stop(instance, source) }
                try await move.check()
            }
            try await move.prepare { pulse.beat($0) }
        }
        try await advance(.copying, "carrying over")
        return try await watched(pulse) { try await move.send { pulse.beat($0) } }
    }

    /// Stops a machine that is not to run meanwhile.
    private static func stop(_ instance: Instance, _ source: ConnectedSite) async throws {
        let id = NativeID(instance.status.nativeID)
        // One that is suspended keeps its memory only as long as nobody stops it.
        switch try await source.driver.observe(id)?.power {
        case nil, .stopped, .suspended: return
        default: break
        }
        try await source.driver.stop(id, grace: .seconds(min(40, instance.spec.stopGracePeriodSeconds)))
    }

    private func watched<Value: Sendable>(_ pulse: MigrationPulse, _ work: @escaping @Sendable () async throws -> Value) async throws
        -> Value
    {
        let pass = self
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                pulse.restart()
                while true {
                    try await Task.sleep(for: .milliseconds(250))
                    if pass.isCancelled { throw MigrationCancelled() }
                    if pulse.isSilent(for: Self.patience) { throw MigrationStalled(after: Self.patience) }
                    if let progress = pulse.news() { try await pass.write(progress) }
                }
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let value = first else { throw CancellationError() }
            return value
        }
    }

    private func write(_ progress: MoveProgress) async throws {
        try await context.store.changeStatus(migration.name, uid: migration.metadata.uid) { migration in
            guard migration.status.phase.isUnderWay else { return }
            migration.status.progress = min(max(progress.percent, 0), 100)
            migration.status.bytes = Quantity(bytes: progress.done)
            migration.status.message = "carrying over: \(progress.part)"
        }
    }
}

/// What a move last told of itself, and when.
private final class MigrationPulse: Sendable {
    private struct State {
        var latest: MoveProgress?
        var isNews = false
        var last = ContinuousClock.now
    }

    private let state = Mutex(State())

    func beat(_ progress: MoveProgress) {
        state.withLock { state in
            guard state.latest != progress else { return }
            state.latest = progress
            state.isNews = true
            state.last = .now
        }
    }

    func restart() { state.withLock { $0.last = .now } }

    /// What was told since this was last asked.
    func news() -> MoveProgress? {
        state.withLock { state in
            defer { state.isNews = false }
            return state.isNews ? state.latest : nil
        }
    }

    func isSilent(for limit: Duration) -> Bool { state.withLock { ContinuousClock.now - $0.last > limit } }
}
