import StrataAPI
import StrataClient
import StrataClientTestServer
import Testing

@testable import strata

@Suite struct `Plans` {
    @Test func `fields are compared one by one, and lists as a whole`() {
        let before: JSONValue = ["spec": ["memory": "64Mi", "cpu": ["cores": 1], "ports": [1]], "metadata": ["labels": ["a.b/c": "x"]]]
        let after: JSONValue = ["spec": ["memory": "128Mi", "cpu": ["cores": 1], "ports": [1, 2], "hostname": "h"], "metadata": [:]]
        #expect(
            FieldChange.between(before, after).map(\.field) == ["metadata.labels[a.b/c]", "spec.hostname", "spec.memory", "spec.ports"])
        #expect(FieldChange.between(before, before) == [])
        #expect(FieldChange.between("x", ["y": 1]) == [FieldChange(field: "", before: "x", after: ["y": 1])])
    }

    @Test(arguments: [
        ("spec.cpu", "spec.cpu.cores", true), ("spec.cpu.cores", "spec.cpu", true), ("spec.memory", "spec.memory", true),
        ("spec.mem", "spec.memory", false), ("spec.environment[A.B]", "spec.environment", true),
    ]) func `a field of a driver's stands for its parts`(one: String, other: String, isSame: Bool) {
        #expect(FieldChange.isSame(one, other) == isSame)
    }

    @Test func `a plan's lines say what is made, changed, replaced and refused, and when`() {
        var change = ObjectPlan(reference: "instance.strata.dev/web", namespace: "default", source: "web.yaml", action: .update)
        change.changes = [
            .init(field: "spec.hostname", before: "a", after: "b\u{1B}", effect: .restart),
            .init(field: "spec.memory", before: "64Mi", after: nil, effect: .now),
            .init(field: "spec.processes", before: nil, after: 7, effect: .now),
        ]
        #expect(
            PlanText(hasColor: false).lines(change) == [
                "~ instance.strata.dev/web", "    spec.hostname: a -> b\\u{1b}  (at the next start)", "    spec.memory: 64Mi -> (none)",
                "    spec.processes: 7",
            ])
        var fixed = change
        fixed.action = .replace
        fixed.changes = [.init(field: "spec.image", before: "busybox", after: "debian/12")]
        fixed.refusals = [.init(field: "spec.image", message: "field is immutable")]
        #expect(
            PlanText(hasColor: false).lines(fixed) == [
                "! instance.strata.dev/web: cannot be changed in place; delete it and create it anew",
                "    spec.image: busybox -> debian/12",
            ])
        var refused = ObjectPlan(reference: "instance.strata.dev/x", namespace: "default", source: "x.yaml", action: .refuse)
        refused.refusals = [.init(field: "spec.memory", message: "Invalid value")]
        #expect(PlanText(hasColor: true).lines(refused).first == "\u{1B}[31m! instance.strata.dev/x: refused\u{1B}[0m")
        #expect(PlanText(hasColor: false).lines(refused).last == "    spec.memory: Invalid value")
        var same = change
        same.action = .none
        #expect(PlanText(hasColor: false).lines(same) == [])
        #expect(PlanText.summary([change, change, fixed, refused, same]) == "2 to change, 1 to replace, 1 refused, 1 as said")
    }

    @Test func `a portable object is what somebody would have written`() {
        let object: JSONValue = [
            "apiVersion": "strata.dev/v1alpha1", "kind": "Instance",
            "metadata": [
                "name": "web", "namespace": "default", "uid": "1", "resourceVersion": "2", "generation": 3, "finalizers": ["x"],
                "managedFields": [], "annotations": ["kubectl.kubernetes.io/last-applied-configuration": "{}"], "labels": ["a": "b"],
            ],
            "spec": ["site": "s"], "status": ["phase": "Running"],
        ]
        #expect(
            PortableObject.of(object) == [
                "apiVersion": "strata.dev/v1alpha1", "kind": "Instance",
                "metadata": ["name": "web", "namespace": "default", "labels": ["a": "b"]], "spec": ["site": "s"],
            ])
    }
}
