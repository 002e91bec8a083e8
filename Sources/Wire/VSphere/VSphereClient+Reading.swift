import XMLDocuments

extension VSphereClient {
    /// How many objects one answer has at most.
    private static let page = 2500

    /// Reads properties of objects that are known.
    ///
    /// - Throws: ``VSphereError/fault(_:)`` `ManagedObjectNotFound` where one of them is gone.
    public func read(_ objects: [ManagedObject], _ wishes: [PropertyWish]) async throws(VSphereError) -> [ObjectContent] {
        guard !objects.isEmpty else { return [] }
        return try await retrieve(wishes, objects.map { XMLElement("objectSet", [], [$0.element("obj")]) })
    }

    /// Reads properties of one object; nil where it is gone.
    public func read(_ object: ManagedObject, _ paths: [String]) async throws(VSphereError) -> ObjectContent? {
        do throws(VSphereError) {
            return try await read([object], [PropertyWish(object.type, paths)]).first
        } catch {
            guard error.fault?.type == "ManagedObjectNotFound" else { throw error }
            return nil
        }
    }

    /// Reads properties of all objects of some types below a place, however deep: in one call, and a further one for each 2,500 objects.
    public func readAll(_ wishes: [PropertyWish], below place: ManagedObject) async throws(VSphereError) -> [ObjectContent] {
        let types = wishes.map(\.type)
        for isSecond in [false, true] {
            let session = try await sessions.session()
            let view = try await views.view(of: types, below: place, in: session, self)
            do throws(VSphereError) {
                return try await retrieve(wishes, [Self.members(of: view)])
            } catch {
                // The view went with its session, or somebody ended it.
                guard !isSecond, error.fault?.type == "ManagedObjectNotFound" else { throw error }
                await views.forget(types, below: place)
            }
        }
        return []
    }

    /// What a property collector is told to reach a view's members.
    static func members(of view: ManagedObject) -> XMLElement {
        XMLElement(
            "objectSet", [],
            [
                view.element("obj"), .plain("skip", "true"),
                .typed(
                    "selectSet", "TraversalSpec",
                    [.plain("name", "members"), .plain("type", view.type), .plain("path", "view"), .plain("skip", "false")]),
            ])
    }

    private func retrieve(_ wishes: [PropertyWish], _ objectSets: [XMLElement]) async throws(VSphereError) -> [ObjectContent] {
        let specification = XMLElement("specSet", [], wishes.map(\.element) + objectSets)
        let options = XMLElement("options", [], [.plain("maxObjects", Self.page)])
        let collector = content.propertyCollector
        var (answer, session) = try await call(
            "RetrievePropertiesEx", on: collector, [specification, options], through: http, isRead: true, timeout: .seconds(120))
        var found: [ObjectContent] = []
        while let page = answer["returnval"] {
            for case .element(let part) in page.nodes where part.name == "objects" {
                if let content = ObjectContent(part) { found.append(content) }
            }
            guard let token = page["token"]?.text else { break }
            let next = try await call(
                "ContinueRetrievePropertiesEx", on: collector, [.plain("token", token)], through: http, isRead: false,
                timeout: .seconds(120))
            // A token is its session's own.
            guard next.session == session else { throw .malformed("the session ended between two parts of an answer") }
            (answer, session) = next
        }
        return found
    }
}

/// The views that the server keeps for a session, made once for each place and set of types, however many ask for one.
actor ViewShelf {
    private struct Key: Hashable {
        var types: [String]
        var place: ManagedObject
        var session: Int
    }

    private var views: [Key: Task<Result<ManagedObject, VSphereError>, Never>] = [:]

    func view(
        of types: [String], below place: ManagedObject, in session: SessionOffice.Session, _ client: VSphereClient
    ) async throws(VSphereError) -> ManagedObject {
        let key = Key(types: types, place: place, session: session.number)
        if let known = views[key] { return try await known.value.get() }
        // Those of sessions that have ended went with them.
        views = views.filter { $0.key.session == session.number }
        let making = Task { () async -> Result<ManagedObject, VSphereError> in
            do throws(VSphereError) { return .success(try await client.makeView(of: types, below: place)) } catch { return .failure(error) }
        }
        views[key] = making
        let result = await making.value
        if case .failure = result { views[key] = nil }
        return try result.get()
    }

    /// The next who asks gets another one.
    func forget(_ types: [String], below place: ManagedObject) {
        views = views.filter { $0.key.types != types || $0.key.place != place }
    }
}

extension VSphereClient {
    /// A view of all objects of some types below a place, that keeps up with them for as long as the session lives.
    func makeView(of types: [String], below place: ManagedObject) async throws(VSphereError) -> ManagedObject {
        guard let manager = content.services["viewManager"] else { throw .malformed("the server has no view manager") }
        let answer = try await call(
            "CreateContainerView", on: manager,
            [place.element("container")] + types.map { .plain("type", $0) } + [.plain("recursive", "true")], isRead: true)
        guard let view = ManagedObject(answer["returnval"]) else { throw .malformed("CreateContainerView returned no view") }
        return view
    }
}
