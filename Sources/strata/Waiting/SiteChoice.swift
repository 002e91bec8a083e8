import StrataAPI
import StrataClient

/// Chooses the site of a new instance.
struct SiteChoice: Sendable {
    let context: ClientContext

    /// The stacks that run each type of instance; what is missing here runs virtual machines.
    private static let containerStacks: Set<String> = ["lxc", "lxd", "nspawn", "proxmox"]
    private static let otherStacks: [String: InstanceType] = [
        "freebsd-jails": .jail, "powervm": .partition, "pikeos": .partition, "kubernetes": .pod, "k3s": .pod,
    ]

    /// The site named, or one that is ready and runs what the image holds: this machine's LXC first.
    ///
    /// - Throws: ``CommandFailure`` where there is no such site.
    func site(_ named: String?, for image: String, type wanted: InstanceType?) async throws(CommandFailure) -> String {
        if let named {
            let found = try await context.attempt("cannot use site \(named)", on: Site.kind, ObjectName(name: named)) {
                () throws(ClientError) in
                try await context.client.get(Site.kind, ObjectName(name: named))
            }
            return found["metadata"]?["name"]?.string ?? named
        }
        let type = if let wanted { wanted } else { try await imageType(image) }
        return try await site(for: type)
    }

    /// A site that is ready and runs instances of a type: this machine's LXC first.
    func site(for type: InstanceType) async throws(CommandFailure) -> String {
        let list = try await context.attempt("cannot choose a site") { () throws(ClientError) in
            try await context.client.list(Site.kind, namespace: nil)
        }
        let sites = list.items.compactMap { Site(json: $0) }
        guard let chosen = Self.choose(sites, type: type) else {
            let ready = sites.filter { $0.status.phase == .ready }.map(\.metadata.name)
            let cause =
                sites.isEmpty
                ? "there are no sites"
                : ready.isEmpty
                    ? "no site is ready: "
                        + sites.prefix(5).map { "\($0.metadata.name) is \($0.status.phase.rawValue)" }.joined(separator: ", ")
                    : "no site that is ready runs a \(type.rawValue) (\(ready.prefix(5).joined(separator: ", ")))"
            throw CommandFailure(
                "cannot choose a site", cause: cause, hint: "`strata site ls` shows the sites and why they are not ready; --site names one")
        }
        return chosen.metadata.name
    }

    /// The best of the sites for a type.
    static func choose(_ sites: [Site], type: InstanceType) -> Site? {
        let able = sites.filter { $0.status.phase == .ready && runs(type, $0.spec.stack) }.sorted { $0.metadata.name < $1.metadata.name }
        return able.first { $0.metadata.name == "local-lxc" } ?? able.first { $0.spec.endpoint == "local:" } ?? able.first
    }

    private static func runs(_ type: InstanceType, _ stack: String) -> Bool {
        if let only = otherStacks[stack] { return type == only }
        if type == .container { return containerStacks.contains(stack) }
        return type == .virtualMachine && (!containerStacks.contains(stack) || stack == "lxd" || stack == "proxmox")
    }

    /// What can be started from the image: an Image of that name or source says so, else its name does.
    private func imageType(_ image: String) async throws(CommandFailure) -> InstanceType {
        let list = try await context.attempt("cannot look at the images") { () throws(ClientError) in
            try await context.client.list(Image.kind, namespace: context.namespace)
        }
        let images = list.items.compactMap { Image(json: $0) }
        return (images.first { $0.metadata.name == image } ?? images.first { $0.spec.source == image })?.spec.type
            ?? Image.type(ofSource: image)
    }
}
