import StrataAPI
import StrataDriverKit
import StrataResources

/// Makes volumes and lets them grow as their objects say, and removes those that are being deleted once nobody has them.
struct VolumeReconciler: Sendable {
    let objects: ObjectService
    let directory: SiteDirectory
    let events: EventRecorder

    private var store: Objects<Volume> { Objects(objects) }

    func reconcile(_ name: ObjectName) async throws -> Outcome {
        guard let volume = try store.get(name) else { return .settled }
        if volume.metadata.isBeingDeleted, !volume.metadata.finalizers.contains(Volume.finalizer) { return .settled }
        do {
            let site = try await directory.connected(volume.spec.site)
            guard let able = site.driver as? any VolumeKeeping else { throw DriverError.unsupported(.volumes, stack: site.stack) }
            return try await site.limiter.run { () async throws -> Outcome in
                volume.metadata.isBeingDeleted ? try await remove(volume, able) : try await keep(volume, able)
            }
        } catch let error as SiteUnavailable {
            return try await siteUnavailable(volume, error)
        } catch let error as DriverError {
            return try await failed(volume, error)
        } catch let error as DeadlineExceeded {
            return try await failed(volume, .timedOut(.init("make the volume", volume.metadata.name, answer: error.description)))
        }
    }

    private func keep(_ volume: Volume, _ able: any VolumeKeeping) async throws -> Outcome {
        let order = VolumeOrder(volume)
        let seen = try await withDeadline(InstanceConvergence.creation) { try await able.keepVolume(order) }
        let users = seen.holders.map { uid in
            let name = objects.instanceName(uid)
            return name.isEmpty ? uid.text : name
        }.sorted()
        let before = volume.status.size
        try await store.changeStatus(volume.name, uid: volume.metadata.uid) { newest in
            newest.status.phase = users.isEmpty ? .available : .inUse
            newest.status.nativeID = seen.id.text
            newest.status.size = Quantity(bytes: seen.size)
            newest.status.allocated = seen.allocated.map(Quantity.init(bytes:))
            newest.status.usedBy = users
            newest.status.observedGeneration = volume.metadata.generation
            newest.status.conditions.set(
                Condition("Ready", .yes, reason: users.isEmpty ? "Available" : "InUse", generation: volume.metadata.generation))
        }
        if before == nil {
            events.record(.normal, "Made", "made with room for \(Quantity(bytes: seen.size).text)", about: volume)
        } else if before != Quantity(bytes: seen.size) {
            events.record(.normal, "Resized", "has room for \(Quantity(bytes: seen.size).text) now", about: volume)
        }
        return .settled
    }

    private func remove(_ volume: Volume, _ able: any VolumeKeeping) async throws -> Outcome {
        let uid = volume.metadata.uid
        do {
            try await withDeadline(InstanceConvergence.step) { try await able.removeVolume(uid) }
        } catch let error as DriverError {
            guard case .refused = error, !volume.status.usedBy.isEmpty else { throw error }
            _ = try await keep(volume, able)
            try await note(
                volume, "InUse",
                "it waits to be deleted until these instances let go of it: \(volume.status.usedBy.joined(separator: ", "))")
            return .again(after: .seconds(10))
        }
        return try await release(volume)
    }

    private func siteUnavailable(_ volume: Volume, _ error: SiteUnavailable) async throws -> Outcome {
        let exists = try Objects<Site>(objects).get(ObjectName(name: volume.spec.site)) != nil
        if !exists, volume.metadata.isBeingDeleted {
            if !volume.status.nativeID.isEmpty {
                events.record(
                    .warning, "SiteGone", "site \(volume.spec.site) no longer exists; \(volume.status.nativeID) was left as it is",
                    about: volume)
            }
            return try await release(volume)
        }
        try await note(volume, exists ? error.reason : "SiteNotFound", error.description)
        return .again(after: .seconds(30))
    }

    private func failed(_ volume: Volume, _ error: DriverError) async throws -> Outcome {
        if case .cancelled = error { throw CancellationError() }
        let isFinal = !error.isTransient && !volume.metadata.isBeingDeleted
        try await note(volume, error.reason, error.description, isFinal: isFinal)
        events.record(.warning, error.reason, error.description, about: volume)
        if error.isTransient { throw error }
        return .again(after: .seconds(volume.metadata.isBeingDeleted ? 10 : 60))
    }

    private func note(_ volume: Volume, _ reason: String, _ message: String, isFinal: Bool = false) async throws {
        try await store.changeStatus(volume.name, uid: volume.metadata.uid) { newest in
            if isFinal {
                // One that is there stays usable where it could only not become what is wished now.
                if newest.status.nativeID.isEmpty { newest.status.phase = .failed }
                newest.status.observedGeneration = volume.metadata.generation
            }
            newest.status.conditions.set(
                Condition("Ready", .no, reason: reason, message: message, generation: volume.metadata.generation))
        }
    }

    private func release(_ volume: Volume) async throws -> Outcome {
        try await store.change(volume.name, uid: volume.metadata.uid) { $0.metadata.finalizers.removeAll { $0 == Volume.finalizer } }
        return .settled
    }
}
