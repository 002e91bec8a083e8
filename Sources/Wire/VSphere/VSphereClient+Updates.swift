public import XMLDocuments

/// A change of an object that is watched.
public struct ObjectUpdate: Sendable, Hashable {
    public enum Kind: String, Sendable {
        /// It came into sight.
        case enter
        case modify
        /// It is gone.
        case leave
    }

    public var kind: Kind
    public var object: ManagedObject
    /// The properties that changed, by path, nil for one that has no value any more.
    public var changes: [String: XMLElement?]

    init?(_ element: XMLElement) {
        guard let object = ManagedObject(element["obj"]), let kind = Kind(rawValue: element["kind"]?.text ?? "") else { return nil }
        self.kind = kind
        self.object = object
        var changes: [String: XMLElement?] = [:]
        for case .element(let part) in element.nodes where part.name == "changeSet" {
            if let name = part["name"]?.text { changes.updateValue(part["val"], forKey: name) }
        }
        self.changes = changes
    }
}

extension VSphereClient {
    /// What is watched: objects by themselves, or all of some types below a place.
    public enum Subject: Sendable {
        case objects([ManagedObject])
        case below(ManagedObject)
    }

    /// Watches properties until a body has seen enough or throws. The first updates are of what is there already.
    ///
    /// It has a collector of its own at the server, for as long as it lasts.
    ///
    /// - Parameters:
    ///   - patience: how long the server waits for something to happen before it says that nothing did; the body is then given no updates.
    ///   - body: returns whether to go on.
    /// - Throws: ``VSphereError``; after `InvalidCollectorVersion`, or a session's end, somebody must begin anew.
    public func watch(
        _ wishes: [PropertyWish], of subject: Subject, patience: Duration = .seconds(60),
        _ body: ([ObjectUpdate]) async throws(VSphereError) -> Bool
    ) async throws(VSphereError) {
        let collector = try await collector()
        let result: Result<Void, VSphereError>
        do throws(VSphereError) {
            result = .success(try await follow(collector, wishes, subject, patience, body))
        } catch {
            result = .failure(error)
        }
        // Even where this task was cancelled: a collector that is left stays until the session ends.
        await Task { _ = try? await call("DestroyPropertyCollector", on: collector, timeout: .seconds(5)) }.value
        try result.get()
    }

    private func collector() async throws(VSphereError) -> ManagedObject {
        let answer = try await call("CreatePropertyCollector", on: content.propertyCollector)
        guard let collector = ManagedObject(answer["returnval"]) else { throw .malformed("CreatePropertyCollector returned none") }
        return collector
    }

    private func follow(
        _ collector: ManagedObject, _ wishes: [PropertyWish], _ subject: Subject, _ patience: Duration,
        _ body: ([ObjectUpdate]) async throws(VSphereError) -> Bool
    ) async throws(VSphereError) {
        let sets: [XMLElement]
        switch subject {
        case .objects(let objects): sets = objects.map { XMLElement("objectSet", [], [$0.element("obj")]) }
        case .below(let place):
            let view = try await views.view(of: wishes.map(\.type), below: place, in: try await sessions.session(), self)
            sets = [Self.members(of: view)]
        }
        _ = try await call(
            "CreateFilter", on: collector, [XMLElement("spec", [], wishes.map(\.element) + sets), .plain("partialUpdates", "false")])
        var version = ""
        while true {
            let seconds = max(1, patience.components.seconds)
            let (answer, _) = try await call(
                "WaitForUpdatesEx", on: collector,
                [.plain("version", version), XMLElement("options", [], [.plain("maxWaitSeconds", seconds)])], through: waiting,
                isRead: true,
                timeout: .seconds(seconds + 30))
            var updates: [ObjectUpdate] = []
            if let set = answer["returnval"] {
                version = set["version"]?.text ?? version
                for filter in set.children("filterSet") { updates += filter.children("objectSet").compactMap(ObjectUpdate.init) }
            }
            guard try await body(updates) else { return }
            if Task.isCancelled { throw .cancelled }
        }
    }
}
