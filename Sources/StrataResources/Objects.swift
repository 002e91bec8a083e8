public import StrataAPI
import StrataStore

/// The objects of one kind with their Swift type, for code inside the process.
public struct Objects<Root: Resource>: Sendable {
    public let service: ObjectService

    public init(_ service: ObjectService) { self.service = service }

    /// One object, nil when there is none of that name.
    public func get(_ name: ObjectName) throws(APIError) -> Root? {
        try service.find(Root.kind, name).flatMap { decode($0) }
    }

    /// All objects that a selection means.
    public func list(_ selection: ObjectSelection = ObjectSelection()) async throws(APIError) -> [Root] {
        try await service.list(Root.kind, ListRequest(selection: selection)).objects.compactMap { decode($0) }
    }

    /// An object of the cache with its type.
    public func decode(_ stored: StoredObject) -> Root? {
        guard var root = Root(json: stored.json) else { return nil }
        root.metadata.resourceVersion = stored.revision.description
        return root
    }

    public func create(_ root: Root, _ options: WriteOptions = WriteOptions()) async throws(APIError) -> Root {
        try result(await service.create(Root.kind, namespace: root.metadata.namespace, root.json, options))
    }

    /// Writes what is wanted, if nobody wrote since the object was read.
    public func update(_ root: Root) async throws(APIError) -> Root {
        try result(await service.update(Root.kind, root.name, root.json))
    }

    /// Changes the status, again from the newest object when somebody else wrote in between. Writes nothing when `change` changes nothing.
    ///
    /// - Returns: the object as it is afterwards; nil when it is gone or another took its name.
    @discardableResult
    public func changeStatus(_ name: ObjectName, uid: UID, _ change: @Sendable (inout Root) -> Void) async throws(APIError) -> Root? {
        try await changed(name, uid: uid, part: .status, change)
    }

    /// Changes an object but its status, as ``changeStatus(_:uid:_:)`` does.
    @discardableResult
    public func change(_ name: ObjectName, uid: UID, _ change: @Sendable (inout Root) -> Void) async throws(APIError) -> Root? {
        try await changed(name, uid: uid, part: .main, change)
    }

    /// Changes an object and its status in one write, as ``changeStatus(_:uid:_:)`` does.
    ///
    /// - Parameter immutableToo: whether fields may change that no client may change, as an instance's site does when it has moved.
    @discardableResult
    public func changeWhole(
        _ name: ObjectName, uid: UID, immutableToo: Bool = false, _ change: @Sendable (inout Root) -> Void
    ) async throws(APIError) -> Root? {
        try await changed(name, uid: uid, part: .whole, immutableToo: immutableToo, change)
    }

    private func changed(
        _ name: ObjectName, uid: UID, part: WriteOptions.Part, immutableToo: Bool = false, _ change: @Sendable (inout Root) -> Void
    ) async throws(APIError) -> Root? {
        var options = WriteOptions(part: part)
        options.mayChangeImmutable = immutableToo
        for _ in 0..<16 {
            guard var root = try get(name), root.metadata.uid == uid else { return nil }
            let old = root
            change(&root)
            if root == old { return root }
            do throws(APIError) {
                return try result(await service.update(Root.kind, name, root.json, options))
            } catch {
                if error.reason == .notFound { return nil }
                guard error.reason == .conflict else { throw error }
            }
        }
        throw .conflict(Root.kind, name.name, "the object kept changing; it is tried again later")
    }

    public func delete(_ name: ObjectName, _ options: DeleteOptions = DeleteOptions()) async throws(APIError) {
        do throws(APIError) {
            _ = try await service.delete(Root.kind, name, options)
        } catch  where error.reason == .notFound {
            return
        }
    }

    private func result(_ result: WriteResult) throws(APIError) -> Root {
        guard let root = decode(result.object) else {
            throw APIError(.internalError, "the stored object cannot be read back", kind: Root.kind)
        }
        return root
    }
}
