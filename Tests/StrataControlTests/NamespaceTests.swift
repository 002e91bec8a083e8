import StrataAPI
import StrataResources
import Testing

@testable import StrataControl

@Suite struct NamespaceTests {
    @Test func `a namespace goes once all in it are gone, and waits for what finalizers hold`() async throws {
        try await ObjectsUnderTest.run { (objects) async throws in
            let name = ObjectName(name: "going")
            _ = try await Objects<Namespace>(objects).create(Namespace(name: name.name))
            for number in 0..<100 {
                _ = try await objects.create(Secret.kind, namespace: name.name, ["metadata": ["name": .string("s\(number)")]])
            }
            let held: JSONValue = ["metadata": ["name": "held", "finalizers": ["example.org/hold"]]]
            _ = try await objects.create(Secret.kind, namespace: name.name, held)
            _ = try await objects.create(Secret.kind, namespace: "default", ["metadata": ["name": "other"]])
            let reconciler = NamespaceReconciler(objects: objects)
            #expect(try await reconciler.reconcile(name) == .settled)
            #expect(objects.count(Secret.kind) == 102)
            _ = try await objects.delete(Namespace.kind, name)
            guard case .again = try await reconciler.reconcile(name) else {
                Issue.record("a finalizer holds one object, so it must look again")
                return
            }
            #expect(try await objects.list(Secret.kind).objects.map(\.name.name).sorted() == ["held", "other"])
            let release: JSONValue = ["metadata": ["finalizers": .null]]
            _ = try await objects.patch(Secret.kind, ObjectName(namespace: name.name, name: "held"), .merge(release))
            #expect(try await reconciler.reconcile(name) == .settled)
            #expect(try objects.find(Namespace.kind, name) == nil)
            #expect(objects.count(Secret.kind) == 1)
        }
    }
}
