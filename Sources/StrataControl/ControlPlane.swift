public import Logging
public import StrataAPI
public import StrataDriverKit
public import StrataResources

/// All controllers of one server, over one object service.
public struct ControlPlane: Sendable {
    /// Actions on instances that are no state.
    public let sessions: InstanceSessions
    /// Actions on snapshots, and exports.
    public let snapshotSessions: SnapshotSessions
    /// Actions at machines' screens and buttons.
    public let screenSessions: ScreenSessions
    /// Files on their way out of instances and into them.
    public let fileSessions: FileSessions
    public let restoreSessions: RestoreSessions
    /// What is done with hosts.
    public let hostSessions: HostSessions

    private let objects: ObjectService
    private let logger: Logger
    private let directory: SiteDirectory
    private let restarts = RestartRequests()
    private let followers: ChangeFollowers
    private let sites: SiteReconciler
    private let instances: InstanceReconciler
    private let images: ImageReconciler
    private let migrations: MigrationReconciler
    private let snapshots: SnapshotReconciler
    private let schedules: ScheduleReconciler
    private let backups: BackupReconciler
    private let attachments: AttachmentQueues
    private let events: EventRecorder
    /// Has the instances of a site that wait for it go on at once.
    private let wakeInstances: @Sendable (String) -> Void
    private let siteQueue = WorkQueue<ObjectName>(backoff: (.milliseconds(500), .seconds(30)))
    private let instanceQueue = WorkQueue<ObjectName>()
    private let imageQueue = WorkQueue<ObjectName>()
    private let migrationQueue = WorkQueue<ObjectName>(backoff: (.milliseconds(200), .seconds(10)))
    private let snapshotQueue = WorkQueue<ObjectName>()
    private let scheduleQueue = WorkQueue<ObjectName>()
    private let backupQueue = WorkQueue<ObjectName>()
    private let namespaceQueue = WorkQueue<ObjectName>()
    private let quotaQueue = WorkQueue<ObjectName>()

    /// - Parameters:
    ///   - runDirectory: where files for the time of the run are put, such as credentials for ssh(1); private to this server.
    ///   - stateDirectory: where drivers keep files on the machines of their sites.
    ///   - patience: how long a site may take to answer before it counts as unreachable.
    public init(
        objects: ObjectService, drivers: [any Driver.Type], images provider: any ImageProvider, runDirectory: String,
        stateDirectory: String, patience: Duration = .seconds(20), logger: Logger
    ) {
        self.objects = objects
        self.logger = logger
        let directory = SiteDirectory(
            drivers: drivers, objects: objects, runDirectory: runDirectory, stateDirectory: stateDirectory, patience: patience,
            logger: logger)
        let events = EventRecorder(objects: objects, logger: logger)
        let followers = ChangeFollowers(patience: patience, logger: logger)
        let queue = instanceQueue
        let turns = MachineTurns()
        let attachments = AttachmentQueues(objects: objects)
        self.attachments = attachments
        self.directory = directory
        self.events = events
        self.followers = followers
        let wake: @Sendable (String) -> Void = { site in
            for instance in (try? objects.objects(Instance.kind, by: .field("spec.site"), site)) ?? [] where instance.needsAttention {
                queue.add(instance.name)
            }
        }
        wakeInstances = wake
        let backupQueue = backupQueue
        let wakeBackups: @Sendable (String) -> Void = { site in
            for backup in (try? objects.objects(Backup.kind, by: .field("status.site"), site)) ?? []
            where backup.isBeingDeleted || backup.observedGeneration == 0 {
                backupQueue.add(backup.name)
            }
        }
        sites = SiteReconciler(
            objects: objects, directory: directory, events: events, logger: logger, followers: followers, patience: patience,
            reached: {
                wake($0)
                attachments.reached($0)
                wakeBackups($0)
            }, differs: { queue.add($0) })
        instances = InstanceReconciler(
            objects: objects, directory: directory, images: provider, events: events, restarts: restarts, turns: turns,
            attachments: attachments, patience: patience, logger: logger)
        migrations = MigrationReconciler(objects: objects, directory: directory, events: events, turns: turns, logger: logger) {
            queue.add($0)
        }
        images = ImageReconciler(objects: objects, provider: provider, events: events, logger: logger)
        snapshots = SnapshotReconciler(
            objects: objects, directory: directory, events: events, turns: turns, patience: patience, logger: logger)
        schedules = ScheduleReconciler(objects: objects, events: events, logger: logger)
        backups = BackupReconciler(
            objects: objects, directory: directory, events: events, turns: turns, undertakings: Undertakings(), logger: logger)
        snapshotSessions = SnapshotSessions(objects: objects, directory: directory, events: events, turns: turns) { queue.add($0) }
        screenSessions = ScreenSessions(objects: objects, directory: directory, events: events, turns: turns)
        let (looks, siteMemory) = (siteQueue, sites.memory)
        hostSessions = HostSessions(objects: objects, directory: directory, events: events) {
            siteMemory.wantSurvey($0.name)
            looks.add($0)
        }
        fileSessions = FileSessions(objects: objects, directory: directory)
        restoreSessions = RestoreSessions(context: instances) { queue.add($0) }
        sessions = InstanceSessions(objects: objects, directory: directory, restarts: restarts) { queue.add($0) }
    }

