import HTTPS
import Proxmox
public import StrataAPI
public import StrataDriverKit
import StrataRemoteServer

/// Runs instances on a cluster of Proxmox VE, through any of its nodes: virtual machines and containers.
///
/// The cluster keeps everything. What Strata notes of a guest stands in its tags and its description, in the same request that makes it; see ``OwnerTags``.
/// A guest is called by its kind and number (`qemu/100`), wherever in the cluster it is.
public struct ProxmoxDriver: NetworkBound, Secluding {
    /// `proxmox`.
    public static let stack = "proxmox"
    /// QEMU's virtual machines, and LXC's containers.
    public static let types: [InstanceType] = [.virtualMachine, .container]
    /// See ``GuestOptions``.
    public static var options: Shape { GuestOptions.schema.shape }

    /// Where the nodes' servers listen.
    public static let port = 8006

    let site: String
    let options: SiteOptions
    let client: ProxmoxClient
    /// As tasks name who began them.
    let user: String
    let version: ServerVersion
    let guests: GuestBook
    /// Where files may lie for a while on this server's machine.
    let stateDirectory: String

    /// It is reached through its own server, never through a machine.
    public static func probe(_ machine: any Machine) async -> Support {
        .no("Proxmox VE is reached through its own server: strata site add NAME --stack proxmox --url https://HOST:8006")
    }

    /// Connects: looks whether the server is trusted, lets this user in, and is of a version that can be used.
    ///
    /// `spec.options` of the Site: see ``SiteOptions``. The Secret: see ``SiteCredentials`` and ``SiteServer``.
    public static func connect(_ connection: SiteConnection) async throws(DriverError) -> ProxmoxDriver {
        let attempt = "connect to"
        let site = try SiteServer(connection, stack: "Proxmox VE", example: "https://HOST:8006")
        let options = try SiteOptions(connection.options)
        let (server, secret) = (site.endpoint, try SiteCredentials(site))
        let client = ProxmoxClient(try site.client(port: port), credentials: secret.credentials)
        do throws(DriverError) {
            let answer: JSONValue
            do throws(ProxmoxError) { answer = try await client.get(["version"]) } catch {
                throw DriverError(error, attempt, server.description)
            }
            guard let version = ServerVersion(answer) else {
                throw .refused(.init(attempt, server.description, answer: "it names no version of Proxmox VE"))
            }
            guard version.major >= 7 else {
                throw .refused(
                    .init(attempt, server.description, answer: "it is Proxmox VE \(version.text), and 7 is the oldest that can be used"))
            }
            let driver = ProxmoxDriver(
                site: connection.site, options: options, client: client, user: secret.user, version: version, guests: GuestBook(),
                stateDirectory: connection.stateDirectory)
            if !options.pool.isEmpty { try await driver.settlePool() }
            return driver
        } catch {
            client.close()
            throw error
        }
    }

    /// Trials have a pool of their own.
    public static func secluded(_ options: JSONValue, in directory: String) -> JSONValue {
        var options = options
        options["pool"] = .string("strata-conformance" + (directory.hasSuffix("/2") ? "-2" : ""))
        options["createPool"] = true
        return options
    }

    /// Lets go of the connections.
    public func close() async { client.close() }

    /// Asks the server, and puts what goes wrong into the kit's words.
    func ask<Value: Sendable>(
        _ attempt: String, _ object: String, _ body: (ProxmoxClient) async throws(ProxmoxError) -> Value
    ) async throws(DriverError) -> Value {
        do throws(ProxmoxError) { return try await body(client) } catch { throw DriverError(error, attempt, object) }
    }

    /// Makes sure that the pool is there, or makes it where the site says so.
    private func settlePool() async throws(DriverError) {
        let attempt = "use the resource pool"
        let pools = try await ask(attempt, options.pool) { client throws(ProxmoxError) in try await client.get(["pools"]) }
        guard !(pools.array ?? []).contains(where: { $0["poolid"]?.lenientText == options.pool }) else { return }
        guard options.createPool else {
            throw .refused(
                .init(
                    attempt, options.pool, answer: "the cluster has no such pool, or does not show it to this user",
                    hint: "Make it with pveum pool add \(options.pool), or set spec.options.createPool of the Site to true"))
        }
        do throws(ProxmoxError) {
            _ = try await client.send(.post, ["pools"], ["poolid": options.pool, "comment": "instances of Strata"])
        } catch {
            // Another connection may have made it meanwhile.
            guard "\(error)".contains("already exists") else { throw DriverError(error, attempt, options.pool) }
        }
    }
}

/// A server's version: `8.2.4`.
struct ServerVersion: Sendable, Hashable {
    let text: String
    let major: Int
    let minor: Int

    init?(_ json: JSONValue) {
        guard let text = json["version"]?.lenientText else { return nil }
        let numbers = text.split(whereSeparator: { !$0.isNumber }).compactMap { Int($0) }
        guard let major = numbers.first else { return nil }
        self.text = text
        self.major = major
        minor = numbers.count > 1 ? numbers[1] : 0
    }

    /// Whether it is at least that one.
    func isAtLeast(_ major: Int, _ minor: Int) -> Bool { (self.major, self.minor) >= (major, minor) }
}
