import LXD
import StrataAPI
public import StrataDriverKit

extension LXDDriver {
    /// See ``Driver/survey()``. A constant number of requests, and one for each member of a cluster.
    public func survey() async throws(DriverError) -> Survey {
        let attempt = "survey"
        let look = try await ask(attempt, site) { client in
            let server = try await client.server()
            async let pools = client.send(.get, "/1.0/storage-pools?recursion=1").metadata.array
            async let networks = client.send(.get, "/1.0/networks?recursion=1").metadata.array
            async let profiles = client.send(.get, "/1.0/profiles").metadata.array
            async let images = client.send(.get, "/1.0/images").metadata.array
            let members =
                ServerFacts(server: server).isClustered
                ? try await client.send(.get, "/1.0/cluster/members?recursion=1").metadata.array ?? [] : []
            return SiteLook(
                facts: ServerFacts(server: server), pools: try await pools ?? [], networks: try await networks ?? [],
                profiles: try await profiles?.count ?? 0, images: try await images?.count ?? 0, members: members)
        }
        var hosts: [HostFacts] = []
        if look.members.isEmpty {
            let resources = try await ask(attempt, site) { try await $0.send(.get, "/1.0/resources").metadata }
            hosts = [look.facts.host(resources)]
        } else {
            for member in look.members {
                guard let name = member["server_name"]?.string else { continue }
                let resources: JSONValue
                do throws(DriverError) {
                    resources = try await ask(attempt, name) {
                        try await $0.send(.get, "/1.0/resources?target=\(LXDTarget.encoded(name))").metadata
                    }
                } catch {
                    if case .cancelled = error { throw error }
                    // One member that is away must not hide the others.
                    resources = .null
                }
                hosts.append(look.facts.host(resources, member: member))
            }
        }
        return Survey(
            version: look.facts.versionText, support: look.support(pool: try await volumePool(attempt, site)), hosts: hosts,
            boxes: look.boxes(hosts: hosts))
    }
}