    /// Has an image looked at whose content a client has sent.
    public func contentArrived(of image: ObjectName) { imageQueue.add(image) }

    /// What is needed to try a site, apart from the machines that it has.
    ///
    /// - Throws: `ServiceUnavailable` where it is not connected, `BadRequest` where its stack cannot keep machines apart.
    public func trial(of site: String) async throws(APIError) -> SiteTrial { try await directory.trial(of: site) }

    /// Runs all controllers until cancelled, then lets go of all sites.
    public func run() async {
        await withDiscardingTaskGroup { group in
            for work in work() { group.addTask { await work() } }
        }
        restarts.failAll(APIError(.serviceUnavailable, "the server is shutting down"))
        await followers.stopAll()
        await directory.disconnectAll()
    }

    /// Everything that runs side by side.
    private func work() -> [@Sendable () async -> Void] {
        let collector = OwnershipCollector(objects: objects, logger: logger)
        let (changes, change) = AsyncStream.makeStream(of: (ResourceKind, StoredObject, Bool).self, bufferingPolicy: .unbounded)
        var work: [@Sendable () async -> Void] = [
            { await siteQueue.run(workers: 64, { try await sites.reconcile($0) }, failed: log("site")) },
            { await instanceQueue.run(workers: 64, { try await instances.reconcile($0) }, failed: log("instance")) },
            { await snapshotQueue.run(workers: 16, { try await snapshots.reconcile($0) }, failed: log("snapshot")) },
            { await scheduleQueue.run(workers: 2, { try await schedules.reconcile($0) }, failed: log("snapshot schedule")) },
            // Each waits for a stack that does the work, for hours where it has much to copy.
            { await backupQueue.run(workers: 64, { try await backups.reconcile($0) }, failed: log("backup")) },
            { await imageQueue.run(workers: 2, { try await images.reconcile($0) }, failed: log("image")) },
            { await migrationQueue.run(workers: 64, { try await migrations.reconcile($0) }, failed: log("migration")) },
            {
                await namespaceQueue.run(
                    workers: 2, { try await NamespaceReconciler(objects: objects).reconcile($0) }, failed: log("namespace"))
            },
            { await quotaQueue.run(workers: 1, { try await QuotaReconciler(objects: objects).reconcile($0) }, failed: log("quota")) },
            {
                await attachments.networks.run(
                    workers: 8, { try await NetworkReconciler(objects: objects, directory: directory, events: events).reconcile($0) },
                    failed: log("network"))
            },
            {
                await attachments.volumes.run(
                    workers: 8, { try await VolumeReconciler(objects: objects, directory: directory, events: events).reconcile($0) },
                    failed: log("volume"))
            },
            { await events.run() },
            { await events.expire() },
            { await feed(Site.kind).run { siteChanged($0, $1) } },
            { await feed(Instance.kind).run { instanceChanged($0, $1) } },
            { await feed(Image.kind).run { imageChanged($0, $1) } },
            { await feed(Migration.kind).run { migrationChanged($0, $1) } },
            { await feed(Snapshot.kind).run { snapshotChanged($0, $1) } },
            {
                await feed(SnapshotSchedule.kind).run { type, schedule in
                    // One whose time has not come is looked at once after a start, and then waits for it.
                    if type == .added || schedule.needsAttention { scheduleQueue.add(schedule.name, wish: schedule.wish) }
                }
            },
            { await feed(Backup.kind).run { backupChanged($0, $1) } },
            { await feed(Network.kind).run { attachmentChanged($0, $1, attachments.networks) } },
            { await feed(Volume.kind).run { attachmentChanged($0, $1, attachments.volumes) } },
            { await feed(Namespace.kind).run { _, namespace in namespaceQueue.add(namespace.name) } },
            { for await (kind, object, isGone) in changes { await collector.changed(kind, object, isGone: isGone) } },
        ]
        for definition in objects.kinds where definition.kind != Event.kind && !definition.isReadOnly {
            work.append {
                await feed(definition.kind).run { type, object in
                    if definition.kind.isNamespaced, objects.count(ResourceQuota.kind) > 0 {
                        quotaQueue.add(ObjectName(name: object.name.namespace), after: QuotaReconciler.pause)
                    }
                    // Most objects belong to nobody and stay: nothing is to be done for them.
                    if type == .deleted || object.isBeingDeleted || !object.owners.isEmpty {
                        change.yield((definition.kind, object, type == .deleted))
                    }
                }
            }
        }
        return work
    }

    private func feed(_ kind: ResourceKind) -> ObjectFeed { ObjectFeed(objects: objects, kind: kind, logger: logger) }

