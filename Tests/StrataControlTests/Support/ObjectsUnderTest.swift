import FoundationEssentials
import Logging
import StrataAPI
import StrataResources
import StrataStore

/// All kinds over a store of their own, with the namespace `default`.
enum ObjectsUnderTest {
    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func run(_ body: (ObjectService) async throws -> Void) async throws {
        let directory = "/tmp/strata-control-\(UInt64.random(in: .min ... .max))"
        let store = try SQLiteStore(directory: directory, logger: logger)
        let kinds = [
            KindDefinition(Namespace.self, complete: Namespace.complete), KindDefinition(Secret.self, normalize: Secret.normalize),
            KindDefinition(Event.self), KindDefinition(Site.self), KindDefinition(Host.self),
            KindDefinition(Instance.self, complete: Instance.complete), KindDefinition(Image.self), KindDefinition(ResourceQuota.self),
            KindDefinition(Network.self, complete: Network.complete), KindDefinition(Volume.self, complete: Volume.complete),
            KindDefinition(Migration.self, complete: Migration.complete),
            KindDefinition(Snapshot.self, complete: Snapshot.complete), KindDefinition(SnapshotSchedule.self),
            KindDefinition(Backup.self, complete: Backup.complete),
        ]
        let objects = ObjectService(store: store, kinds: kinds)
        let running = Task { try await objects.run() }
        let outcome: Result<Void, any Error>
        do {
            try await objects.ready()
            _ = try await Objects<Namespace>(objects).create(Namespace(name: "default"))
            outcome = .success(try await body(objects))
        } catch {
            outcome = .failure(error)
        }
        running.cancel()
        await store.close()
        try FileManager.default.removeItem(atPath: directory)
        try outcome.get()
    }
}
