import StrataAPI
import StrataDriverKit
import Synchronization
import VSphere

/// The tags that machines have, looked at once a minute: they come from an interface of their own, and nobody tells of changes.
final class TagShelf: Sendable {
    private struct State {
        /// `CATEGORY/NAME` of tags by their identities.
        var names: [String: String] = [:]
        /// Names of categories by theirs.
        var categories: [String: String] = [:]
        var attached: [ManagedObject: [String]] = [:]
        /// The machines that the last list showed.
        var objects: [ManagedObject] = []
        var lookedAt: ContinuousClock.Instant?
        /// Since when names are gathered.
        var gatheredSince = ContinuousClock.now
        var isLooking = false
        var trouble = ""
    }

    private static let interval = Duration.seconds(60)
    /// How many tags that are not known yet are asked after at once; each takes a call of its own, once.
    private static let newAtOnce = 200
    /// How many where one is looked for by its name.
    private static let most = 20_000
    /// How long names are believed, which people change.
    private static let memory = Duration.seconds(3600)

    private let state = Mutex(State())

    /// Why tags are not told; empty while they are.
    var trouble: String { state.withLock(\.trouble) }

    /// Takes over which machines there are.
    func follow(_ objects: [ManagedObject]) { state.withLock { $0.objects = objects } }

    /// A machine's tags as `CATEGORY/NAME`, in their order, as they were when last looked at.
    func tags(of object: ManagedObject) -> [String] {
        state.withLock { state in (state.attached[object] ?? []).compactMap { state.names[$0] }.sorted() }
    }

    /// Looks at all machines of the last list, if that was not done within a minute: one call for each thousand of them.
    ///
    /// What goes wrong is kept in ``trouble``: machines are listed without tags then.
    func look(_ client: TagClient) async {
        let due = state.withLock { state -> [ManagedObject] in
            guard !state.isLooking, !state.objects.isEmpty, state.lookedAt.map({ $0 + Self.interval <= .now }) ?? true else { return [] }
            state.isLooking = true
            if state.gatheredSince + Self.memory <= .now {
                (state.names, state.categories, state.gatheredSince) = ([:], [:], .now)
            }
            return state.objects
        }
        guard !due.isEmpty else { return }
        var (attached, trouble) = ([ManagedObject: [String]](), "")
        do throws(VSphereError) {
            for start in stride(from: 0, to: due.count, by: TagClient.objectsAtOnce) {
                let page = Array(due[start..<min(start + TagClient.objectsAtOnce, due.count)])
                attached.merge(try await client.tags(of: page).filter { !$0.value.isEmpty }) { $1 }
            }
            try await learn(Set(attached.values.joined()), client)
        } catch {
            if case .cancelled = error { return state.withLock { $0.isLooking = false } }
            trouble = "\(error)".printable(limit: 300)
        }
        state.withLock { state in
            state.isLooking = false
            state.lookedAt = .now
            state.trouble = trouble
            if trouble.isEmpty { state.attached = attached }
        }
    }

    /// The tags that one machine has now, by their identities.
    func look(at object: ManagedObject, _ client: TagClient) async throws(VSphereError) -> [String: String] {
        let ids = try await client.tags(of: [object])[object] ?? []
        try await learn(Set(ids), client)
        return state.withLock { state in
            state.attached[object] = ids
            return Dictionary(ids.compactMap { id in state.names[id].map { (id, $0) } }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// The identity of a tag; nil where there is none of that name.
    func identity(of tag: String, _ client: TagClient) async throws(VSphereError) -> String? {
        if let known = state.withLock({ $0.names.first { $0.value == tag } })?.key {
            if let now = try await client.tag(known), tag.hasSuffix("/\(now.name)") { return known }
            // It is gone, or called otherwise since.
            state.withLock { ($0.names, $0.categories) = ([:], [:]) }
        }
        try await learn(Set(try await client.all()), client, most: Self.most)
        return state.withLock { $0.names.first { $0.value == tag } }?.key
    }

    private func learn(_ ids: Set<String>, _ client: TagClient, most: Int = newAtOnce) async throws(VSphereError) {
        let (known, categories) = state.withLock { (Set($0.names.keys), $0.categories) }
        var (names, labels) = ([String: String](), categories)
        for id in ids.subtracting(known).sorted().prefix(most) {
            guard let tag = try await client.tag(id) else { continue }
            if labels[tag.categoryID] == nil { labels[tag.categoryID] = try await client.category(tag.categoryID) }
            guard let category = labels[tag.categoryID] else { continue }
            names[id] = "\(category)/\(tag.name)".printable(limit: 520)
        }
        guard !names.isEmpty else { return }
        state.withLock { state in
            state.names.merge(names) { $1 }
            state.categories.merge(labels) { $1 }
        }
    }
}
