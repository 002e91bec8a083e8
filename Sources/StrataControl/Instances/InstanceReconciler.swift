import Logging
import StrataAPI
import StrataDriverKit
import StrataResources

/// Makes machines what their instances say.
///
/// ```
///            create            start                 pause
///  Pending ─────────▶ Stopped ───────▶ Running ◀────────────▶ Paused
///     ▲     Creating     ▲     Starting    │       resume
///     └──────────────────┴──── Stopping ◀──┘
///                        └── Deleting ──▶ (gone)
/// ```
/// Every step is written down as `status.operation` before it is taken, and looks for the instance's UID before it makes anything. A process
/// that dies at any point is followed by one that takes the same step again.
struct InstanceReconciler: Sendable {
    let objects: ObjectService
    let directory: SiteDirectory
    let images: any ImageProvider
    let events: EventRecorder
    let restarts: RestartRequests
    let turns: MachineTurns
    let attachments: AttachmentQueues
    let pace = StartPace()
    /// How long a site may take to tell of a machine.
    let patience: Duration
    let logger: Logger
    private let hostname = HostName.own

    init(
        objects: ObjectService, directory: SiteDirectory, images: any ImageProvider, events: EventRecorder, restarts: RestartRequests,
        turns: MachineTurns, attachments: AttachmentQueues, patience: Duration, logger: Logger
    ) {
        self.objects = objects
        self.directory = directory
        self.images = images
        self.events = events
        self.restarts = restarts
        self.turns = turns
        self.attachments = attachments
        self.patience = patience
        self.logger = logger
    }

    var store: Objects<Instance> { Objects(objects) }

    /// This server as it is noted on machines: its host's name, and the UID of its namespace `default`, which lives as long as its data directory.
    var server: String {
        // A store that cannot be read any more fails what comes next, which says so.
        let namespace = try? Objects<Namespace>(objects).get(ObjectName(name: "default"))
        return namespace.map { "\(hostname) (\($0.metadata.uid))" } ?? hostname
    }

    func reconcile(_ name: ObjectName) async throws -> Outcome {
        guard let instance = try store.get(name) else { return try await reconcileInTurn(name) }
        // Who moves an instance has it looked at afterwards, and what waits for its turn holds up others.
        if try MigrationReconciler.underWay(for: name, in: objects) != nil { return .again(after: .seconds(5)) }
        // Looked at again once nothing else is done to its machine, or to what it is to be made from.
        return try await turns.run(instance.metadata.uid) {
            guard let source = try InstanceSource(objects: objects).owner(of: instance), source != instance.metadata.uid else {
                return try await reconcileInTurn(name)
            }
            return try await turns.run(source) { try await reconcileInTurn(name) }
        }
    }

    private func reconcileInTurn(_ name: ObjectName) async throws -> Outcome {
        if try MigrationReconciler.underWay(for: name, in: objects) != nil { return .again(after: .seconds(5)) }
        guard let instance = try store.get(name) else {
            restarts.fail(name, APIError.notFound(Instance.kind, name.name))
            return .settled
        }
        if instance.metadata.isBeingDeleted { return try await InstanceDeletion(self, instance).run() }
        if instance.spec.isObserved {
            restarts.fail(
                name,
                APIError(
                    .forbidden, "instance \(name.name) is only observed; set spec.management to let Strata act on it", kind: Instance.kind,
                    name: name.name))
            if instance.status.operation != nil {
                try await store.changeStatus(name, uid: instance.metadata.uid) { if $0.spec.isObserved { $0.status.operation = nil } }
            }
            return .settled
        }
        do {
            let site = try await directory.connected(instance.spec.site)
            return try await site.limiter.run { () async throws -> Outcome in
                var pass = InstanceConvergence(self, instance, site)
                return try await pass.run()
            }
        } catch let error as SiteUnavailable {
            restarts.fail(name, APIError(.serviceUnavailable, error.description, kind: Instance.kind, name: name.name))
            return try await waitForSite(instance, error)
        } catch let error as DriverError {
            restarts.fail(name, error)
            return try await failed(instance, error)
        } catch let error as DeadlineExceeded {
            restarts.fail(name, error)
            return try await failed(instance, .timedOut(.init("work on", instance.metadata.name, answer: error.description)))
        }
    }

    /// Whether another instance of a site's stands for a machine: what carries an instance's UID may be a copy that somebody made.
    func isAnothers(_ machine: NativeID, _ uid: UID, on site: String) throws -> Bool {
        try objects.objects(Instance.kind, by: .field("status.nativeID"), machine.text).contains {
            $0.uid != uid && $0.fields["spec.site"] == site
        }
    }

    /// The site cannot be used. Its own reconciler marks the instances that it had; one that never got there says why.
    private func waitForSite(_ instance: Instance, _ error: SiteUnavailable) async throws -> Outcome {
        let exists = try Objects<Site>(objects).get(ObjectName(name: instance.spec.site)) != nil
        let reason = exists ? error.reason : "SiteNotFound"
        let message = exists ? error.description : "there is no site \(instance.spec.site); `strata site ls` shows the sites there are"
        try await store.changeStatus(instance.name, uid: instance.metadata.uid) { instance in
            guard instance.status.nativeID.isEmpty else { return }
            instance.status.phase = .pending
            instance.status.conditions.set(
                Condition("Ready", .no, reason: reason, message: message, generation: instance.metadata.generation))
        }
        return .again(after: .seconds(30))
    }

    private func failed(_ instance: Instance, _ error: DriverError) async throws -> Outcome {
        if case .cancelled = error { throw CancellationError() }
        let isTransient = error.isTransient
        // What failed is this wish, though another may stand there by now.
        let generation = instance.metadata.generation
        try await store.changeStatus(instance.name, uid: instance.metadata.uid) { instance in
            if !isTransient { instance.status.phase = instance.status.nativeID.isEmpty ? .failed : instance.status.phase }
            // A machine whose settings cannot be brought over goes on to be seen as it is.
            if !isTransient || instance.status.operation?.name == InstanceConvergence.updating { instance.status.operation = nil }
            instance.status.conditions.set(
                Condition("Ready", .no, reason: error.reason, message: error.description, generation: generation))
        }
        events.record(.warning, error.reason, error.description, about: instance)
        if isTransient { throw error }
        // What the stack refused it may allow later, when something outside was changed.
        return .again(after: .seconds(60))
    }
}
