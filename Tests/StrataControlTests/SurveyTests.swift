import Foundation
import Logging
import StrataAPI
import StrataDriverKit
import StrataResources
import StrataStore
import Synchronization
import Testing

@testable import StrataControl

@Suite(.serialized, .timeLimit(.minutes(1))) struct SurveyTests {
    @Test func `a site is surveyed again as soon as instances came or went, and not with every list`() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("strata-survey-\(UUID().uuidString)").path
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let store = try SQLiteStore(directory: directory, logger: logger)
        let objects = ObjectService(
            store: store,
            kinds: [
                KindDefinition(Site.self), KindDefinition(Host.self), KindDefinition(Instance.self), KindDefinition(Event.self),
                KindDefinition(Namespace.self),
            ])
        let running = Task { try await objects.run() }
        let result: Result<[Int], any Error>
        do {
            try await objects.ready()
            result = .success(try await surveys(objects, logger))
        } catch {
            result = .failure(error)
        }
        running.cancel()
        await store.close()
        try FileManager.default.removeItem(atPath: directory)
        #expect(try result.get() == [1, 1, 2, 2, 3])
    }

    /// How often the site has been surveyed after each of five looks, with none, none, one, one and no machine there.
    private func surveys(_ objects: ObjectService, _ logger: Logger) async throws -> [Int] {
        var site = Site(name: "edge")
        site.spec.stack = CountingDriver.stack
        site.spec.adopt = false
        _ = try await objects.create(Site.kind, namespace: "", site.json)
        let events = EventRecorder(objects: objects, logger: logger)
        let reconciler = SiteReconciler(
            objects: objects,
            directory: SiteDirectory(
                drivers: [CountingDriver.self], objects: objects, runDirectory: "/nonexistent", stateDirectory: "/nonexistent",
                logger: logger),
            events: events, logger: logger, followers: ChangeFollowers(logger: logger), reached: { _ in })
        var counts: [Int] = []
        for machines in [0, 0, 1, 1, 0] {
            CountingDriver.state.withLock { $0.machines = machines }
            _ = try await reconciler.reconcile(ObjectName(name: "edge"))
            counts.append(CountingDriver.state.withLock { $0.surveys })
        }
        return counts
    }
}

/// A driver of a stack that only counts.
private struct CountingDriver: Driver {
    static let state = Mutex((machines: 0, surveys: 0))
    static let stack = "lxc"
    static let types: [InstanceType] = [.container]
    static let options = Shape(.object([]))

    static func probe(_ machine: any Machine) async -> Support { .yes }
    static func connect(_ connection: SiteConnection) async throws(DriverError) -> CountingDriver { CountingDriver() }

    func survey() async throws(DriverError) -> Survey {
        Self.state.withLock { $0.surveys += 1 }
        return Survey(version: "1")
    }

    func list() async throws(DriverError) -> [ObservedInstance] {
        (0..<Self.state.withLock { $0.machines }).map {
            ObservedInstance(id: NativeID("m\($0)"), owner: nil, type: .container, power: .running)
        }
    }

    func observe(_ id: NativeID) async throws(DriverError) -> ObservedInstance? { nil }
    func create(_ order: Order) async throws(DriverError) -> NativeID { throw .cancelled }
    func start(_ id: NativeID) async throws(DriverError) {}
    func stop(_ id: NativeID, grace: Duration) async throws(DriverError) {}
    func delete(_ id: NativeID, owner: UID) async throws(DriverError) {}
    func close() async {}
}
