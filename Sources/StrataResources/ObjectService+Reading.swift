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
        if let revision = request.exactly ?? request.notOlderThan, revision > cache.currentRevision { try await wait(for: revision, cache) }
        let prefix = codec.prefix(namespace: request.selection.namespace)
        guard let token = request.continuation else {
            let page = page(of: request, prefix, after: nil, from: cache)
            guard let exactly = request.exactly, exactly != page.revision else { return page }
            return try await pastPage(of: request, prefix, at: exactly, after: nil, codec)
        }
        guard let continuation = Continuation(token), continuation.key.hasPrefix(codec.prefix) else {
            throw APIError(.badRequest, "continue key is not valid: list again without it")
        }
        if continuation.revision == cache.currentRevision {
            let page = page(of: request, prefix, after: continuation.key, from: cache)
            if page.revision == continuation.revision { return page }
        }
        return try await pastPage(of: request, prefix, at: continuation.revision, after: continuation.key, codec)
    }

    /// A page as the cache is now. With selectors, the page is filled from as many objects as that takes.
    private func page(of request: ListRequest, _ prefix: String, after: String?, from cache: WatchCache<StoredObject>) -> ObjectPage {
        let selection = request.selection
        let isWhole = selection.labels.isEmpty && selection.fields.isEmpty
        let snapshot =
            Self.indexed(selection, prefix, after: after, in: cache)
            ?? cache.snapshot(prefix: prefix, after: after, limit: isWhole ? request.limit : nil)
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

    /// The objects among which all of a selection are, where an index leaves few to look at; nil where it is as cheap to look at all.
    private static func indexed(_ selection: ObjectSelection, _ prefix: String, after: String?, in cache: WatchCache<StoredObject>)
        -> CachePage<StoredObject>?
    {
        for requirement in selection.fields.requirements where requirement.isEqual && !requirement.value.isEmpty {
            let index = ObjectIndex.field(requirement.field).name
            guard let count = cache.count(index: index, term: requirement.value) else { continue }
            // Found one by one, objects cost some eight times what they cost in a row.
            if count <= cache.count() / 8 {
                return cache.snapshot(index: index, term: requirement.value, prefix: prefix, after: after)
            }
        }
        return nil
    }

    /// A page as it was at an earlier revision, from the store's history, so that all pages of a list show the same moment.
    private func pastPage(of request: ListRequest, _ prefix: String, at revision: Revision, after start: String?, _ codec: ObjectCodec)
        async throws(APIError) -> ObjectPage
    {
        var objects: [StoredObject] = []
        var after = start
        let limit = request.limit ?? .max
        while true {
            let listing: Listing
            do {
                listing = try await store.list(prefix: prefix, after: after, limit: min(limit, 1000), at: revision)
            } catch {
                throw APIError(store: error, codec.definition.kind)
            }
            for entry in listing.entries {
                after = entry.key
                let object = codec.cached(entry)
                if request.selection.matches(object) { objects.append(object) }
                if objects.count == limit { break }
            }
            let isEnd = listing.entries.isEmpty || listing.remaining == 0 && listing.entries.last?.key == after
            if isEnd || objects.count == limit {
                let token = isEnd ? nil : after.map { Continuation(revision: revision, key: $0).token }
                return ObjectPage(objects: objects, revision: revision, continuation: token, remaining: nil)
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
