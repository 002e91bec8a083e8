import StrataAPI
import StrataResources
import StrataStore
import Testing

@Suite struct ObjectLifeTests {
    private func failure(_ body: () async throws -> Void) async -> APIError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? APIError
        }
    }

    @Test func `what is created can be read at once, with its identity`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            let made = try await service.create(Instance.kind, namespace: "default", ServiceUnderTest.instance("web"))
            let read = try service.get(Instance.kind, ServiceUnderTest.name("web"))
            #expect(read.uid == made.object.uid && !read.uid.text.isEmpty)
            #expect(read.json["metadata"]?["resourceVersion"]?.string == read.revision.description)
            #expect(read.json["metadata"]?["generation"] == 1)
            #expect(read.json["spec"]?["power"] == "Running")
            let again = await failure {
                _ = try await service.create(Instance.kind, namespace: "default", ServiceUnderTest.instance("web"))
            }
            #expect(again?.reason == .alreadyExists)
        }
    }

    @Test func `an old resourceVersion is a conflict and changes nothing`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            let first = try await service.create(Instance.kind, namespace: "default", ServiceUnderTest.instance("web")).object.json
            _ = try await service.patch(Instance.kind, ServiceUnderTest.name("web"), .merge(["spec": ["memory": "96Mi"]]))
            let stale = await failure { _ = try await service.update(Instance.kind, ServiceUnderTest.name("web"), first) }
            #expect(stale?.reason == .conflict)
            #expect(try service.get(Instance.kind, ServiceUnderTest.name("web")).json["spec"]?["memory"] == "96Mi")
        }
    }

    @Test func `a write that changes nothing is not made`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            let first = try await service.create(Instance.kind, namespace: "default", ServiceUnderTest.instance("web")).object
            let again = try await service.update(Instance.kind, ServiceUnderTest.name("web"), ServiceUnderTest.instance("web"))
            #expect(again.outcome == .unchanged)
            #expect(again.object.revision == first.revision)
        }
    }

    @Test func `the status is written apart from the rest`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            var body = ServiceUnderTest.instance("web")
            body["status"] = ["phase": "Running"]
            let made = try await service.create(Instance.kind, namespace: "default", body).object
            #expect(made.json["status"]?["phase"] == "Pending")
            body[path: ["spec", "memory"]] = "96Mi"
            let changed = try await service.update(Instance.kind, made.name, body, WriteOptions(part: .status)).object.json
            #expect(changed["status"]?["phase"] == "Running")
            #expect(changed["spec"]?["memory"] == "64Mi")
            #expect(changed["metadata"]?["generation"] == 1)
        }
    }

    @Test func `what finalizers hold goes when they let go`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            let name = ServiceUnderTest.name("web")
            _ = try await service.create(Instance.kind, namespace: "default", ServiceUnderTest.instance("web"))
            #expect(try await service.delete(Instance.kind, name).outcome == .deleting)
            #expect(try service.get(Instance.kind, name).isBeingDeleted)
            #expect(try await service.patch(Instance.kind, name, .merge(["metadata": ["finalizers": .null]])).outcome == .deleted)
            #expect(try service.find(Instance.kind, name) == nil)
        }
    }

    @Test func `an immutable field stays, and the answer names it`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            _ = try await service.create(Instance.kind, namespace: "default", ServiceUnderTest.instance("web"))
            let error = await failure {
                _ = try await service.patch(Instance.kind, ServiceUnderTest.name("web"), .merge(["spec": ["site": "t"]]))
            }
            #expect(error?.reason == .invalid)
            #expect(error?.causes.map(\.field) == ["spec.site"])
        }
    }

    @Test func `unknown fields are refused, warned about, or dropped, as the client asks`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            var body = ServiceUnderTest.instance("web")
            body[path: ["spec", "memroy"]] = "1"
            let strict = await failure { _ = try await service.create(Instance.kind, namespace: "default", body) }
            #expect(strict?.reason == .badRequest && strict?.message.contains("spec.memroy") == true)
            let warned = try await service.create(Instance.kind, namespace: "default", body, WriteOptions(fieldValidation: .warn))
            #expect(warned.warnings.contains { $0.contains("spec.memroy") })
            #expect(warned.object.json["spec"]?["memroy"] == nil)
        }
    }

    @Test func `a dry run answers as a write and writes nothing`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            let tried = try await service.create(
                Instance.kind, namespace: "default", ServiceUnderTest.instance("web"), WriteOptions(isDryRun: true))
            #expect(tried.object.json["spec"]?["memory"] == "64Mi")
            #expect(try service.find(Instance.kind, ServiceUnderTest.name("web")) == nil)
        }
    }

    @Test func `nothing is created in a namespace that does not exist or is going`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            let missing = await failure {
                _ = try await service.create(Instance.kind, namespace: "nowhere", ServiceUnderTest.instance("web"))
            }
            #expect(missing?.reason == .notFound)
            _ = try await service.create(Namespace.kind, namespace: "", ["metadata": ["name": "going"]])
            _ = try await service.delete(Namespace.kind, ObjectName(name: "going"))
            let going = await failure { _ = try await service.create(Instance.kind, namespace: "going", ServiceUnderTest.instance("web")) }
            #expect(going?.reason == .forbidden)
            let lasting = await failure { _ = try await service.delete(Namespace.kind, ObjectName(name: "default")) }
            #expect(lasting?.reason == .forbidden)
        }
    }

    @Test func `a new instance is not ready yet for those who look at conditions, and nobody holds that status`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            let made = try await service.create(
                Instance.kind, namespace: "default", ServiceUnderTest.instance("web"), WriteOptions(manager: "m")
            ).object.json
            let condition = made[path: ["status", "conditions"]]?.array?.first
            #expect(condition?["type"] == "Ready")
            #expect(condition?["status"] == "Unknown")
            #expect(condition?["lastTransitionTime"] == made[path: ["metadata", "creationTimestamp"]])
            #expect(made[path: ["metadata", "managedFields"]]?.array?.first?[path: ["fieldsV1", "f:status"]] == nil)
            #expect(made[path: ["metadata", "managedFields"]]?.array?.first?[path: ["fieldsV1", "f:spec"]] != nil)
        }
    }

    @Test func `secret texts are stored as data alone`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            let body: JSONValue = ["metadata": ["name": "s"], "stringData": ["k": "v"], "data": ["a": "Yg=="]]
            let stored = try await service.create(Secret.kind, namespace: "default", body).object.json
            #expect(stored["data"] == ["k": "dg==", "a": "Yg=="])
            #expect(stored["stringData"] == nil)
        }
    }

    @Test func `many writers of one object lose no change`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            _ = try await service.create(Instance.kind, namespace: "default", ServiceUnderTest.instance("web"))
            for round in 0..<5 {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for writer in 0..<4 {
                        group.addTask {
                            _ = try await service.patch(
                                Instance.kind, ServiceUnderTest.name("web"),
                                .merge(["metadata": ["labels": [.init("w\(writer)"): .string("\(round)")]]]))
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(
                    try service.get(Instance.kind, ServiceUnderTest.name("web")).labels == [
                        "w0": "\(round)", "w1": "\(round)", "w2": "\(round)", "w3": "\(round)",
                    ])
            }
        }
    }
}
