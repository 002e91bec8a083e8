import Logging
import StrataAPI
import StrataResources

/// Makes the Snapshots that schedules ask for, and deletes those that their retention gives up. Touches no other Snapshot.
///
/// A run is named after the time it was due for, so that one that was cut short is finished by the next look and not made twice. Times
/// that passed while the server did not run are made up for by one run.
struct ScheduleReconciler: Sendable {
    let objects: ObjectService
    let events: EventRecorder
    let logger: Logger
    /// The wall clock.
    var now: @Sendable () -> Timestamp = { .now() }

    private var store: Objects<SnapshotSchedule> { Objects(objects) }

    func reconcile(_ name: ObjectName) async throws -> Outcome {
        guard let schedule = try store.get(name), !schedule.metadata.isBeingDeleted else { return .settled }
        let time = now()
        let since = schedule.status.lastRun ?? schedule.metadata.creationTimestamp ?? time
        var last = schedule.status.lastRun
        if !schedule.spec.isSuspended, let due = latest(of: schedule, after: since, until: time) {
            try await take(schedule, at: due)
            last = due
        }
        let kept = try await retain(schedule)
        let next =
            schedule.spec.isSuspended ? nil : schedule.next(after: last ?? since).map { max($0, Timestamp(seconds: time.seconds + 1)) }
        let run = last
        try await store.changeStatus(name, uid: schedule.metadata.uid) { schedule in
            schedule.status.lastRun = run
            schedule.status.nextRun = next
            schedule.status.snapshots = kept
            schedule.status.observedGeneration = schedule.metadata.generation
            schedule.status.conditions.set(
                Condition(
                    "Ready", .yes, reason: schedule.spec.isSuspended ? "Suspended" : "Scheduled", generation: schedule.metadata.generation))
        }
        guard let next else { return .settled }
        // Looked at again at least once an hour, as the clock may have been set meanwhile.
        return .again(after: min(.seconds(3600), next.since(now()) + .milliseconds(50)))
    }

    /// The last time at which a run was due; nil when none was.
    private func latest(of schedule: SnapshotSchedule, after: Timestamp, until now: Timestamp) -> Timestamp? {
        guard var due = schedule.next(after: after), due <= now else { return nil }
        if let every = schedule.spec.every {
            due = Timestamp(seconds: due.seconds + (now.seconds - due.seconds) / every.seconds * every.seconds)
            return due
        }
        while let next = schedule.next(after: due), next <= now { due = next }
        return due
    }

    private func take(_ schedule: SnapshotSchedule, at time: Timestamp) async throws {
        for instance in try await instances(of: schedule) {
            var snapshot = Snapshot(name: Self.name(schedule, instance.metadata.name, time))
            snapshot.spec.instance = instance.metadata.name
            snapshot.spec.memory = schedule.spec.memory
            snapshot.metadata.labels = [
                SnapshotSchedule.uidLabel: schedule.metadata.uid.text,
                SnapshotSchedule.nameLabel: String(schedule.metadata.name.prefix(63)).trimmingEnd,
            ]
            snapshot.metadata.ownerReferences = [instance.ownerReference]
            do throws(APIError) {
                _ = try await Objects<Snapshot>(objects).create(snapshot)
            } catch {
                // Made by a look that was cut short.
                guard error.reason == .alreadyExists else { throw error }
            }
        }
    }

    private func instances(of schedule: SnapshotSchedule) async throws -> [Instance] {
        var found: [Instance] = []
        for name in schedule.spec.instances {
            let full = ObjectName(namespace: schedule.metadata.namespace, name: name)
            if let instance = try Objects<Instance>(objects).get(full) {
                found.append(instance)
            } else {
                events.record(.warning, "InstanceNotFound", "there is no instance \(name)", about: schedule)
            }
        }
        let labels = schedule.spec.selector.matchLabels
        if !labels.isEmpty {
            let all = try await Objects<Instance>(objects).list(ObjectSelection(namespace: schedule.metadata.namespace))
            found += all.filter { instance in
                labels.allSatisfy { instance.metadata.labels[$0.key] == $0.value } && !found.contains { $0.name == instance.name }
            }
        }
        return found.filter { !$0.metadata.isBeingDeleted && !$0.spec.isObserved }
    }

    /// Deletes what the retention gives up.
    ///
    /// - Returns: how many of the schedule's snapshots stay.
    private func retain(_ schedule: SnapshotSchedule) async throws -> Int {
        let all = try await Objects<Snapshot>(objects).list(ObjectSelection(namespace: schedule.metadata.namespace))
            .filter { $0.metadata.labels[SnapshotSchedule.uidLabel] == schedule.metadata.uid.text && !$0.metadata.isBeingDeleted }
        var remaining = all.count
        for (_, snapshots) in Dictionary(grouping: all, by: \.spec.instance) {
            let ready = snapshots.filter { $0.status.phase == .ready }
            let kept = schedule.spec.retention.kept(ready.map { $0.status.takenAt ?? Timestamp(seconds: 0) })
            var given = ready.indices.filter { !kept.contains($0) }.map { ready[$0] }
            // A failed one is of no use once there is a later one that is.
            let newest = ready.compactMap(\.status.takenAt).max() ?? Timestamp(seconds: 0)
            given += snapshots.filter { $0.status.phase == .failed && ($0.metadata.creationTimestamp ?? newest) < newest }
            for snapshot in given {
                try await Objects<Snapshot>(objects).delete(snapshot.name, DeleteOptions(uid: snapshot.metadata.uid))
                remaining -= 1
            }
        }
        return remaining
    }

    /// The name of a run's snapshot: schedule, instance and time, cut where that is too long for a name, with a digest of the whole.
    static func name(_ schedule: SnapshotSchedule, _ instance: String, _ time: Timestamp) -> ObjectName {
        let digits = time.text.filter(\.isNumber)
        let whole = "\(schedule.metadata.name)-\(instance)-\(digits)"
        let digest = EventRecorder.digest("\(schedule.metadata.uid.text)/\(whole)").suffix(6)
        let stem = String("\(schedule.metadata.name)-\(instance)".prefix(200)).trimmingEnd
        return ObjectName(namespace: schedule.metadata.namespace, name: "\(stem)-\(digits)-\(digest)")
    }
}

extension String {
    /// Without what a name must not end with.
    fileprivate var trimmingEnd: String {
        var text = self[...]
        while let last = text.last, !(last.isLetter || last.isNumber) { text.removeLast() }
        return String(text)
    }
}
