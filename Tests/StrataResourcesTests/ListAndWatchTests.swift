import StrataAPI
import StrataResources
import StrataStore
import Testing

@Suite struct ListAndWatchTests {
    @Test func `pages of a list show one moment, whatever is written meanwhile`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            for number in 0..<10 {
                _ = try await service.create(Instance.kind, namespace: "default", ServiceUnderTest.instance("i\(number)"))
            }
            var page = try await service.list(Instance.kind, ListRequest(limit: 4))
            var names = page.objects.map(\.name.name)
            let revision = page.revision
            #expect(page.remaining == 6)
            _ = try await service.create(Instance.kind, namespace: "default", ServiceUnderTest.instance("i5a"))
            while let token = page.continuation {
                page = try await service.list(Instance.kind, ListRequest(limit: 4, continuation: token))
                #expect(page.revision == revision)
                names += page.objects.map(\.name.name)
            }
            #expect(names == (0..<10).map { "i\($0)" })
        }
    }

    @Test func `a watch tells what comes to match and what ceases to`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            let selection = ObjectSelection(labels: try LabelSelector(parsing: "app=web"))
            let watch = try await service.watch(Instance.kind, WatchRequest(selection: selection))
            let name = ServiceUnderTest.name("one")
            _ = try await service.create(Instance.kind, namespace: "default", ServiceUnderTest.instance("one"))
            _ = try await service.patch(Instance.kind, name, .merge(["metadata": ["labels": ["app": "web"]]]))
            _ = try await service.patch(Instance.kind, name, .merge(["spec": ["memory": "96Mi"]]))
            _ = try await service.patch(Instance.kind, name, .merge(["metadata": ["labels": ["app": "db"]]]))
            var seen: [WatchEventType] = []
            for try await signals in watch {
                for case .event(let type, _) in signals { seen.append(type) }
                if seen.count >= 3 { break }
            }
            #expect(seen == [.added, .modified, .deleted])
        }
    }

    @Test func `a watch from a revision that is gone says so`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            await #expect { _ = try await service.watch(Instance.kind, WatchRequest(after: Revision(rawValue: 0))) } throws: {
                ($0 as? APIError)?.reason == .expired
            }
        }
    }

    @Test func `what was forgotten can be neither watched from nor, once compacted, listed`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            let first = try await service.create(Instance.kind, namespace: "default", ServiceUnderTest.instance("a")).object.revision
            let second = try await service.create(Instance.kind, namespace: "default", ServiceUnderTest.instance("b")).object.revision
            #expect(try await service.list(Instance.kind, ListRequest(exactly: first)).objects.map(\.name.name) == ["a"])
            #expect(try await service.list(Instance.kind, ListRequest(exactly: second)).objects.count == 2)
            service.forget(before: second)
            await #expect { _ = try await service.watch(Instance.kind, WatchRequest(after: first)) } throws: {
                ($0 as? APIError)?.reason == .expired
            }
            _ = try await service.watch(Instance.kind, WatchRequest(after: second))
        }
    }

    @Test func `a token that was not given out is refused`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            for token in ["x", "", "MQo=", "!!!"] {
                await #expect(throws: APIError.self) { _ = try await service.list(Instance.kind, ListRequest(continuation: token)) }
            }
        }
    }
}
