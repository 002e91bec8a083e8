import Logging
import StrataAPI
import StrataResources
import StrataStore
import SystemPackage

/// An object service over a store of its own, with the namespace `default`.
enum ServiceUnderTest {
    static func run(_ body: (ObjectService) async throws -> Void) async throws {
        var generator = SystemRandomNumberGenerator()
        let directory = "/tmp/strata-resources-\(generator.next())"
        let store = try SQLiteStore(directory: directory, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let kinds = [
            KindDefinition(Namespace.self, complete: Namespace.complete), KindDefinition(Secret.self, normalize: Secret.normalize),
            KindDefinition(Instance.self, complete: Instance.complete), KindDefinition(Site.self),
            KindDefinition(Volume.self, complete: Volume.complete),
            KindDefinition(
                ResourceQuota.self, refine: { ResourceQuota.refine($0, kinds: [Namespace.kind, Secret.kind, Instance.kind, Site.kind]) }),
        ]
        let service = ObjectService(store: store, kinds: kinds)
        let running = Task { try await service.run() }
        do {
            try await service.ready()
            _ = try await service.create(Namespace.kind, namespace: "", ["metadata": ["name": "default"]])
            try await body(service)
        } catch {
            running.cancel()
            await store.close()
            try Scratch.remove(directory)
            throw error
        }
        running.cancel()
        await store.close()
        try Scratch.remove(directory)
    }

    static func instance(_ name: String, memory: String = "64Mi") -> JSONValue {
        ["metadata": ["name": .string(name)], "spec": ["site": "s", "image": "busybox", "memory": .string(memory)]]
    }

    static func name(_ name: String) -> ObjectName { ObjectName(namespace: "default", name: name) }
}
