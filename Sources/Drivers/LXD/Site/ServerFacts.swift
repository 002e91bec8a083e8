import LXD
import StrataAPI
import StrataDriverKit

/// What a daemon told of itself when it was connected to.
struct ServerFacts: Sendable {
    let server: LXDServer

    /// `lxd` or `incus`.
    var product: String { server.document[path: ["environment", "server"]]?.string ?? "lxd" }
    /// The command that the daemon's own client is.
    var client: String { product == "lxd" ? "lxc" : product }
    /// Whether it keeps what the consoles of virtual machines show. No API extension tells of that.
    var keepsGuestLogs: Bool { product == "incus" }
    var version: String { server.document[path: ["environment", "server_version"]]?.string ?? "" }
    var name: String { server.document[path: ["environment", "server_name"]]?.string ?? "" }
    var architecture: String { server.document[path: ["environment", "kernel_architecture"]]?.string ?? "" }
    var isClustered: Bool { server.document[path: ["environment", "server_clustered"]]?.bool ?? false }
    var isTrusted: Bool { server.document["auth"]?.string == "trusted" }

    /// Where it listens on the network: `HOST:PORT`.
    var addresses: [String] { server.document[path: ["environment", "addresses"]]?.array?.compactMap(\.string) ?? [] }
    /// Its own certificate, as PEM.
    var certificate: String { server.document[path: ["environment", "certificate"]]?.string ?? "" }
    /// That certificate's SHA-256.
    var fingerprint: String { server.document[path: ["environment", "certificate_fingerprint"]]?.string ?? "" }

    /// What runs instances: `lxc`, `qemu`.
    var engines: [String] {
        (server.document[path: ["environment", "driver"]]?.string ?? "").split(separator: "|").map { $0.filter { $0 != " " } }
    }

    /// The version of what runs instances: `7.2.22` of `qemu`.
    func engineVersion(_ engine: String) -> String? {
        let versions = (server.document[path: ["environment", "driver_version"]]?.string ?? "").split(separator: "|")
        guard let index = engines.firstIndex(of: engine), versions.indices.contains(index) else { return nil }
        return versions[index].filter { $0 != " " }
    }

    /// The kinds of storage pools in use.
    var storages: [String] {
        (server.document[path: ["environment", "storage"]]?.string ?? "").split(separator: "|").map { $0.filter { $0 != " " } }
    }

    /// Why the daemon cannot be used as a site wishes; nil when it can.
    func obstacle(_ options: SiteOptions) -> (answer: String, hint: String)? {
        guard isTrusted else {
            return (
                "the daemon does not trust this client",
                "Run Strata as root, or as a member of the group lxd or incus-admin; over the network, put a token (lxc or incus config trust add) into the Site's Secret"
            )
        }
        var needed = ["instances", "etag", "patch", "instance_get_full", "event_lifecycle"]
        if !options.project.isEmpty { needed.append("projects") }
        if !options.target.isEmpty { needed.append("clustering") }
        for needed in needed where !server.has(needed) {
            return ("the daemon lacks the API extension \(needed)", "Use LXD 5.0 or later, or Incus")
        }
        return nil
    }

    static func look(through door: Door, _ attempt: String, _ object: String) async throws(DriverError) -> ServerFacts {
        ServerFacts(server: try await door.ask(attempt, object) { try await $0.server() })
    }
}
