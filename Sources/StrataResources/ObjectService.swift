public import StrataAPI
public import StrataStore

/// The objects' life: kinds over the store, by Kubernetes' conventions. The HTTP server and the controllers both stand on it.
///
/// Kinds whose objects are part of the program are served from memory, made when they are first asked for.
///
/// Reads and watches are answered from one ``WatchCache`` per kind; a write waits until the cache has seen it, so that whoever wrote an
/// object reads it. All methods may be called from any task.
public final class ObjectService: Sendable {
    /// The kinds there are, in the order in which discovery shows them.
    public let kinds: [KindDefinition]
    let store: any ResourceStore
    let caches: [ResourceKind: WatchCache<StoredObject>]
    let codecs: [ResourceKind: ObjectCodec]
    /// The kinds whose objects are part of the program.
    let collections: [ResourceKind: FixedCollection]
    let quotas = QuotaReservations()

    /// - Parameter seals: how the objects of a kind are hidden at rest.
    public init(store: any ResourceStore, kinds: [KindDefinition], seals: [ResourceKind: any Seal] = [:]) {
        self.store = store
        self.kinds = kinds
        let codecs = Dictionary(uniqueKeysWithValues: kinds.map { ($0.kind, ObjectCodec(definition: $0, seal: seals[$0.kind])) })
        self.codecs = codecs
        collections = Dictionary(
            uniqueKeysWithValues: kinds.compactMap { definition in
                definition.documents.map { (definition.kind, FixedCollection(definition, $0)) }
            })
        caches = codecs.filter { $0.value.definition.isStored }.mapValues { codec in
            WatchCache(
                store: store, prefix: codec.prefix, progressInterval: .seconds(20), indexes: ObjectIndex.all(of: codec.definition),
                share: { object in object.name.namespace.isEmpty ? nil : (object.name.namespace, object.quotaUse.amounts) }
            ) { codec.cached($0) }
        }
    }

    /// Fills the caches and follows the store until cancelled. Nothing is answered before this runs.
    public func run() async throws(StoreError) {
        let failure = await withTaskGroup(of: StoreError?.self) { group in
            for cache in caches.values {
                group.addTask {
                    do throws(StoreError) {
                        try await cache.run()
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            for await failure in group where failure != nil {
                group.cancelAll()
                return failure
            }
            return nil
        }
        if let failure { throw failure }
    }

    /// Forgets what happened up to a revision: watches and lists that begin there or before are refused as expired from now on.
    public func forget(before revision: Revision) {
        for cache in caches.values { cache.forget(before: revision) }
    }

    /// Waits until every kind can be read.
    public func ready() async throws(StoreError) {
        for cache in caches.values { try await cache.ready() }
    }

    /// The definition of a kind.
    public func definition(_ kind: ResourceKind) throws(APIError) -> KindDefinition { try codec(kind).definition }

    /// How many objects of a kind there are.
    public func count(_ kind: ResourceKind) -> Int { caches[kind]?.count() ?? collections[kind]?.count ?? 0 }

    /// How far the objects of a kind have been seen: everything written up to here can be read.
    public func revision(_ kind: ResourceKind) throws(APIError) -> Revision { try cache(kind).currentRevision }

    func codec(_ kind: ResourceKind) throws(APIError) -> ObjectCodec {
        guard let codec = codecs[kind] else { throw APIError(.notFound, "the server could not find the requested resource") }
        return codec
    }

    func cache(_ kind: ResourceKind) throws(APIError) -> WatchCache<StoredObject> {
        guard let cache = caches[kind] else { throw APIError(.notFound, "the server could not find the requested resource") }
        return cache
    }
}

/// Hides bytes at rest.
public protocol Seal: Sendable {
    /// Hides bytes; `context` must be the same when they are opened.
    func seal(_ bytes: [UInt8], context: String) -> [UInt8]
    /// Throws where the bytes were not sealed by this seal for this context.
    func open(_ bytes: [UInt8], context: String) throws -> [UInt8]
}
