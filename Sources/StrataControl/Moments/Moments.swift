import StrataAPI
import StrataDriverKit
import StrataResources

/// What the reconcilers of Snapshots and Backups have in common: of which instances a moment can be kept, and what becomes of one that cannot.
///
/// ```
///   Pending ──▶ Taking ──▶ Ready ──▶ Deleting ──▶ (gone)
///      └───────────┴─────▶ Failed ──────┘
/// ```
/// What may pass is tried again. What the stack refuses stays refused: a later moment would not be the one that was asked for.
struct Moments<Moment: KeptMoment>: Sendable {
    let objects: ObjectService
    let events: EventRecorder

    var store: Objects<Moment> { Objects(objects) }

    /// The instance of a moment; nil where there is none.
    func instance(of moment: Moment) throws -> Instance? {
        try Objects<Instance>(objects).get(ObjectName(namespace: moment.metadata.namespace, name: moment.instance))
    }

    func waitForInstance(_ moment: Moment) async throws -> Outcome {
        try await wait(moment, "InstanceNotFound", "there is no instance \(moment.instance)", .seconds(10))
    }

    /// What comes of a moment that cannot be kept, or not yet, because of what its instance is; nil where it can.
    func obstacle(to moment: Moment, of instance: Instance) async throws -> Outcome? {
        let name = instance.metadata.name
        guard !instance.metadata.isBeingDeleted else {
            return try await fail(moment, "InstanceDeleted", "instance \(name) is being deleted")
        }
        guard !instance.spec.isObserved else {
            return try await fail(
                moment, "Forbidden", "instance \(name) is only observed; set its spec.management to let Strata act on it")
        }
        guard !instance.status.nativeID.isEmpty else {
            return try await wait(moment, "NotCreated", "the machine of instance \(name) has not been created yet", .seconds(1))
        }
        return nil
    }

    /// Has a moment taken, and writes down why it was not.
    func trying(_ moment: Moment, _ body: () async throws -> Outcome) async throws -> Outcome {
        do {
            return try await body()
        } catch let error as SiteUnavailable {
            return try await wait(moment, error.reason, error.description, .seconds(10))
        } catch let error as DriverError {
            if case .cancelled = error { throw CancellationError() }
            guard error.isTransient else { return try await fail(moment, error.reason, error.description) }
            _ = try await wait(moment, error.reason, error.description, .zero)
            throw error
        } catch let error as DeadlineExceeded {
            _ = try await wait(moment, "TimedOut", error.description, .zero)
            throw error
        }
    }

    /// Has a moment removed from its stack, and lets its object go.
    ///
    /// - Parameter site: the site that has it.
    func removing(_ moment: Moment, from site: String, _ body: () async throws -> Void) async throws -> Outcome {
        do {
            try await body()
            return try await release(moment)
        } catch let error as SiteUnavailable {
            // With the site nobody knows any more where it is.
            guard try Objects<Site>(objects).get(ObjectName(name: site)) != nil else { return try await release(moment) }
            return try await wait(moment, error.reason, "waits to be deleted: \(error)", .seconds(30))
        } catch let error as DriverError {
            switch error {
            case .notOwned, .notFound, .unsupported:
                // What is there under that name is another's; ours is gone.
                events.record(.warning, error.reason, error.description, about: moment)
                return try await release(moment)
            default:
                _ = try await wait(moment, error.reason, error.description, .zero)
                throw error
            }
        }
    }

    /// Tells what a moment waits for.
    func wait(_ moment: Moment, _ reason: String, _ message: String, _ pause: Duration) async throws -> Outcome {
        try await store.changeStatus(moment.name, uid: moment.metadata.uid) { moment in
            if !moment.metadata.isBeingDeleted { moment.phase = .pending }
            moment.conditions.set(Condition("Ready", .no, reason: reason, message: message, generation: moment.metadata.generation))
        }
        return .again(after: pause)
    }

    /// Gives a moment up.
    func fail(_ moment: Moment, _ reason: String, _ message: String) async throws -> Outcome {
        try await store.changeStatus(moment.name, uid: moment.metadata.uid) { moment in
            moment.phase = .failed
            moment.observedGeneration = max(1, moment.metadata.generation)
            moment.conditions.set(Condition("Ready", .no, reason: reason, message: message, generation: moment.metadata.generation))
        }
        events.record(.warning, reason, message, about: moment)
        return .settled
    }

    /// Lets a moment's object go, of which the stack has nothing any more.
    func release(_ moment: Moment) async throws -> Outcome {
        try await store.change(moment.name, uid: moment.metadata.uid) { moment in
            moment.metadata.finalizers.removeAll { $0 == Moment.finalizer }
        }
        return .settled
    }
}
