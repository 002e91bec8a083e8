import StrataAPI
import StrataDriverKit
import StrataResources

/// Puts a site's SSH key and known hosts where ssh(1) can read them: files that only this user may read.
struct SSHCredentials: Sendable {
    let directory: String
    let objects: ObjectService

    func machine(for site: Site, _ endpoint: SSHEndpoint) async throws -> SSHMachine {
        let name = site.metadata.name
        guard let reference = site.spec.credentials else {
            throw SiteUnavailable(site: name, reason: "NoCredentials", why: "spec.credentials names no Secret")
        }
        let secretName = ObjectName(namespace: reference.namespace, name: reference.name)
        guard let secret = try Objects<Secret>(objects).get(secretName) else {
            throw SiteUnavailable(site: name, reason: "NoCredentials", why: "the Secret \(secretName) does not exist")
        }
        func value(_ key: String) throws -> [UInt8] {
            guard let text = secret.data[key], let bytes = Base64.decode(text), !bytes.isEmpty else {
                throw SiteUnavailable(site: name, reason: "NoCredentials", why: "the Secret \(secretName) has no \(key)")
            }
            return bytes
        }
        let here = LocalMachine()
        let place = "\(directory)/\(name)"
        try await here.makeDirectory(place, mode: 0o700)
        try await here.write("\(place)/key", try value("ssh-privatekey"), mode: 0o600)
        try await here.write("\(place)/known_hosts", try value("known_hosts"), mode: 0o600)
        return try SSHMachine(
            destination: endpoint.host, port: endpoint.port.map { UInt16($0) }, user: endpoint.user, identityFile: "\(place)/key",
            knownHostsFile: "\(place)/known_hosts", controlDirectory: place)
    }
}
