import StrataAPI
import StrataResources
import Testing

/// What namespaces may take, refused before it is stored.
struct QuotaTests {
    private func quota(_ service: ObjectService, _ hard: [String: JSONValue]) async throws {
        _ = try await service.create(
            ResourceQuota.kind, namespace: "default", ["metadata": ["name": "team"], "spec": ["hard": .object(hard)]])
    }

    private func instance(_ name: String, cores: Double = 1, memory: String = "64Mi") -> JSONValue {
        var instance = ServiceUnderTest.instance(name, memory: memory)
        instance[path: ["spec", "cpu"]] = ["cores": .double(cores)]
        return instance
    }

    private func refusal(_ body: () async throws -> Void) async -> APIError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? APIError
        }
    }

    @Test func `what would exceed a quota is refused with what was requested, what is used, and the limit`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            try await quota(service, ["count/instances.strata.dev": "3", "limits.cpu": "2500m", "limits.memory": "160Mi"])
            _ = try await service.create(Instance.kind, namespace: "default", instance("a"))
            _ = try await service.create(Instance.kind, namespace: "default", instance("b", cores: 0.5))
            let refused = await refusal {
                _ = try await service.create(Instance.kind, namespace: "default", instance("c", cores: 1.5))
            }
            #expect(
                refused?.message
                    == #"instances.strata.dev "c" is forbidden: exceeded quota: team, requested: limits.cpu=1500m,limits.memory=64Mi, used: limits.cpu=1500m,limits.memory=128Mi, limited: limits.cpu=2500m,limits.memory=160Mi"#
            )
            #expect(refused?.reason == .forbidden)
            let dry = await refusal {
                _ = try await service.create(
                    Instance.kind, namespace: "default", instance("c", cores: 1.5), WriteOptions(isDryRun: true))
            }
            #expect(dry?.message == refused?.message)
            _ = try await service.create(Instance.kind, namespace: "default", instance("c", memory: "32Mi"))
            let fourth = await refusal {
                _ = try await service.create(Instance.kind, namespace: "default", instance("d", cores: 0.01, memory: "4Mi"))
            }
            #expect(fourth?.message.contains("requested: count/instances.strata.dev=1,") == true)
            #expect(
                service.quotaUsed(in: "default", of: ["count/instances.strata.dev", "limits.cpu", "limits.memory", "pods"])
                    == ["count/instances.strata.dev": Quantity("3"), "limits.cpu": Quantity("2500m"), "limits.memory": Quantity("160Mi")])
        }
    }

    @Test func `volumes count with the disks of instances, also when they grow`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            try await quota(service, ["requests.storage": "3Gi"])
            func volume(_ name: String, _ size: String) -> JSONValue {
                ["metadata": ["name": .string(name)], "spec": ["site": "s", "size": .string(size)]]
            }
            var vm = instance("vm")
            vm[path: ["spec", "disk"]] = "1Gi"
            _ = try await service.create(Instance.kind, namespace: "default", vm)
            _ = try await service.create(Volume.kind, namespace: "default", volume("data", "1Gi"))
            let refused = await refusal { _ = try await service.create(Volume.kind, namespace: "default", volume("more", "1536Mi")) }
            #expect(
                refused?.message
                    == #"volumes.strata.dev "more" is forbidden: exceeded quota: team, requested: requests.storage=1536Mi, used: requests.storage=2Gi, limited: requests.storage=3Gi"#
            )
            let grown = await refusal {
                _ = try await service.update(Volume.kind, ObjectName(namespace: "default", name: "data"), volume("data", "2049Mi"))
            }
            #expect(grown?.reason == .forbidden)
            #expect(service.quotaUsed(in: "default", of: ["requests.storage"]) == ["requests.storage": Quantity("2Gi")])
        }
    }

    @Test func `what has no limit where limits are limited is refused with the field`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            try await quota(service, ["limits.cpu": "4", "limits.memory": "1Gi"])
            let refused = await refusal {
                _ = try await service.create(
                    Instance.kind, namespace: "default",
                    ["metadata": ["name": "a"], "spec": ["site": "s", "image": "busybox", "memory": "64Mi"]])
            }
            #expect(
                refused?.message
                    == #"instances.strata.dev "a" is forbidden: failed quota: team: must specify limits.cpu for: a: set spec.cpu.cores"#)
            #expect(refused?.causes.map(\.field) == ["spec.cpu.cores"])
        }
    }

    @Test func `a resize counts by how much it takes more, and less is always let through`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            _ = try await service.create(Instance.kind, namespace: "default", instance("a", memory: "100Mi"))
            try await quota(service, ["limits.memory": "150Mi"])
            func resize(_ memory: String) async throws {
                _ = try await service.patch(
                    Instance.kind, ServiceUnderTest.name("a"), .merge(["spec": ["memory": .string(memory)]]))
            }
            let refused = await refusal { try await resize("151Mi") }
            #expect(
                refused?.message.hasSuffix("requested: limits.memory=51Mi, used: limits.memory=100Mi, limited: limits.memory=150Mi") == true
            )
            try await resize("150Mi")
            _ = try await service.patch(
                ResourceQuota.kind, ServiceUnderTest.name("team"), .merge(["spec": ["hard": ["limits.memory": "10Mi"]]]))
            try await resize("120Mi")
            _ = try await service.patch(
                Instance.kind, ServiceUnderTest.name("a"), .merge(["metadata": ["labels": ["x": "y"]], "spec": ["power": "Stopped"]]))
            let more = await refusal { try await resize("121Mi") }
            #expect(more?.reason == .forbidden)
        }
    }

    @Test func `a machine that is only observed takes nothing until it is taken over`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            try await quota(service, ["count/instances.strata.dev": "1", "limits.memory": "64Mi"])
            for name in ["a", "b", "c"] {
                var observed = ServiceUnderTest.instance(name)
                observed[path: ["spec", "management"]] = "Observe"
                _ = try await service.create(Instance.kind, namespace: "default", observed)
            }
            let takeOver: JSONValue = ["spec": ["management": .null]]
            _ = try await service.patch(Instance.kind, ServiceUnderTest.name("a"), .merge(takeOver))
            let refused = await refusal { _ = try await service.patch(Instance.kind, ServiceUnderTest.name("b"), .merge(takeOver)) }
            #expect(refused?.message.contains("used: count/instances.strata.dev=1,limits.memory=64Mi") == true)
        }
    }

    @Test func `of creates, resizes and deletions at once, exactly as many succeed as there is room for`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            try await quota(service, ["count/instances.strata.dev": "20", "limits.memory": "1280Mi"])
            func many(_ prefix: String, _ memory: String = "64Mi") async -> Int {
                await withTaskGroup(of: Bool.self) { group in
                    for number in 0..<50 {
                        group.addTask {
                            do {
                                _ = try await service.create(
                                    Instance.kind, namespace: "default", ServiceUnderTest.instance("\(prefix)\(number)", memory: memory))
                                return true
                            } catch {
                                return false
                            }
                        }
                    }
                    return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
            }
            #expect(await many("a") == 20)
            let made = try await service.list(Instance.kind).objects
            // Finalizers would hold them, and they count as long as they are there.
            for object in made.prefix(5) {
                _ = try await service.patch(Instance.kind, object.name, .merge(["spec": ["management": "Observe"]]))
            }
            #expect(await many("b", "32Mi") == 5)
            let small = try await service.list(Instance.kind).objects.filter { $0.name.name.hasPrefix("b") }
            let grown = await withTaskGroup(of: Bool.self) { group in
                for object in small {
                    group.addTask {
                        (try? await service.patch(Instance.kind, object.name, .merge(["spec": ["memory": "96Mi"]]))) != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            // 15 × 64 and 5 × 32 MiB are taken, so 160 MiB are left: two grow by 64, and a third one would need 192.
            #expect(grown == 2)
            #expect(service.quotaUsed(in: "default", of: ["limits.memory"]) == ["limits.memory": Quantity("1248Mi")])
        }
    }

    @Test func `other namespaces are not concerned, and what cannot be counted is no limit`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            try await quota(service, ["count/instances.strata.dev": "0", "count/secrets": "1"])
            _ = try await service.create(Namespace.kind, namespace: "", ["metadata": ["name": "other"]])
            _ = try await service.create(Instance.kind, namespace: "other", ServiceUnderTest.instance("a"))
            _ = try await service.create(Secret.kind, namespace: "default", ["metadata": ["name": "a"]])
            let refused = await refusal { _ = try await service.create(Secret.kind, namespace: "default", ["metadata": ["name": "b"]]) }
            #expect(refused?.message.contains("used: count/secrets=1, limited: count/secrets=1") == true)
            let unknown = await refusal {
                _ = try await service.create(
                    ResourceQuota.kind, namespace: "default", ["metadata": ["name": "x"], "spec": ["hard": ["pods": "1"]]])
            }
            #expect(unknown?.reason == .invalid && unknown?.message.contains("spec.hard[pods]: Unsupported value") == true)
        }
    }

    @Test func `creates do not look at the instances there are`() async throws {
        try await ServiceUnderTest.run { (service) async throws in
            func create(_ count: Int, _ prefix: String) async throws {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<count {
                        group.addTask {
                            _ = try await service.create(
                                Instance.kind, namespace: "default", ServiceUnderTest.instance("\(prefix)\(number)"))
                        }
                    }
                    try await group.waitForAll()
                }
            }
            try await create(2000, "a")
            try await quota(service, ["count/instances.strata.dev": "10000", "limits.memory": "10Ti"])
            // Adding up 2,000 instances 200 times would take minutes in a build for tests.
            let took = try await ContinuousClock().measure { try await create(200, "b") }
            #expect(took < .seconds(10))
            #expect(
                service.quotaUsed(in: "default", of: ["count/instances.strata.dev"]) == ["count/instances.strata.dev": Quantity("2200")])
        }
    }
}
