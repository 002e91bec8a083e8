import StrataAPI
import StrataDriverKit
import StrataResources

/// What the Secret of a site holds, by key.
struct SiteCredentials: Sendable {
    let site: String
    private let secret: ObjectName
    let values: [String: [UInt8]]

    /// - Throws: ``SiteUnavailable`` where the site names no Secret, or one that does not exist.
    init(of site: Site, _ objects: ObjectService) throws {
        self.site = site.metadata.name
        guard let reference = site.spec.credentials else {
            throw SiteUnavailable(site: self.site, reason: "NoCredentials", why: "spec.credentials names no Secret")
        }
        secret = ObjectName(namespace: reference.namespace, name: reference.name)
        guard let found = try Objects<Secret>(objects).get(secret) else {
            throw SiteUnavailable(site: self.site, reason: "NoCredentials", why: "the Secret \(secret) does not exist")
        }
        values = found.data.compactMapValues(Base64.decode)
    }

    /// - Throws: ``SiteUnavailable`` where the Secret lacks it.
    func value(_ key: String) throws(SiteUnavailable) -> [UInt8] {
        guard let bytes = values[key], !bytes.isEmpty else {
            throw SiteUnavailable(site: site, reason: "NoCredentials", why: "the Secret \(secret) has no \(key)")
        }
        return bytes
    }
}
