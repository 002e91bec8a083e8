import StrataAPI
import StrataDriverKit
import StrataResources

/// Puts a site's SSH key and known hosts where ssh(1) can read them: files that only this user may read.
struct SSHCredentials: Sendable {
    let directory: String
    let objects: ObjectService

    func machine(for site: Site, _ endpoint: SSHEndpoint) async throws -> SSHMachine {
        let name = site.metadata.name
        let secret = try SiteCredentials(of: site, objects)
        let here = LocalMachine()
        let place = "\(directory)/\(name)"
        try await here.makeDirectory(place, mode: 0o700)
        try await here.write("\(place)/key", try secret.value("ssh-privatekey"), mode: 0o600)
        try await here.write("\(place)/known_hosts", try secret.value("known_hosts"), mode: 0o600)
        return try SSHMachine(
            destination: endpoint.host, port: endpoint.port.map { UInt16($0) }, user: endpoint.user, identityFile: "\(place)/key",
            knownHostsFile: "\(place)/known_hosts", controlDirectory: place)
    }
}
