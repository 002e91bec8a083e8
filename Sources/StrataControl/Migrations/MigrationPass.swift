import Logging
import StrataAPI
import StrataDriverKit
import StrataResources

/// One pass over one migration: from where it was left to its end, or to where it must wait.
struct MigrationPass {
    let context: MigrationReconciler
    var migration: Migration
    let instanceName: ObjectName

    private var uid: UID { migration.metadata.uid }

    mutating func run() async throws -> Outcome {
        let isUnderWay = migration.status.phase.isUnderWay
        guard let instance = try context.instances.get(instanceName) else {
            try await context.end(migration, .failed, "there is no instance \(migration.spec.instance)")
            return .settled
        }
        if !isUnderWay {
            if migration.metadata.isBeingDeleted || instance.metadata.isBeingDeleted {
                try await context.end(migration, .cancelled, "cancelled before it was begun")
                return .settled
            }
            if let obstacle = try obstacle(instance) {
                try await context.end(migration, .failed, obstacle)
                return .settled
            }
        }
        let from = migration.status.from.isEmpty ? instance.spec.site : migration.status.from
        do {
            let source = try await context.directory.connected(from)
            do {
                let target = try await context.directory.connected(migration.spec.to)
                return try await go(instance, from: source, to: target)
            } catch let error as SiteUnavailable where error.site == migration.spec.to || error.reason == "SiteNotFound" {
                return try await targetUnavailable(instance, source, error)
            }
        } catch let error as SiteUnavailable {
            return try await wait(for: error)
        }
    }

    /// What keeps the migration from ever beginning.
    private func obstacle(_ instance: Instance) throws -> String? {
        if instance.spec.isObserved {
            return "instance \(instance.metadata.name) is only observed; set spec.management to let Strata act on it"
        }
        if instance.spec.site == migration.spec.to { return "instance \(instance.metadata.name) is on site \(migration.spec.to) already" }
        if instance.status.nativeID.isEmpty { return "instance \(instance.metadata.name) has no machine yet" }
        if let other = try MigrationReconciler.underWay(for: instanceName, in: context.objects), other.uid != uid {
            return "migration \(other.name.name) of the same instance is under way"
        }
        return nil
    }

    /// The site that the machine should come to cannot be asked now.
    private func targetUnavailable(_ instance: Instance, _ source: ConnectedSite, _ error: SiteUnavailable) async throws -> Outcome {
        switch migration.status.phase {
        case .switching where error.reason != "SiteNotFound":
            // Only both sites together can tell whose the machine is.
            return try await wait(for: error)
        case .pending where error.reason != "SiteNotFound":
            return try await wait(for: error)
        case .pending:
            try await context.end(migration, .failed, error.description)
        default:
            if let able = source.driver as? any Moving { try await able.keep(order(instance, source)) }
            try await release(instance)
            try await context.end(migration, isCancelled ? .cancelled : .failed, error.description)
        }
        return .settled
    }

    private func wait(for error: SiteUnavailable) async throws -> Outcome {
        try await context.store.changeStatus(migration.name, uid: uid) { $0.status.message = error.description }
        return .again(after: .seconds(2))
    }

    private func order(_ instance: Instance, _ source: ConnectedSite) throws -> MoveOrder {
        let type = instance.spec.type ?? Swift.type(of: source.driver).types.first ?? .virtualMachine
        var order = Order(instance, type: type, image: nil, stack: source.stack)
        if case .ready(let found) = try AttachmentLookup(objects: context.objects).resolve(instance, on: source) {
            (order.networks, order.volumes) = (found.networks, found.volumes)
        }
        return MoveOrder(
            order: order, id: NativeID(instance.status.nativeID), isLive: migration.spec.live, runs: instance.spec.power == .running)
    }

    /// The first network or volume of an instance that another site does not have; a move takes neither along.
    private func leftBehind(_ instance: Instance, by target: ConnectedSite) throws -> String? {
        var there = instance
        there.spec.site = target.name
        do {
            guard case .waiting(let missing) = try AttachmentLookup(objects: context.objects).resolve(there, on: target) else { return nil }
            return "\(missing.message); a move takes no networks and no volumes along: detach it first"
        } catch let error as DriverError {
            return error.description
        }
    }

    private mutating func go(_ instance: Instance, from source: ConnectedSite, to target: ConnectedSite) async throws -> Outcome {
        guard let able = source.driver as? any Moving else {
            return try await fail(instance, DriverError.unsupported(.move, stack: source.stack).description)
        }
        if !migration.status.phase.isUnderWay, let reason = try leftBehind(instance, by: target) { return try await fail(instance, reason) }
        guard let move = able.move(try order(instance, source), toSite: target.driver) else {
            return try await fail(
                instance,
                "site \(source.name) runs \(source.stack), and site \(target.name) \(target.stack): only sites of one stack can take over")
        }
        for site in [source, target] where !migration.status.phase.isUnderWay {
            do {
                _ = try site.able(.move, context.objects, as: (any Moving).self)
            } catch {
                return try await fail(instance, "site \(site.name): \(error)")
            }
        }
        do {
            if migration.status.phase.isUnderWay {
                let isUncommitted = migration.status.phase != .switching
                // Before that, what carries the UID at the target is a copy that somebody made.
                if !isUncommitted, case .target = try await move.whereabouts() {
                    return try await arrive(instance, move, .zero, source, target)
                }
                let leftovers = try await move.abort(isUncommitted: isUncommitted)
                if isCancelled { return try await cancelled(instance, leftovers) }
            }
            return try await carry(instance, move, source, target)
        } catch let error as DriverError {
            if case .cancelled = error { throw CancellationError() }
            try await context.store.changeStatus(migration.name, uid: uid) { $0.status.message = error.description }
            return .again(after: .seconds(2))
        }
    }

