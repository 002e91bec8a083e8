import StrataAPI
import StrataResources

/// What a site's Secret holds.
struct SiteCredentials: Sendable {
    let site: String
    let secret: ObjectName
    let values: [String: [UInt8]]

    /// - Throws: ``SiteUnavailable`` where the Secret is not there.
    init(of site: Site, _ objects: ObjectService) throws {
        let name = site.metadata.name
        guard let reference = site.spec.credentials else {
            throw SiteUnavailable(site: name, reason: "NoCredentials", why: "spec.credentials names no Secret")
        }
        let secretName = ObjectName(namespace: reference.namespace, name: reference.name)
        guard let secret = try Objects<Secret>(objects).get(secretName) else {
            throw SiteUnavailable(site: name, reason: "NoCredentials", why: "the Secret \(secretName) does not exist")
        }
        self.site = name
        self.secret = secretName
        values = secret.data.compactMapValues(Base64.decode)
    }

    /// A value that must be there.
    func required(_ key: String) throws -> [UInt8] {
        guard let bytes = values[key], !bytes.isEmpty else {
            throw SiteUnavailable(site: site, reason: "NoCredentials", why: "the Secret \(secret) has no \(key)")
        }
        return bytes
    }
}
