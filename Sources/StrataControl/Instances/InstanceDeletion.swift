import StrataAPI
import StrataDriverKit
import StrataResources

/// Removes the machine of an instance that is being deleted, then lets the object go.
struct InstanceDeletion {
    let context: InstanceReconciler
    let instance: Instance

    init(_ context: InstanceReconciler, _ instance: Instance) {
        self.context = context
        self.instance = instance
    }

    func run() async throws -> Outcome {
        guard instance.metadata.finalizers.contains(Instance.finalizer) else { return .settled }
        guard instance.spec.rights.contains(.delete) else { return try await release() }
        do {
            let site = try await context.directory.connected(instance.spec.site)
            try await site.limiter.run { try await remove(from: site) }
            return try await release()
        } catch let error as SiteUnavailable {
            return try await siteUnavailable(error)
        } catch let error as DriverError {
            if case .notOwned = error {
                // Somebody else's machine took the name; ours is gone, and theirs is not touched.
                context.events.record(.warning, error.reason, error.description, about: instance)
                return try await release()
            }
            try await note(error.reason, error.description)
            throw error
        }
    }

    private func remove(from site: ConnectedSite) async throws {
        let (driver, uid) = (site.driver, instance.metadata.uid)
        let machines = try await find(on: site)
        guard !machines.isEmpty else {
            // What was given to a machine that somebody else removed is taken back.
            if !instance.status.nativeID.isEmpty { try await delete(NativeID(instance.status.nativeID), from: site) }
            return
        }
        try await context.store.changeStatus(instance.name, uid: uid) { instance in
            instance.status.phase = .deleting
            instance.status.operation = instance.status.operation ?? Instance.Operation(name: "Delete", startedAt: .now())
        }
        let grace = Duration.seconds(instance.metadata.deletionGracePeriodSeconds ?? instance.spec.stopGracePeriodSeconds)
        for machine in machines {
            if machine.power != .stopped {
                try await withDeadline(grace + InstanceConvergence.step) { try await driver.stop(machine.id, grace: grace) }
            }
            try await delete(machine.id, from: site)
        }
        context.events.record(.normal, "Deleted", "deleted from site \(site.name)", about: instance)
    }

    private func delete(_ id: NativeID, from site: ConnectedSite) async throws {
        let (driver, uid) = (site.driver, instance.metadata.uid)
        try await withDeadline(InstanceConvergence.step) { try await driver.delete(id, owner: uid) }
    }

    /// The instance's machines: usually one, none when it was never created, and the leftover of a creation that was cut short.
    private func find(on site: ConnectedSite) async throws -> [ObservedInstance] {
        let (driver, uid) = (site.driver, instance.metadata.uid)
        if !instance.status.nativeID.isEmpty,
            instance.status.operation == nil || !["Create", "Clone"].contains(instance.status.operation?.name)
        {
            let native = NativeID(instance.status.nativeID)
            guard let machine = try await withDeadline(context.patience, { try await driver.observe(native) }) else { return [] }
            return machine.owner == uid ? [machine] : []
        }
        let machines = try await withDeadline(context.patience) { try await driver.list().filter { $0.owner == uid } }
        return try machines.filter { try !context.isAnothers($0.id, uid, on: site.name) }
    }

    private func siteUnavailable(_ error: SiteUnavailable) async throws -> Outcome {
        let exists = try Objects<Site>(context.objects).get(ObjectName(name: instance.spec.site)) != nil
        if !exists {
            // Nobody can be asked any more. The machine, if there is one, stays where it is, and that is said.
            let message = "site \(instance.spec.site) no longer exists; its machine \(instance.status.nativeID) was left as it is"
            if !instance.status.nativeID.isEmpty { context.events.record(.warning, "SiteGone", message, about: instance) }
            return try await release()
        }
        try await note(error.reason, "waits to be deleted: \(error)")
        return .again(after: .seconds(30))
    }

    private func note(_ reason: String, _ message: String) async throws {
        try await context.store.changeStatus(instance.name, uid: instance.metadata.uid) { instance in
            instance.status.conditions.set(
                Condition("Ready", .no, reason: reason, message: message, generation: instance.metadata.generation))
        }
    }

    private func release() async throws -> Outcome {
        await context.attachments.changed(instance)
        context.pace.forget(instance.metadata.uid)
        try await context.store.change(instance.name, uid: instance.metadata.uid) { instance in
            instance.metadata.finalizers.removeAll { $0 == Instance.finalizer }
        }
        return .settled
    }
}
