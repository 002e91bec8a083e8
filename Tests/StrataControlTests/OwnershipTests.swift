import StrataAPI
import StrataResources
import Testing

@testable import StrataControl

@Suite struct OwnershipTests {
    private func secret(_ name: String, ownedBy owner: StoredObject? = nil) -> JSONValue {
        var body: JSONValue = ["metadata": ["name": .string(name)]]
        if let owner {
            body[path: ["metadata", "ownerReferences"]] = [
                ["apiVersion": "v1", "kind": "Secret", "name": .string(owner.name.name), "uid": .string(owner.uid.text)]
            ]
        }
        return body
    }

    @Test func `what belonged to an object goes with it, whatever else there is`() async throws {
        try await ObjectsUnderTest.run { (objects) async throws in
            let owner = try await objects.create(Secret.kind, namespace: "default", secret("owner")).object
            for number in 0..<3 {
                _ = try await objects.create(Secret.kind, namespace: "default", secret("owned-\(number)", ownedBy: owner))
            }
            for number in 0..<20 { _ = try await objects.create(Secret.kind, namespace: "default", secret("other-\(number)")) }
            _ = try await objects.delete(Secret.kind, owner.name)
            await OwnershipCollector(objects: objects, logger: ObjectsUnderTest.logger).ownerChanged(Secret.kind, owner, isGone: true)
            #expect(try await objects.list(Secret.kind).objects.allSatisfy { $0.name.name.hasPrefix("other-") })
            #expect(objects.count(Secret.kind) == 20)
        }
    }

    @Test func `what is to be orphaned is let go, and its owner goes`() async throws {
        try await ObjectsUnderTest.run { (objects) async throws in
            let owner = try await objects.create(Secret.kind, namespace: "default", secret("owner")).object
            let owned = try await objects.create(Secret.kind, namespace: "default", secret("owned", ownedBy: owner)).object
            let going = try await objects.delete(Secret.kind, owner.name, DeleteOptions(propagation: .orphan)).object
            await OwnershipCollector(objects: objects, logger: ObjectsUnderTest.logger).ownerChanged(Secret.kind, going, isGone: false)
            #expect(try objects.find(Secret.kind, owner.name) == nil)
            #expect(try objects.get(Secret.kind, owned.name).owners.isEmpty)
        }
    }
}
