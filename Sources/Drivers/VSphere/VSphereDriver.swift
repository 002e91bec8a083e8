import HTTPS
public import StrataAPI
public import StrataDriverKit
import StrataRemoteServer
import VSphere

/// Runs virtual machines on VMware vSphere, through a vCenter or a single ESXi host.
///
/// vSphere keeps everything. What Strata notes of a machine stands in its notes, written by the call that makes it; see ``OwnerNote``. A machine is called by its
/// instance UUID, which is the instance's own UID where Strata made it.
public struct VSphereDriver: NetworkBound, Secluding {
    /// `vsphere`.
    public static let stack = "vsphere"
    public static let types: [InstanceType] = [.virtualMachine]
    /// See ``MachineOptions``.
    public static var options: Shape { MachineOptions.schema.shape }

    /// Where vCenters and hosts listen.
    public static let port = 443

    let site: String
    let options: SiteOptions
    let client: VSphereClient
    let book: MachineBook
    let gauges = Gauges()
    let attributes: AttributeNames
    let tags = TagShelf()
    let place: SitePlace
    /// Where files may lie for a while on this server's machine.
    let stateDirectory: String

    /// It is reached through its own server, never through a machine.
    public static func probe(_ machine: any Machine) async -> Support {
        .no("vSphere is reached through its own server: strata site add NAME --stack vsphere --url https://VCENTER")
    }

    /// Connects: looks whether the server is trusted, lets this user in, and has the place that the site is to be.
    ///
    /// `spec.options` of the Site: see ``SiteOptions``. The Secret: `username` and `password`, and see ``SiteServer``.
    public static func connect(_ connection: SiteConnection) async throws(DriverError) -> VSphereDriver {
        let attempt = "connect to"
        let site = try SiteServer(connection, stack: "vSphere", example: "https://VCENTER")
        let options = try SiteOptions(connection.options)
        let server = site.endpoint
        guard let user = site.secret("username"), let password = site.password else {
            throw site.refusal(
                "the Secret has no username and password",
                hint: "Give it both: a user of vCenter's, such as strata@vsphere.local, or one of the host's")
        }
        let (http, waiting) = (try site.client(port: port), try site.client(port: port, connections: 64))
        let client: VSphereClient
        do throws(VSphereError) {
            client = try await VSphereClient(http, waiting: waiting, user: user, password: password)
        } catch {
            throw DriverError(error, attempt, server.description)
        }
        do throws(DriverError) {
            guard client.content.apiVersion.split(separator: ".").first.flatMap({ Int($0) }) ?? 0 >= 6 else {
                throw .refused(
                    .init(
                        attempt, server.description, answer: "it is \(client.content.fullName), and 6.5 is the oldest that can be used"))
            }
            let place = try await SitePlace(options, client, connection.site)
            return VSphereDriver(
                site: connection.site, options: options, client: client, book: MachineBook(), attributes: AttributeNames(client),
                place: place,
                stateDirectory: connection.stateDirectory)
        } catch {
            await client.close()
            throw error
        }
    }

    /// Trials have a folder of their own.
    public static func secluded(_ options: JSONValue, in directory: String) -> JSONValue {
        var options = options
        options["folder"] = .string("strata-conformance" + (directory.hasSuffix("/2") ? "-2" : ""))
        options["createFolder"] = true
        return options
    }

    /// Ends the session.
    public func close() async { await client.close() }

    /// Asks the server, and puts what goes wrong into the kit's words.
    func ask<Value: Sendable>(
        _ attempt: String, _ object: String, _ body: (VSphereClient) async throws(VSphereError) -> Value
    ) async throws(DriverError) -> Value {
        do throws(VSphereError) { return try await body(client) } catch { throw DriverError(error, attempt, object) }
    }

    /// All but machines, as it is now.
    ///
    /// - Parameter wishes: as much of it as is needed.
    func landscape(_ attempt: String, _ wishes: [PropertyWish] = Landscape.places) async throws(DriverError) -> Landscape {
        Landscape(
            try await ask(attempt, site) { client throws(VSphereError) in
                try await client.readAll(wishes, below: client.content.rootFolder)
            })
    }
}
