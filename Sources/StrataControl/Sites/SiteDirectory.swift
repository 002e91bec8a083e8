import Logging
import StrataAPI
import StrataDriverKit
import StrataResources

/// The connections to all sites, each made once and shared.
actor SiteDirectory {
    private enum Entry {
        case connected(ConnectedSite)
        case failed(generation: Int, SiteUnavailable)
    }

    private let drivers: [String: any Driver.Type]
    private let objects: ObjectService
    /// Where credentials of remote sites are put for ssh(1).
    private let runDirectory: String
    private let stateDirectory: String
    /// How long a site may take to answer; a first connection, with all that it looks up, half as long again.
    private let patience: Duration
    private let logger: Logger
    /// Where drivers keep files on machines that are reached over SSH.
    private static let remoteStateDirectory = "/var/lib/strata"
    private var entries: [String: Entry] = [:]

    init(
        drivers: [any Driver.Type], objects: ObjectService, runDirectory: String, stateDirectory: String, patience: Duration,
        logger: Logger
    ) {
        self.drivers = Dictionary(drivers.map { ($0.stack, $0) }, uniquingKeysWith: { $1 })
        self.objects = objects
        self.runDirectory = runDirectory
        self.stateDirectory = stateDirectory
        self.patience = patience
        self.logger = logger
    }

    /// The connection of a site, as it is. Fails at once where there is none: only ``connect(_:)`` waits.
    func connected(_ name: String) throws(SiteUnavailable) -> ConnectedSite {
        switch entries[name] {
        case .connected(let site):
            // A site that was deleted a moment ago is not acted on any more.
            guard let stored = try? objects.find(Site.kind, ObjectName(name: name)), stored.uid == site.uid else {
                throw SiteUnavailable(site: name, reason: "SiteNotFound", why: "there is no such site any more")
            }
            return site
        case .failed(_, let failure): throw failure
        case nil:
            guard let site = try? Objects<Site>(objects).get(ObjectName(name: name)) else {
                throw SiteUnavailable(
                    site: name, reason: "SiteNotFound", why: "there is no site of that name; `strata site ls` shows the sites there are")
            }
            throw SiteUnavailable(site: site.metadata.name, reason: "NotConnected", why: "it has not been connected to yet")
        }
    }

    /// Connects to a site, unless that was done for this generation of it.
    func connect(_ site: Site) async throws -> ConnectedSite {
        let name = site.metadata.name
        if case .connected(let existing)? = entries[name], existing.generation == site.metadata.generation,
            existing.uid == site.metadata.uid
        {
            return existing
        }
        await disconnect(name)
        do {
            let made = try await make(site)
            entries[name] = .connected(made)
            return made
        } catch let error as SiteUnavailable {
            entries[name] = .failed(generation: site.metadata.generation, error)
            throw error
        } catch let error as DriverError {
            let failure = SiteUnavailable(site: name, reason: error.reason, why: error.description)
            entries[name] = .failed(generation: site.metadata.generation, failure)
            throw failure
        }
    }

    /// Notes that a site does not answer; operations fail at once until it does.
    func lost(_ name: String, _ failure: SiteUnavailable) async {
        if case .connected(let site)? = entries[name] { await site.driver.close() }
        entries[name] = .failed(generation: 0, failure)
    }

    func disconnect(_ name: String) async {
        if case .connected(let site)? = entries.removeValue(forKey: name) {
            await site.driver.close()
            await site.machine.close()
        }
    }

    func disconnectAll() async {
        for name in entries.keys { await disconnect(name) }
    }

    private func make(_ site: Site) async throws -> ConnectedSite {
        let name = site.metadata.name
        guard let type = drivers[site.spec.stack] else {
            let known = drivers.keys.sorted().joined(separator: ", ")
            throw SiteUnavailable(
                site: name, reason: "NoDriver", why: "there is no driver for the stack \(site.spec.stack); this server has: \(known)")
        }
        let network = try network(of: site, type)
        let machine = try await machine(of: site)
        let secrets = type is any SecretReading.Type && site.spec.credentials != nil ? try SiteCredentials(of: site, objects).values : [:]
        let connection = SiteConnection(
            site: name, machine: machine, network: network, options: site.spec.options, secrets: secrets,
            stateDirectory: stateDirectory(of: machine))
        let driver = try await withDeadline(patience * 3 / 2) { try await type.connect(connection) }
        return ConnectedSite(
            name: name, generation: site.metadata.generation, uid: site.metadata.uid, driver: driver, connection: connection,
            limiter: Limiter(site.spec.concurrency))
    }

    /// Where drivers keep files on a machine.
    func stateDirectory(of machine: any Machine) -> String { machine.isLocal ? stateDirectory : Self.remoteStateDirectory }

    /// Where the site's own interface listens; nil where a machine is the way to it.
    private func network(of site: Site, _ driver: any Driver.Type) throws -> NetworkAccess? {
        let stack = site.spec.stack
        func wrong(_ why: String) -> SiteUnavailable { SiteUnavailable(site: site.metadata.name, reason: "WrongEndpoint", why: why) }
        guard let endpoint = HTTPSEndpoint(site.spec.endpoint) else {
            if !(driver is any NetworkBound.Type) { return nil }
            throw wrong("sites of the stack \(stack) are reached over HTTPS alone: make a Site with the endpoint https://HOST[:PORT]")
        }
        guard driver is any NetworkReaching.Type else {
            throw wrong("sites of the stack \(stack) are not reached over HTTPS: make a Site with the endpoint local: or ssh://[USER@]HOST")
        }
        return NetworkAccess(endpoint, secrets: try SiteCredentials(of: site, objects).values)
    }

    private func machine(of site: Site) async throws -> any Machine {
        guard let endpoint = SSHEndpoint(site.spec.endpoint) else { return LocalMachine() }
        return try await SSHCredentials(directory: runDirectory, objects: objects).machine(for: site, endpoint)
    }
}
