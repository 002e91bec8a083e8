import StrataAPI
import StrataStore
import Synchronization

/// The objects of a kind that are part of the program, ready to be served once somebody has asked for them.
final class FixedCollection: Sendable {
    let definition: KindDefinition
    /// How many objects there are, known without making them.
    let count: Int
    private let load: @Sendable () -> FixedDocuments.Contents
    private let made = Mutex<Made?>(nil)

    private struct Made {
        var revision: Revision
        /// In order of their names.
        var objects: [StoredObject]
        var places: [String: Int]
    }

    init(_ definition: KindDefinition, _ documents: FixedDocuments) {
        self.definition = definition
        count = documents.count
        load = documents.load
    }

    var revision: Revision { contents.revision }

    func find(_ name: ObjectName) -> StoredObject? {
        let contents = contents
        return contents.places[name.name].map { contents.objects[$0] }
    }

    /// All objects that a selection means.
    func objects(_ selection: ObjectSelection) -> [StoredObject] { contents.objects.filter(selection.matches) }

    /// A page of the list. Its token names the object that it ended with.
    func page(_ request: ListRequest) throws(APIError) -> ObjectPage {
        let revision = revision
        var objects = objects(request.selection)
        if let token = request.continuation {
            guard let continuation = Continuation(token) else {
                throw APIError(.badRequest, "continue key is not valid: list again without it")
            }
            guard continuation.revision == revision else { throw expired(continuation.revision) }
            objects.removeAll { $0.name.name <= continuation.key }
        }
        var page = ObjectPage(objects: objects, revision: revision)
        if let limit = request.limit, objects.count > limit {
            page.objects = Array(objects.prefix(limit))
            page.remaining = objects.count - limit
            page.continuation = page.objects.last.map { Continuation(revision: revision, key: $0.name.name).token }
        }
        return page
    }

    /// What a watcher is sent at first. Nothing ever follows; one that knew another release's objects must list again.
    func initial(_ request: WatchRequest) throws(APIError) -> [StoredObject] {
        if let after = request.after, !request.sendsInitialEvents {
            guard after == revision else { throw expired(after) }
            return []
        }
        return objects(request.selection)
    }

    private func expired(_ revision: Revision) -> APIError {
        APIError(.expired, "resource version \(revision) is not that of this release's \(definition.kind.plural): list again")
    }

    private var contents: Made {
        made.withLock { made in
            if let made { return made }
            let fresh = make()
            made = fresh
            return fresh
        }
    }

    private func make() -> Made {
        let contents = load()
        let revision = Revision(rawValue: contents.revision)
        let codec = ObjectCodec(definition: definition, seal: nil)
        let objects = contents.documents.map { codec.item($0, revision: revision) }.sorted { $0.name.name < $1.name.name }
        return Made(
            revision: revision, objects: objects,
            places: Dictionary(objects.enumerated().map { ($1.name.name, $0) }, uniquingKeysWith: { first, _ in first }))
    }
}