    /// Takes all steps up to the one that decides, and gives the move up where one fails or somebody cancels it.
    private mutating func carry(
        _ instance: Instance, _ move: any MachineMove, _ source: ConnectedSite, _ target: ConnectedSite
    ) async throws -> Outcome {
        try await begin(instance, from: source.name)
        let (held, clock): (Duration, ContinuousClock.Instant)
        do {
            held = try await carrying(instance, move, source)
            clock = .now
            guard !isCancelled else { throw MigrationCancelled() }
            try await advance(.switching, "taking over")
        } catch {
            let (migration, context) = (migration, context)
            let leftovers = try await giveUp(move)
            if error is CancellationError, Task.isCancelled { throw error }
            if error is MigrationCancelled { return try await cancelled(instance, leftovers) }
            context.logger.info("migration given up", metadata: ["migration": "\(migration.name)", "error": "\(error)"])
            return try await fail(instance, Self.text(of: error, leftovers))
        }
        do {
            _ = try await move.commit()
        } catch {
            if case .cancelled = error { throw CancellationError() }
            guard try await move.whereabouts() == .source else { return try await arrive(instance, move, held, source, target) }
            let leftovers = try await move.abort(isUncommitted: false)
            return try await fail(instance, Self.text(of: error, leftovers))
        }
        return try await arrive(instance, move, held + (ContinuousClock.now - clock), source, target)
    }

    /// Has the guest run on where it is. Also when the server shuts down, which then waits for no memory to be loaded: the next server sees to that.
    private func giveUp(_ move: any MachineMove) async throws -> DriverError? {
        let patience = Task.isCancelled ? Duration.seconds(60) : .seconds(1800)
        let name = migration.spec.instance
        return try await Task {
            do {
                return try await withDeadline(patience) { try await move.abort(isUncommitted: true) }
            } catch let error as DeadlineExceeded {
                return DriverError.timedOut(.init("give up the move of", name, answer: error.description))
            }
        }.value
    }

    /// The machine is the target's: the instance follows it, and the source forgets it.
    private func arrive(
        _ instance: Instance, _ move: any MachineMove, _ downtime: Duration, _ source: ConnectedSite, _ target: ConnectedSite
    ) async throws -> Outcome {
        let id = try await move.commit()
        let site = target.name
        try await context.instances.changeWhole(instanceName, uid: instance.metadata.uid, immutableToo: true) { instance in
            instance.spec.site = site
            instance.status.nativeID = id.text
        }
        try await move.finish()
        let seen = try await target.driver.observe(id)
        try await context.instances.changeWhole(instanceName, uid: instance.metadata.uid) { instance in
            instance.status.operation = nil
            if let seen { Observation(seen).write(to: &instance) }
        }
        try await context.end(migration, .succeeded, downtime: downtime > .zero ? downtime : nil)
        context.events.record(.normal, "Moved", "moved from site \(source.name) to site \(site)", about: instance)
        return .settled
    }

    private func fail(_ instance: Instance, _ message: String) async throws -> Outcome {
        try await release(instance)
        try await context.end(migration, .failed, message)
        return .settled
    }

    private func cancelled(_ instance: Instance, _ leftovers: DriverError?) async throws -> Outcome {
        try await release(instance)
        try await context.end(migration, .cancelled, Self.text(of: MigrationCancelled(), leftovers))
        return .settled
    }

    private static func text(of error: any Error, _ leftovers: DriverError?) -> String {
        let rest = leftovers.map { "; what was made there goes once the site can be asked: \($0)" } ?? ""
        return "\(error)".printable(limit: 1500) + rest.printable(limit: 500)
    }

    /// Lets others work on the instance again.
    private func release(_ instance: Instance) async throws {
        try await context.instances.changeStatus(instanceName, uid: instance.metadata.uid) { instance in
            if instance.status.operation?.name == Self.operation { instance.status.operation = nil }
        }
    }

    static let operation = "Move"

    /// Whether somebody wants it no more.
    var isCancelled: Bool {
        let isDeleted = (try? context.store.get(migration.name))?.metadata.isBeingDeleted ?? true
        return isDeleted || (try? context.instances.get(instanceName))?.metadata.isBeingDeleted ?? true
    }

    private mutating func begin(_ instance: Instance, from site: String) async throws {
        let now = Timestamp.now()
        let owner = instance.ownerReference
        migration =
            try await context.store.changeWhole(migration.name, uid: uid) { migration in
                migration.metadata.ownerReferences = [owner]
                migration.status.phase = .preparing
                migration.status.from = site
                migration.status.startedAt = migration.status.startedAt ?? now
                migration.status.message = "looking at both sites"
                migration.status.conditions.set(
                    Condition("Succeeded", .unknown, reason: "UnderWay", generation: migration.metadata.generation))
            } ?? migration
        try await context.instances.changeStatus(instanceName, uid: instance.metadata.uid) { instance in
            instance.status.operation = Instance.Operation(name: Self.operation, startedAt: now)
        }
    }

    mutating func advance(_ phase: Migration.Status.Phase, _ message: String) async throws {
        migration =
            try await context.store.changeStatus(migration.name, uid: uid) { migration in
                migration.status.phase = phase
                migration.status.message = message
                migration.status.progress = nil
            } ?? migration
    }
}

/// Somebody deleted the migration, or its instance, while it was under way.
struct MigrationCancelled: Error, CustomStringConvertible {
    var description: String { "cancelled; the instance stays where it is" }
}
