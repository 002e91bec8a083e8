import StrataAPI
import StrataResources
import Testing

@testable import StrataControl

@Suite(.timeLimit(.minutes(5))) struct OwnershipTests {
    @Test func `what has no owner left is deleted, what has another only loses the one`() async throws {
        try await Room.run { room in
            let (first, second) = (try await room.secret("first"), try await room.secret("second"))
            try await room.secret("alone", owners: [first])
            try await room.secret("shared", owners: [first, second])
            let gone = try await room.service.delete(Secret.kind, Room.name("first")).object
            await room.collector.changed(Secret.kind, gone, isGone: true)
            #expect(try room.find("alone") == nil)
            let left = try #require(try room.find("shared"))
            #expect(left.owners == [second.uid.text])
        }
    }

    @Test func `an owner that went while nobody looked is noticed when its dependent is seen`() async throws {
        try await Room.run { room in
            let owner = try await room.secret("owner")
            let dependent = try await room.secret("dependent", owners: [owner])
            _ = try await room.service.delete(Secret.kind, Room.name("owner"))
            // Another object of that name is not the owner.
            _ = try await room.secret("owner")
            await room.collector.changed(Secret.kind, dependent, isGone: false)
            #expect(try room.find("dependent") == nil)
        }
    }

    @Test func `owners of kinds that are not served here count as present`() async throws {
        try await Room.run { room in
            let reference: JSONValue = ["apiVersion": "v1", "kind": "Pod", "name": "p", "uid": "1"]
            let dependent = try await room.secret("dependent", references: [reference])
            await room.collector.changed(Secret.kind, dependent, isGone: false)
            #expect(try room.find("dependent") != nil)
        }
    }

    @Test(arguments: [true, false])
    func `a foreground deletion waits for those dependents that ask for it`(blocks: Bool) async throws {
        try await Room.run { room in
            let owner = try await room.secret("owner")
            try await room.secret("dependent", owners: [owner], blocks: blocks, finalizers: ["example.org/hold"])
            let going = try await room.service.delete(Secret.kind, Room.name("owner"), DeleteOptions(propagation: .foreground)).object
            await room.collector.changed(Secret.kind, going, isGone: false)
            #expect(try (room.find("owner") != nil) == blocks)
            let dependent = try #require(try room.find("dependent"))
            #expect(dependent.isBeingDeleted)
            // The dependent is let go, and then its owner is.
            await room.collector.changed(Secret.kind, dependent, isGone: false)
            let released = try await room.service.patch(
                Secret.kind, Room.name("dependent"), .merge(["metadata": ["finalizers": .null]]))
            await room.collector.changed(Secret.kind, released.object, isGone: true)
            #expect(try room.find("dependent") == nil)
            #expect(try room.find("owner") == nil)
        }
    }

    @Test func `orphans stay and belong to nobody`() async throws {
        try await Room.run { room in
            let owner = try await room.secret("owner")
            try await room.secret("dependent", owners: [owner])
            let going = try await room.service.delete(Secret.kind, Room.name("owner"), DeleteOptions(propagation: .orphan)).object
            await room.collector.changed(Secret.kind, going, isGone: false)
            #expect(try room.find("owner") == nil)
            #expect(try #require(try room.find("dependent")).owners.isEmpty)
        }
    }
}

/// An object service over a store of its own, with a collector that is told by hand.
private struct Room: Sendable {
    let service: ObjectService
    let collector: OwnershipCollector

    static func name(_ name: String) -> ObjectName { ObjectName(namespace: "default", name: name) }

    static func run(_ body: (Room) async throws -> Void) async throws {
        try await ObjectsUnderTest.run { (objects) async throws in
            try await body(Room(service: objects, collector: OwnershipCollector(objects: objects, logger: ObjectsUnderTest.logger)))
        }
    }

    func find(_ name: String) throws -> StoredObject? { try service.find(Secret.kind, Self.name(name)) }

    @discardableResult
    func secret(
        _ name: String, owners: [StoredObject] = [], blocks: Bool = false, references: [JSONValue] = [], finalizers: [JSONValue] = []
    ) async throws -> StoredObject {
        let all =
            references
            + owners.map { owner in
                [
                    "apiVersion": "v1", "kind": "Secret", "name": .string(owner.name.name), "uid": .string(owner.uid.text),
                    "blockOwnerDeletion": .bool(blocks),
                ]
            }
        return try await service.create(
            Secret.kind, namespace: "default",
            ["metadata": ["name": .string(name), "ownerReferences": .array(all), "finalizers": .array(finalizers)]]
        ).object
    }
}
