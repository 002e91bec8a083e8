import Logging
import StrataAPI
import StrataResources
import StrataStore
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5))) struct FixedKindTests {
    /// Counts how often the objects were made.
    private final class Loads: Sendable {
        private let state = Mutex(0)
        var count: Int { state.withLock { $0 } }
        func add() { state.withLock { $0 += 1 } }
    }

    private func run(_ loads: Loads, _ body: (ObjectService) async throws -> Void) async throws {
        var generator = SystemRandomNumberGenerator()
        let directory = "/tmp/strata-resources-\(generator.next())"
        let store = try SQLiteStore(directory: directory, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let documents = FixedDocuments(count: 2) {
            loads.add()
            return FixedDocuments.Contents(
                revision: 99,
                documents: ["b", "a"].map { name in
                    FixedDocuments.Document(
                        metadata: ["name": .string(name), "labels": ["letter": .string(name)]], members: Array(#""spec":{}"#.utf8))
                })
        }
        let service = ObjectService(
            store: store, kinds: [KindDefinition(Namespace.self), KindDefinition(Host.self, documents: documents)])
        let running = Task { try await service.run() }
        let result: Result<Void, any Error>
        do {
            try await service.ready()
            result = .success(try await body(service))
        } catch {
            result = .failure(error)
        }
        running.cancel()
        await store.close()
        try Scratch.remove(directory)
        try result.get()
    }

    @Test func `nothing is made before somebody asks, and then once`() async throws {
        let loads = Loads()
        try await run(loads) { service async throws in
            #expect(service.count(Host.kind) == 2)
            #expect(loads.count == 0)
            #expect(try await service.list(Host.kind).objects.map(\.name.name) == ["a", "b"])
            #expect(try service.get(Host.kind, ObjectName(name: "a")).revision.rawValue == 99)
            #expect(try service.find(Host.kind, ObjectName(name: "c")) == nil)
            #expect(loads.count == 1)
        }
    }

    @Test func `selectors and pages work as on stored objects`() async throws {
        try await run(Loads()) { service async throws in
            let selection = ObjectSelection(labels: try LabelSelector(parsing: "letter=b"))
            #expect(try await service.list(Host.kind, ListRequest(selection: selection)).objects.map(\.name.name) == ["b"])
            let first = try await service.list(Host.kind, ListRequest(limit: 1))
            #expect(first.remaining == 1)
            let second = try await service.list(Host.kind, ListRequest(limit: 1, continuation: first.continuation))
            #expect(second.objects.map(\.name.name) == ["b"])
            #expect(second.continuation == nil)
        }
    }

    @Test func `nobody writes them, not even the program itself`() async throws {
        try await run(Loads()) { service async throws in
            await #expect(throws: APIError.self) { _ = try await service.create(Host.kind, namespace: "", ["metadata": ["name": "c"]]) }
            await #expect(throws: APIError.self) { _ = try await service.delete(Host.kind, ObjectName(name: "a")) }
            await #expect(throws: APIError.self) {
                _ = try await service.update(Host.kind, ObjectName(name: "a"), ["metadata": ["name": "a"]])
            }
            #expect(throws: APIError.self) { _ = try service.answer(Host.kind, [:]) }
        }
    }

    @Test func `a watch begins with what there is and stays quiet until it is cancelled`() async throws {
        try await run(Loads()) { service async throws in
            var watch = try await service.watch(Host.kind, WatchRequest()).makeAsyncIterator()
            #expect(try await watch.next()?.count == 2)
            let quiet = Task {
                var iterator = try await service.watch(Host.kind, WatchRequest(after: Revision(rawValue: 99))).makeAsyncIterator()
                return try await iterator.next()?.count
            }
            quiet.cancel()
            #expect(try await quiet.value == nil)
            await #expect(throws: APIError.self) { _ = try await service.watch(Host.kind, WatchRequest(after: Revision(rawValue: 98))) }
        }
    }
}
