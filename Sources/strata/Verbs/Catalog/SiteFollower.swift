import StrataAPI
import StrataCatalog
import StrataClient

/// Follows a site with its instances and hosts, and tells with each change how all of it is now.
struct SiteFollower: Sendable {
    let client: StrataClient
    let name: String

    /// How long changes are gathered before they are told, so that many at once are one.
    static let pause = Duration.milliseconds(200)

    /// What is known of the site now, in one look.
    ///
    /// - Throws: ``ClientError`` with code 404 when there is no such site.
    func look() async throws(ClientError) -> SiteDiagram {
        guard let site = Site(json: try await client.get(Site.kind, ObjectName(name: name))) else {
            throw .malformed("its site \(name.printable(limit: 100)) cannot be read")
        }
        let selected = ListOptions(fieldSelector: "spec.site=\(SelectionOptions.escaped(name))")
        let instances = try await client.list(Instance.kind, namespace: nil, selected).items.compactMap { Instance(json: $0) }
        let hosts = try await client.list(Host.kind, namespace: nil, selected).items.compactMap { Host(json: $0) }
        return SiteDiagram(
            site: site, workloads: instances.sorted { $0.name < $1.name }.map(LiveBoxes.Workload.init), hosts: hosts)
    }

    /// Goes on until cancelled, or until `show` throws. Tells once at the beginning.
    ///
    /// - Throws: ``ClientError`` when the server cannot be asked any more, such as when the site is gone.
    func follow(_ show: (SiteDiagram) throws -> Void) async throws {
        let (changes, change) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let watches = [
            Task { try await watch(Site.kind, "metadata.name", change) }, Task { try await watch(Instance.kind, "spec.site", change) },
            Task { try await watch(Host.kind, "spec.site", change) },
        ]
        defer { for watch in watches { watch.cancel() } }
        try show(try await look())
        for await _ in changes {
            try await Task.sleep(for: Self.pause)
            try show(try await look())
        }
        // Only the watch that failed ended the stream; the others are cancelled with it.
        for watch in watches { watch.cancel() }
        for watch in watches {
            do {
                try await watch.value
            } catch ClientError.cancelled {
                continue
            }
        }
    }

    /// Tells of every change of the objects of a kind that belong to the site. Its end ends the stream.
    private func watch(_ kind: ResourceKind, _ field: String, _ change: AsyncStream<Void>.Continuation) async throws {
        defer { change.finish() }
        let options = ListOptions(fieldSelector: "\(field)=\(SelectionOptions.escaped(name))")
        while !Task.isCancelled {
            let version = try await client.list(kind, namespace: nil, options).resourceVersion
            change.yield()
            try await watch(kind, options, from: version, change)
        }
    }

    /// Returns when the server has forgotten what happened since, so that all must be looked at anew.
    private func watch(_ kind: ResourceKind, _ options: ListOptions, from version: String, _ change: AsyncStream<Void>.Continuation)
        async throws
    {
        do throws(ClientError) {
            for try await event in client.watch(kind, namespace: nil, options, resourceVersion: version) where event.change != .bookmark {
                change.yield()
            }
        } catch {
            guard case .status(let status) = error, status.code == 410 else { throw error }
        }
    }
}
