public import Logging
public import StrataServer
import StrataAPI
import StrataControl
import StrataImages
import StrataResources
import StrataStore

/// A whole server: store, objects, controllers, drivers and the HTTP side, put together.
public struct Daemon: Sendable {
    let settings: DaemonSettings
    let logger: Logger

    public init(_ settings: DaemonSettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
    }

    /// Runs until the task is cancelled, then lets go of everything in order.
    ///
    /// - Parameter onReady: called once everything can be answered.
    /// - Throws: ``DaemonError``, which says what could not be started and why.
    public func run(onReady: @escaping @Sendable (ServerAddress) async -> Void) async throws {
        OpenFiles.allow(connections: settings.server.limits.connections)
        let directory = DataDirectory(settings.dataDirectory)
        try directory.prepare()
        let retention = RetentionPolicy(
            keep: settings.historyChanges, minimumAge: settings.history, ceiling: DaemonSettings.mostChanges,
            interval: min(.seconds(30), settings.history))
        let store = try SQLiteStore(directory: settings.dataDirectory, retention: retention, logger: logger)
        do {
            // The store's lock is held: no other server uses these files.
            try await directory.clearRunDirectory()
            try await run(over: store, directory, onReady)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }

    /// What can be done to objects besides changing them.
    private func actions(_ plane: ControlPlane, _ objects: ObjectService, _ images: ImageLibrary) -> [Action] {
        InstanceActions(sessions: plane.sessions).all + SnapshotActions(sessions: plane.snapshotSessions).all
            + SiteActions(plane: plane, objects: objects, images: LibraryImages(library: images)).all
            + ScreenActions(sessions: plane.screenSessions).all + MoveActions(objects: objects).all
            + ExportAction(sessions: plane.snapshotSessions).all + FileActions(sessions: plane.fileSessions).all
            + BackupAction(sessions: plane.sessions, restores: plane.restoreSessions).all + HostActions(sessions: plane.hostSessions).all
            + PublishAction(sessions: plane.snapshotSessions).all
            + ImageActions(objects: objects, library: images, arrived: { plane.contentArrived(of: $0) }).all
    }

    private func run(
        over store: SQLiteStore, _ directory: DataDirectory, _ onReady: @escaping @Sendable (ServerAddress) async -> Void
    ) async throws {
        let seal = try SecretSeal(keyFile: "\(settings.dataDirectory)/seal.key")
        let objects = ObjectService(store: store, kinds: Kinds.all, seals: [Secret.kind: seal])
        let images = try await ImageLibrary(directory: "\(settings.dataDirectory)/library")
        let plane = ControlPlane(
            objects: objects, drivers: Kinds.drivers, images: LibraryImages(library: images), runDirectory: directory.runDirectory,
            stateDirectory: settings.dataDirectory, logger: logger)
        var configuration = settings.server
        configuration.dataDirectory = settings.dataDirectory
        let server = StrataServer(
            objects: objects, configuration: configuration, actions: actions(plane, objects, images), pages: ConsoleSite.pages,
            folders: ConsoleSite.folders, logger: logger)
        // The caches and the store's upkeep end last, so that what is under way can still be written down.
        let upkeep = Task { try await objects.run() }
        let compaction = Task { try await store.run { objects.forget(before: $0) } }
        defer {
            upkeep.cancel()
            compaction.cancel()
        }
        try await objects.ready()
        try await FirstObjects(objects: objects).make()
        let discovers = settings.discovers
        let controllers = Task { [logger] in
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await plane.run() }
                if discovers {
                    group.addTask {
                        do {
                            try await Discovery(objects: objects, drivers: Kinds.drivers, logger: logger).run()
                        } catch {
                            logger.error("stacks of this machine not discovered", metadata: ["error": "\(error)"])
                        }
                    }
                }
            }
        }
        let outcome: Result<Void, any Error>
        do {
            try await server.run(onReady: onReady)
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        controllers.cancel()
        await controllers.value
        try outcome.get()
    }
}
