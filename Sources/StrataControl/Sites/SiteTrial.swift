import StrataAPI
public import StrataDriverKit

/// A site that is to be tried, apart from the machines that it has.
public struct SiteTrial: Sendable {
    public let site: String
    public let driver: any Driver.Type
    /// As the site is connected to, but with options by which machines are not among the site's.
    public let connection: SiteConnection
    /// Options for machines apart from these too.
    let neighbourOptions: JSONValue

    public var machine: any Machine { connection.machine }

    /// A connection of its own, for the caller to close. The machine stays the site's.
    public func connect() async throws(DriverError) -> any Driver { try await driver.connect(connection) }

    /// A connection to a second site of the same stack on the same host.
    public func neighbour() async throws(DriverError) -> any Driver {
        var connection = connection
        connection.options = neighbourOptions
        return try await driver.connect(connection)
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
        let directory = "\(stateDirectory(of: site.machine))/conformance"
        var connection = site.connection
        connection.options = driver.secluded(site.connection.options, in: directory)
        return SiteTrial(
            site: name, driver: driver, connection: connection,
            neighbourOptions: driver.secluded(site.connection.options, in: "\(directory)/2"))
    }
}
