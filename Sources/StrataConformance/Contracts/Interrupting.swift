import StrataAPI
import StrataDriverKit

extension Contract {
    static let interrupting: [Contract] = [
        Contract(
            "cancel.create", "A creation that is cancelled at any moment can be made again, and gives one machine.", limit: .seconds(300)
        ) {
            stage in
            let full = try await stage.time(of: { try await stage.create(stage.instance("full")) })
            for part in 1...4 {
                let instance = stage.instance("c\(part)")
                try await stage.cancel(after: full * part / 5) { _ = try await stage.create(instance) }
                let id = try await stage.create(instance)
                try stage.expectEqual(
                    try await stage.machines(of: instance.metadata.uid).map(\.id), [id], "the machines after cancellation \(part) of 4")
                try await stage.driver.start(id)
                try await stage.driver.delete(id, owner: instance.metadata.uid)
            }
        },
        Contract("cancel.power", "A start or a stop that is cancelled at any moment can be made again.", limit: .seconds(300)) { stage in
            let (_, id) = try await stage.stopped()
            let full = try await stage.time(of: { try await stage.driver.start(id) })
            try await stage.driver.stop(id, grace: .zero)
            for part in 1...3 {
                try await stage.cancel(after: full * part / 4) { try await stage.driver.start(id) }
                try await stage.driver.start(id)
                try stage.expectEqual(try await stage.power(id), .running, "the power after the start")
                try await stage.cancel(after: full * part / 4) { try await stage.driver.stop(id, grace: .zero) }
                try await stage.driver.stop(id, grace: .zero)
                try stage.expectEqual(try await stage.power(id), .stopped, "the power after the stop")
            }
        },
        Contract(
            "kill.create", "A creation whose process is killed at any moment can be made again, and gives one machine.",
            limit: .seconds(300)
        ) {
            stage in
            try await stage.killing(.create) { instance in .create(instance, stage.subject.image) }
        },
        Contract("kill.start", "A start whose process is killed at any moment can be made again.", limit: .seconds(300)) { stage in
            let (_, id) = try await stage.stopped()
            try await stage.killing(.power(id, .running)) { _ in .start(id) }
        },
        Contract("kill.stop", "A stop whose process is killed at any moment can be made again.", limit: .seconds(300)) { stage in
            let (_, id) = try await stage.running()
            try await stage.killing(.power(id, .stopped)) { _ in .stop(id) }
        },
        Contract(
            "kill.delete", "A deletion whose process is killed at any moment can be made again, and leaves nothing.", limit: .seconds(300)
        ) {
            stage in
            try await stage.killing(.delete) { instance in .delete(NativeID(instance.metadata.name), owner: instance.metadata.uid) }
        },
    ]
}

extension Stage {
    /// How long something takes.
    fileprivate func time<Value>(of body: () async throws -> Value) async throws -> Duration {
        let start = ContinuousClock.now
        _ = try await body()
        return start.duration(to: .now)
    }

    /// Does something and cancels it after a time. What it says to that is its own matter; what it leaves is not.
    fileprivate func cancel(after time: Duration, _ body: @escaping @Sendable () async throws -> Void) async throws {
        let task = Task { try await body() }
        try await Task.sleep(for: time)
        task.cancel()
        do {
            try await task.value
        } catch let error as DriverError {
            switch error {
            case .cancelled, .failed, .timedOut, .unreachable: break
            case .refused, .notFound, .notOwned, .unsupported, .unavailable:
                throw Breach("a cancelled call said that it would never succeed: \(error)")
            }
        } catch is CancellationError {
            // The same, from a call that was not begun.
        }
    }

    /// What is killed, and what must hold after it was done again.
    fileprivate enum Killed {
        case create
        case power(NativeID, PowerState)
        case delete
    }

    /// Has another process do a deed, kills it at several moments, and does the deed again here, on a connection of its own.
    fileprivate func killing(_ killed: Killed, _ deed: (Instance) -> Deed) async throws {
        guard let worker = subject.worker else {
            throw NotTried(reason: "no other process can be had here that works on this site")
        }
        var time = Duration.milliseconds(3)
        for attempt in 1...11 {
            var instance = instance("k\(attempt)")
            switch killed {
            case .create: break
            case .power(let id, .running): try await driver.stop(id, grace: .zero)
            case .power(let id, _): try await driver.start(id)
            case .delete: instance.metadata.name = try await create(instance).text
            }
            note(instance)
            let deed = deed(instance)
            let wasDone = try await worker(deed, time)
            // As a server that was started anew would.
            do {
                try await onConnection { try await deed.run(on: $0) }
            } catch {
                throw Breach("after a kill at \(time): \(error)")
            }
            let machines = try await machines(of: instance.metadata.uid)
            switch killed {
            case .create: try expectEqual(machines.count, 1, "the number of machines after a kill at \(time)")
            case .delete: try expectEqual(machines.count, 0, "the number of machines after a kill at \(time)")
            case .power(let id, let power): try expectEqual(try await self.power(id), power, "the power after a kill at \(time)")
            }
            if wasDone { return }
            time = time * 17 / 10
        }
    }
}
