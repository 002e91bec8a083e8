import StrataAPI
import StrataDriverKit

/// A site that could be connected to, with what limits the work on it.
struct ConnectedSite: Sendable {
    let name: String
    /// The Site's generation that this connection was made for.
    let generation: Int
    let uid: UID
    let driver: any Driver
    let machine: any Machine
    /// Where its own interface listens; nil where ``machine`` is the way to it.
    let network: NetworkAccess?
    /// `spec.options` of the Site.
    let options: JSONValue
    let limiter: Limiter

    var stack: String { type(of: driver).stack }
}

/// Why a site cannot be used now.
struct SiteUnavailable: Error, CustomStringConvertible {
    var site: String
    var reason: String
    var why: String

    var description: String { "site \(site.printable(limit: 120)) cannot be used: \(why)" }
}
