import Logging
import StrataAPI
import StrataResources

/// Deletes objects whose owners are gone, and carries out foreground deletion and orphaning, as Kubernetes' garbage collector does.
///
/// It is told of every object once at start, so that what a process that died left behind is collected as well.
struct OwnershipCollector: Sendable {
    let objects: ObjectService
    let logger: Logger

    /// Looks at an object that was made, changed or, as it was then, removed.
    func changed(_ kind: ResourceKind, _ object: StoredObject, isGone: Bool) async {
        do {
            if isGone {
                for (kind, dependent) in try dependents(of: object.uid) { try await collect(kind, dependent) }
                for (kind, owner) in try owners(of: object) where owner.isBeingDeleted { try await finish(kind, owner) }
            } else if object.isBeingDeleted {
                try await finish(kind, object)
            } else if !object.owners.isEmpty {
                try await collect(kind, object)
            }
        } catch let error as APIError where error.reason == .notFound {
            // What was to be let go or deleted went by itself; its own end is told as well.
            return
        } catch {
            logger.warning("dependents not collected", metadata: ["object": "\(object.name)", "error": "\(error)"])
        }
    }

    /// Deletes an object that has no owner any more, and takes the owners that are gone from one that has others.
    private func collect(_ kind: ResourceKind, _ object: StoredObject) async throws {
        let references = Self.references(of: object)
        let kept = try references.filter { try !isGone($0, object) }
        guard kept.count < references.count else { return }
        do {
            if kept.isEmpty {
                _ = try await objects.delete(kind, object.name, DeleteOptions(uid: object.uid))
            } else {
                try await set(kept, on: object, kind)
            }
        } catch let error as APIError where error.reason == .conflict {
            // Another took its name while it was looked at.
            return
        }
    }

    /// Does for an object that is being deleted what its finalizers wait for.
    private func finish(_ kind: ResourceKind, _ owner: StoredObject) async throws {
        let finalizers = owner.json["metadata"]?["finalizers"]?.array ?? []
        if finalizers.contains("orphan") {
            for (kind, dependent) in try dependents(of: owner.uid) {
                try await set(Self.references(of: dependent).filter { $0["uid"]?.string != owner.uid.text }, on: dependent, kind)
            }
            try await drop("orphan", kind, owner)
        } else if finalizers.contains("foregroundDeletion") {
            var isHeld = false
            for (kind, dependent) in try dependents(of: owner.uid) {
                var remains = dependent.isBeingDeleted
                if !remains {
                    let options = DeleteOptions(propagation: .foreground, uid: dependent.uid)
                    remains = try await objects.delete(kind, dependent.name, options).outcome == .deleting
                }
                // Those that do not ask to be waited for go by themselves.
                isHeld = isHeld || remains && Self.blocks(dependent, owner)
            }
            if !isHeld { try await drop("foregroundDeletion", kind, owner) }
        }
    }

    private func dependents(of uid: UID) throws -> [(ResourceKind, StoredObject)] {
        guard !uid.text.isEmpty else { return [] }
        var found: [(ResourceKind, StoredObject)] = []
        for definition in objects.kinds where !definition.isReadOnly {
            found += try objects.objects(definition.kind, by: .owner, uid.text).map { (definition.kind, $0) }
        }
        return found
    }

    private func owners(of object: StoredObject) throws -> [(ResourceKind, StoredObject)] {
        guard !object.owners.isEmpty else { return [] }
        return try Self.references(of: object).compactMap { reference in
            guard let (kind, owner) = try target(reference, object), let owner, owner.uid.text == reference["uid"]?.string else {
                return nil
            }
            return (kind, owner)
        }
    }

    /// Whether what an owner reference names is not there any more. Of kinds that are not served here nobody knows.
    private func isGone(_ reference: JSONValue, _ object: StoredObject) throws -> Bool {
        guard let (_, owner) = try target(reference, object) else { return false }
        return owner?.uid.text != reference["uid"]?.string
    }

    /// The kind that a reference names, and the object of that name; nil where the kind is not served.
    private func target(_ reference: JSONValue, _ object: StoredObject) throws -> (ResourceKind, StoredObject?)? {
        let kinds = objects.kinds.lazy.map(\.kind)
        guard let kind = kinds.first(where: { $0.apiVersion == reference["apiVersion"]?.string && $0.name == reference["kind"]?.string })
        else { return nil }
        // An owner lives beside what it owns, or outside of all namespaces.
        let name = ObjectName(namespace: kind.isNamespaced ? object.name.namespace : "", name: reference["name"]?.string ?? "")
        return (kind, try objects.find(kind, name))
    }

    private static func references(of object: StoredObject) -> [JSONValue] { object.json["metadata"]?["ownerReferences"]?.array ?? [] }

    private static func blocks(_ dependent: StoredObject, _ owner: StoredObject) -> Bool {
        references(of: dependent).contains { $0["uid"]?.string == owner.uid.text && $0["blockOwnerDeletion"] == true }
    }

    private func set(_ references: [JSONValue], on object: StoredObject, _ kind: ResourceKind) async throws {
        let value: JSONValue = references.isEmpty ? .null : .array(references)
        _ = try await objects.patch(
            kind, object.name, .merge(["metadata": ["uid": .string(object.uid.text), "ownerReferences": value]]))
    }

    private func drop(_ finalizer: String, _ kind: ResourceKind, _ object: StoredObject) async throws {
        let kept = (object.json["metadata"]?["finalizers"]?.array ?? []).filter { $0.string != finalizer }
        _ = try await objects.patch(
            kind, object.name, .merge(["metadata": ["uid": .string(object.uid.text), "finalizers": .array(kept)]]))
    }
}
