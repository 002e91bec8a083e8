import StrataAPI
import StrataResources
import Testing

@Suite struct IndexTests {
    private func instance(_ name: String, site: String) -> JSONValue {
        ["metadata": ["name": .string(name)], "spec": ["site": .string(site), "image": "busybox"]]
    }

    @Test func `objects are found by uid, owner and indexed field as they change`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            let owner = try await service.create(Instance.kind, namespace: "default", instance("owner", site: "s")).object
            var owned = instance("owned", site: "t")
            owned[path: ["metadata", "ownerReferences"]] = [
                ["apiVersion": "strata.dev/v1alpha1", "kind": "Instance", "name": "owner", "uid": .string(owner.uid.text)]
            ]
            _ = try await service.create(Instance.kind, namespace: "default", owned)
            #expect(try service.objects(Instance.kind, by: .uid, owner.uid.text).map(\.name.name) == ["owner"])
            #expect(try service.objects(Instance.kind, by: .owner, owner.uid.text).map(\.name.name) == ["owned"])
            #expect(try service.objects(Instance.kind, by: .field("spec.site"), "t").map(\.name.name) == ["owned"])
            #expect(try service.objects(Instance.kind, by: .field("status.nativeID"), "native").isEmpty)
            var body = instance("owned", site: "t")
            body["status"] = ["nativeID": "native"]
            _ = try await service.update(Instance.kind, ServiceUnderTest.name("owned"), body, WriteOptions(part: .status))
            #expect(try service.objects(Instance.kind, by: .field("status.nativeID"), "native").map(\.name.name) == ["owned"])
            _ = try await service.patch(
                Instance.kind, ServiceUnderTest.name("owned"), .merge(["metadata": ["ownerReferences": .null]]))
            #expect(try service.objects(Instance.kind, by: .owner, owner.uid.text).isEmpty)
            _ = try await service.delete(Instance.kind, ServiceUnderTest.name("owned"))
            _ = try await service.patch(Instance.kind, ServiceUnderTest.name("owned"), .merge(["metadata": ["finalizers": .null]]))
            #expect(try service.objects(Instance.kind, by: .field("status.nativeID"), "native").isEmpty)
        }
    }

    @Test func `a list by an indexed field is the list by looking at all, page by page`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            // Few of many, so that the index is taken.
            for number in 0..<40 {
                _ = try await service.create(
                    Instance.kind, namespace: "default", instance("i\(number)", site: number % 10 == 3 ? "rare" : "usual"))
            }
            let fields = FieldSelector(requirements: [.init("spec.site", "rare")])
            let expected = try await service.list(Instance.kind).objects.filter { $0.fields["spec.site"] == "rare" }.map(\.name.name)
            #expect(expected.count == 4)
            var request = ListRequest(selection: ObjectSelection(namespace: "default", fields: fields))
            #expect(try await service.list(Instance.kind, request).objects.map(\.name.name) == expected)
            request.limit = 3
            var page = try await service.list(Instance.kind, request)
            var names = page.objects.map(\.name.name)
            let token = try #require(page.continuation)
            request.continuation = token
            page = try await service.list(Instance.kind, request)
            names += page.objects.map(\.name.name)
            #expect(names == expected)
            request = ListRequest(selection: ObjectSelection(namespace: "elsewhere", fields: fields))
            #expect(try await service.list(Instance.kind, request).objects.isEmpty)
        }
    }

    @Test func `an object made inside the process has its status from the start`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            var body = instance("seen", site: "s")
            body["status"] = ["phase": "Running", "nativeID": "n"]
            let made = try await service.create(Instance.kind, namespace: "default", body, WriteOptions(part: .whole)).object
            #expect(made.json["status"]?["phase"] == "Running")
            #expect(made.generation == 1)
        }
    }
}
