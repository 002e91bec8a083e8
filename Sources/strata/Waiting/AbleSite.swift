import StrataAPI
import StrataClient

/// Chooses the site of something that not every stack can keep.
struct AbleSite: Sendable {
    let context: ClientContext
    /// The ability's name, as a Site's status has it: `networks`, `volumes`.
    let ability: String

    /// The site named, or one that is ready and has the ability: this machine's LXC first.
    func site(_ named: String?, what: String) async throws(CommandFailure) -> String {
        if let named { return named }
        let list = try await context.attempt(what) { () throws(ClientError) in try await context.client.list(Site.kind, namespace: nil) }
        guard let chosen = Self.choose(list.items.compactMap { Site(json: $0) }, ability: ability) else {
            throw CommandFailure(
                what, cause: "no site that is ready can keep \(ability)",
                hint: "`strata site ls` shows the sites and why they are not ready; --site names one")
        }
        return chosen.metadata.name
    }

    static func choose(_ sites: [Site], ability: String) -> Site? {
        let able = sites.filter { site in
            site.status.phase == .ready && site.status.abilities.contains { $0.name == ability && $0.support != .no }
        }.sorted { $0.metadata.name < $1.metadata.name }
        return able.first { $0.metadata.name == "local-lxc" } ?? able.first { $0.spec.endpoint == "local:" } ?? able.first
    }
}
