import StrataAPI
import Testing

@Suite struct KindTests {
    static let definition = KindDefinition(Instance.self, complete: Instance.complete)

    private func issues(_ spec: JSONValue) -> FieldIssues {
        Self.definition.issues(with: [
            "apiVersion": "strata.dev/v1alpha1", "kind": "Instance", "metadata": ["name": "web", "namespace": "default"], "spec": spec,
        ])
    }

    @Test func `the shape that others rely on is valid`() {
        #expect(
            issues([
                "site": "local-lxc", "type": "Container", "image": "busybox", "power": "Running", "cpu": ["cores": 1], "memory": "64Mi",
            ]).isEmpty)
    }

    @Test(
        arguments: [
            (["image": "busybox"], "spec.site"), (["site": "s", "image": "busybox", "memory": "lots"], "spec.memory"),
            (["site": "s", "image": "busybox", "memory": "1"], "spec.memory"),
            (["site": "s", "image": "busybox", "cpu": ["cores": 0]], "spec.cpu.cores"),
            (["site": "s", "image": "busybox", "power": "On"], "spec.power"), (["site": "s", "image": "../etc"], "spec.image"),
            (["site": "s", "image": "/a/../b"], "spec.image"),
            (["site": "s", "image": "busybox", "ports": [["port": 80]]], "spec.ports[0].hostPort"),
            (["site": "s", "image": "busybox", "memroy": 1], "spec.memroy"), (["site": "s"], "spec.image"),
            (["site": "s", "image": "busybox", "environment": ["A=B": "x"]], "spec.environment[A=B]"),
            (["site": "s", "image": "busybox", "management": ["Observe", "Delete"]], "spec.management"),
            (["site": "s", "image": "busybox", "command": [1]], "spec.command[0]"), (["site": 1, "image": "busybox"], "spec.site"),
        ] as [(JSONValue, String)])
    func `a wrong field is named by its path`(spec: JSONValue, path: String) {
        #expect(issues(spec).all.map(\.path.description).contains(path), "\(issues(spec).all)")
    }

    @Test func `one word and a list of rights mean the same`() throws {
        let one = Instance.schema.decode(["spec": ["management": "Observe"]])
        let list = Instance.schema.decode(["spec": ["management": ["Observe"]]])
        #expect(one?.spec.isObserved == true)
        #expect(one?.spec.rights == list?.spec.rights)
    }

    @Test func `an instance reads what it writes`() throws {
        var instance = Instance(name: ObjectName(namespace: "default", name: "web"))
        instance.spec.site = "s"
        instance.spec.image = "busybox"
        instance.spec.cpu.cores = 0.5
        instance.spec.memory = Quantity("64Mi")
        instance.spec.ports = [.init(port: 80, hostPort: 8080)]
        instance.status.conditions.set(Condition("Ready", .yes, reason: "Running"), now: Timestamp(seconds: 5))
        #expect(Instance(json: instance.json) == instance)
        #expect(Self.definition.issues(with: instance.json).isEmpty, "\(Self.definition.issues(with: instance.json).all)")
    }

    @Test func `only an instance that Strata may act on is held until its machine is gone`() {
        let held = Instance.complete(["metadata": ["name": "a"], "spec": ["site": "s"]])
        #expect(held["metadata"]?["finalizers"] == [.string(Instance.finalizer)])
        #expect(Instance.complete(held) == held)
        #expect(Instance.complete(["metadata": ["name": "a"], "spec": ["management": "Observe"]])["metadata"]?["finalizers"] == nil)
        #expect(Instance.complete(["metadata": ["deletionTimestamp": "x"], "spec": [:]])["metadata"]?["finalizers"] == nil)
    }

    @Test func `a condition keeps its time while its status stays`() {
        var conditions: [Condition] = []
        conditions.set(Condition("Ready", .no, reason: "A"), now: Timestamp(seconds: 1))
        conditions.set(Condition("Ready", .no, reason: "B"), now: Timestamp(seconds: 2))
        #expect(conditions["Ready"]?.lastTransitionTime == Timestamp(seconds: 1))
        conditions.set(Condition("Ready", .yes, reason: "C"), now: Timestamp(seconds: 3))
        #expect(conditions["Ready"]?.lastTransitionTime == Timestamp(seconds: 3))
    }
}
