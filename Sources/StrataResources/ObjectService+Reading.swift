public import StrataAPI
import StrataStore

extension ObjectService {
    /// One object.
    public func get(_ kind: ResourceKind, _ name: ObjectName) throws(APIError) -> StoredObject {
        guard let object = try find(kind, name) else { throw .notFound(kind, name.name) }
        return object
    }

    /// One object, nil when there is none of that name.
    public func find(_ kind: ResourceKind, _ name: ObjectName) throws(APIError) -> StoredObject? {
        if let collection = collections[kind] { return collection.find(name) }
        return try cache(kind).item(codec(kind).key(name))
    }

    /// The objects of a kind that a selection means, sorted by namespace and name.
    public func list(_ kind: ResourceKind, _ request: ListRequest = ListRequest()) async throws(APIError) -> ObjectPage {
        if let collection = collections[kind] { return try collection.page(request) }
        let cache = try cache(kind)
        let codec = try codec(kind)
        if let revision = request.notOlderThan, revision > cache.currentRevision { try await wait(for: revision, cache) }
        let prefix = codec.prefix(namespace: request.selection.namespace)
        guard let token = request.continuation else {
            return page(of: request, prefix, after: nil, from: cache)
        }
        guard let continuation = Continuation(token), continuation.key.hasPrefix(codec.prefix) else {
            throw APIError(.badRequest, "continue key is not valid: list again without it")
        }
        if continuation.revision == cache.currentRevision {
            let page = page(of: request, prefix, after: continuation.key, from: cache)
            if page.revision == continuation.revision { return page }
        }
        return try await pastPage(of: request, prefix, continuation, codec)
    }

    /// A page as the cache is now. With selectors, the page is filled from as many objects as that takes.
    private func page(of request: ListRequest, _ prefix: String, after: String?, from cache: WatchCache<StoredObject>) -> ObjectPage {
        let selection = request.selection
        let isWhole = selection.labels.isEmpty && selection.fields.isEmpty
        let snapshot = cache.snapshot(prefix: prefix, after: after, limit: isWhole ? request.limit : nil)
        var page = ObjectPage(objects: snapshot.items, revision: snapshot.revision)
        if isWhole {
            if snapshot.remaining > 0, let last = snapshot.lastKey {
                page.continuation = Continuation(revision: snapshot.revision, key: last).token
                page.remaining = snapshot.remaining
            }
            return page
        }
        page.objects = snapshot.items.filter(selection.matches)
        if let limit = request.limit, page.objects.count > limit {
            page.objects.removeLast(page.objects.count - limit)
            if let last = page.objects.last, let codec = codecs.values.first(where: { prefix.hasPrefix($0.prefix) }) {
                page.continuation = Continuation(revision: snapshot.revision, key: codec.key(last.name)).token
            }
        }
        return page
    }

    /// A page of a list that began at an earlier revision, from the store's history, so that all pages show the same moment.
    private func pastPage(of request: ListRequest, _ prefix: String, _ continuation: Continuation, _ codec: ObjectCodec)
        async throws(APIError) -> ObjectPage
    {
        var objects: [StoredObject] = []
        var after = continuation.key
        let limit = request.limit ?? .max
        while true {
            let listing: Listing
            do {
                listing = try await store.list(prefix: prefix, after: after, limit: min(limit, 1000), at: continuation.revision)
            } catch {
                throw APIError(store: error, codec.definition.kind)
            }
            for entry in listing.entries {
                after = entry.key
                let object = codec.cached(entry)
                if request.selection.matches(object) { objects.append(object) }
                if objects.count == limit { break }
            }
            let isEnd = listing.remaining == 0 && listing.entries.last?.key == after
            if isEnd || listing.entries.isEmpty || objects.count == limit {
                let token = isEnd || listing.entries.isEmpty ? nil : Continuation(revision: continuation.revision, key: after).token
                return ObjectPage(objects: objects, revision: continuation.revision, continuation: token, remaining: nil)
            }
        }
    }

    func wait(for revision: Revision, _ cache: WatchCache<StoredObject>) async throws(APIError) {
        do {
            try await cache.waitUntil(revision: revision)
        } catch {
            throw APIError(store: error, nil)
        }
    }
}

/// Where the next page of a list begins, as an opaque token.
struct Continuation {
    var revision: Revision
    var key: String

    init(revision: Revision, key: String) {
        self.revision = revision
        self.key = key
    }

    init?(_ token: String) {
        guard token.utf8.count <= 4096, let bytes = Base64.decode(token), let text = String(validating: bytes, as: UTF8.self) else {
            return nil
        }
        let parts = text.split(separator: "\n", maxSplits: 1)
        guard parts.count == 2, let number = UInt64(parts[0]) else { return nil }
        revision = Revision(rawValue: number)
        key = String(parts[1])
    }

    var token: String { Base64.encode(Array("\(revision)\n\(key)".utf8)) }
}