    /// A site's status says what was seen; only a new wish is a reason to look again at once.
    private func siteChanged(_ type: WatchEventType, _ site: StoredObject) {
        // That it is gone is not what it was last looked at for, whatever was wished of it.
        if type != .modified || site.needsAttention { siteQueue.add(site.name, wish: type == .deleted ? nil : site.wish) }
        // What waits for a site that is gone need not wait any longer.
        if type == .deleted { wakeInstances(site.name.name) }
    }

    private func instanceChanged(_ type: WatchEventType, _ instance: StoredObject) {
        if type == .deleted || instance.needsAttention { instanceQueue.add(instance.name, wish: type == .deleted ? nil : instance.wish) }
        // Its site may have gone while no server ran.
        if type == .added, let site = instance.fields["spec.site"].map({ ObjectName(name: $0) }), !hasSite(site) { siteQueue.add(site) }
        if type == .modified, instance.isBeingDeleted {
            namespaceQueue.add(ObjectName(name: instance.name.namespace), after: .milliseconds(200))
        }
    }

    private func hasSite(_ name: ObjectName) -> Bool { ((try? objects.find(Site.kind, name)) ?? nil) != nil }

    private func migrationChanged(_ type: WatchEventType, _ migration: StoredObject) {
        if type != .deleted, migration.needsAttention { migrationQueue.add(migration.name, wish: migration.wish) }
    }

    /// Has instances go on that may be waiting for what they are to be made from.
    private func wakeCopies(in namespace: String) {
        let pending = (try? objects.objects(Instance.kind, by: .field("status.phase"), Instance.Phase.pending.rawValue)) ?? []
        for instance in pending where instance.name.namespace == namespace && instance.json["spec"]?["source"] != nil {
            instanceQueue.add(instance.name)
        }
    }

    private func snapshotChanged(_ type: WatchEventType, _ snapshot: StoredObject) {
        if type != .deleted, snapshot.isBeingDeleted || snapshot.observedGeneration == 0 {
            snapshotQueue.add(snapshot.name, wish: snapshot.wish)
        }
        if type == .modified, snapshot.fields["status.phase"] == Snapshot.Phase.ready.rawValue { wakeCopies(in: snapshot.name.namespace) }
        // What the schedule that took it keeps is counted anew.
        let labels = snapshot.json["metadata"]?["labels"]
        guard let name = labels?[SnapshotSchedule.nameLabel]?.string, labels?[SnapshotSchedule.uidLabel] != nil,
            type == .deleted || snapshot.fields["status.phase"] == Snapshot.Phase.ready.rawValue
        else { return }
        scheduleQueue.add(ObjectName(namespace: snapshot.name.namespace, name: name))
    }

    private func backupChanged(_ type: WatchEventType, _ backup: StoredObject) {
        if type != .deleted, backup.isBeingDeleted || backup.observedGeneration == 0 { backupQueue.add(backup.name, wish: backup.wish) }
        if backup.isBeingDeleted { backups.undertakings.cancel(backup.uid) }
        if type == .modified, backup.fields["status.phase"] == Backup.Phase.ready.rawValue { wakeCopies(in: backup.name.namespace) }
    }

    private func imageChanged(_ type: WatchEventType, _ image: StoredObject) {
        if type != .deleted, image.needsAttention { imageQueue.add(image.name, wish: image.wish) }
        guard
            image.fields["status.phase"] == Image.Status.Phase.ready.rawValue
                || image.fields["status.phase"] == Image.Status.Phase.failed.rawValue
        else { return }
        wakePending(in: image.name.namespace)
    }

    /// A network or a volume changed.
    private func attachmentChanged(_ type: WatchEventType, _ object: StoredObject, _ queue: WorkQueue<ObjectName>) {
        if type != .deleted, object.needsAttention || type == .added { queue.add(object.name, wish: object.wish) }
        if type == .deleted || object.isBeingDeleted {
            namespaceQueue.add(ObjectName(name: object.name.namespace), after: .milliseconds(200))
        } else if type == .modified, object.fields["status.phase"] != "Pending" {
            wakePending(in: object.name.namespace)
        }
    }

    /// Has the instances of a namespace go on that wait for what is ready now.
    private func wakePending(in namespace: String) {
        Task {
            let selection = ObjectSelection(
                namespace: namespace,
                fields: FieldSelector(requirements: [.init("status.phase", Instance.Phase.pending.rawValue)]))
            for waiting in (try? await objects.list(Instance.kind, ListRequest(selection: selection)))?.objects ?? [] {
                instanceQueue.add(waiting.name)
            }
        }
    }

    private func log(_ kind: String) -> @Sendable (ObjectName, any Error) -> Void {
        { [logger] name, error in
            logger.warning(
                "not reconciled, trying again",
                metadata: ["kind": "\(kind)", "name": "\(name)", "error": "\("\(error)".printable(limit: 600))"])
        }
    }
}
