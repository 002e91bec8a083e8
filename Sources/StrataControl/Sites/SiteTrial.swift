public import StrataAPI
public import StrataDriverKit

/// A site that is to be tried, apart from the machines that it has.
public struct SiteTrial: Sendable {
    public let site: String
    public let driver: any Driver.Type
    public let machine: any Machine
    let network: NetworkAccess?
    /// `spec.options` of the Site, changed so that machines made with them are not among the site's.
    public let options: JSONValue
    /// The same for machines apart from these too.
    let neighbourOptions: JSONValue
    public let stateDirectory: String

    /// A connection of its own, for the caller to close. The machine stays the site's.
    public func connect() async throws(DriverError) -> any Driver { try await connect(options) }

    /// A connection to a second site of the same stack on the same host.
    public func neighbour() async throws(DriverError) -> any Driver { try await connect(neighbourOptions) }

    private func connect(_ options: JSONValue) async throws(DriverError) -> any Driver {
        try await driver.connect(
            SiteConnection(site: site, machine: machine, network: network, options: options, stateDirectory: stateDirectory))
    }
}

extension SiteDirectory {
    /// What is needed to try a site that is connected.
    ///
    /// - Throws: `ServiceUnavailable` where it is not, `BadRequest` where its stack cannot keep machines apart.
    func trial(of name: String) throws(APIError) -> SiteTrial {
        let site: ConnectedSite
        do throws(SiteUnavailable) {
            site = try connected(name)
        } catch {
            throw APIError(.serviceUnavailable, error.description, kind: Site.kind, name: name)
        }
        guard let driver = type(of: site.driver) as? any Secluding.Type else {
            throw APIError(
                .badRequest, "the stack \(site.stack) cannot keep trials apart from a site's machines", kind: Site.kind, name: name)
        }
        let directory = stateDirectory(of: site.machine)
        return SiteTrial(
            site: name, driver: driver, machine: site.machine, network: site.network,
            options: driver.secluded(site.options, in: "\(directory)/conformance"),
            neighbourOptions: driver.secluded(site.options, in: "\(directory)/conformance/2"), stateDirectory: directory)
    }
}
