import LXD
public import StrataAPI
public import StrataDriverKit

/// Runs instances through a daemon of LXD, or of Incus, its fork: containers and virtual machines.
///
/// The daemon keeps everything. What Strata notes of an instance stands in its configuration, in the same request that makes it:
/// ```
///   user.strata.uid, instance, origin    whose it is, and whether Strata made it
///   user.strata.labels, command, …       what the configuration's own keys cannot hold
///   user.strata.keys                     which further keys the order gave
/// ```
/// An instance that the daemon began and did not finish has neither `volatile.apply_template` nor `volatile.last_state.power`, and no operation that goes
/// on: it is removed and made anew by the next ``create(_:)``.
public struct LXDDriver: Secluding, CertificateKnown {
    /// `lxd`.
    public static let stack = "lxd"
    /// That of `core.https_address`.
    public static let port = 8443
    /// Containers, and virtual machines where the daemon can run them.
    public static let types: [InstanceType] = [.container, .virtualMachine]
    /// See ``MachineOptions``.
    public static var options: Shape { MachineOptions.schema.shape }

    let site: String
    let options: SiteOptions
    /// The daemon's; nil where the way to it is the network.
    let machine: (any Machine)?
    let door: Door
    let facts: ServerFacts
    let images: ImageShelf
    let foreign: ForeignChanges
    let evacuations = Evacuations()
    let listWay = ListWay()
    let told = ToldLogs()

    /// Whether a daemon listens on this machine that lets this process in. Changes nothing.
    public static func probe(_ machine: any Machine) async -> Support {
        let door = Door(machine: machine, options: SiteOptions(), patience: Self.patience)
        let support: Support
        do throws(DriverError) {
            let facts = try await ServerFacts.look(through: door, "look for", machine.name)
            support = facts.obstacle(SiteOptions()).map { .no("\($0.answer). \($0.hint)") } ?? .yes
        } catch {
            support = .no("\(error)")
        }
        await door.close()
        return support
    }

    /// Connects.
    ///
    /// `spec.options` of the Site: see ``SiteOptions``.
    public static func connect(_ connection: SiteConnection) async throws(DriverError) -> LXDDriver {
        try await connect(connection, patience: patience)
    }

    /// How long the daemon may take to answer.
    private static let patience = Duration.seconds(30)

    static func connect(_ connection: SiteConnection, patience: Duration) async throws(DriverError) -> LXDDriver {
        let attempt = "connect to LXD on"
        let options = try SiteOptions(connection.options)
        let network: NetworkDoor?
        if let access = connection.network {
            guard options.socket.isEmpty else {
                throw .refused(
                    .init(attempt, "\(access.endpoint)", answer: "spec.options.socket is for daemons that are not reached over HTTPS"))
            }
            network = try NetworkDoor(access, options, site: connection.site, attempt)
        } else {
            network = nil
        }
        let door = Door(machine: connection.machine, options: options, network: network?.endpoint, patience: patience)
        let place = network?.endpoint.name ?? connection.machine.name
        do throws(DriverError) {
            var facts = try await ServerFacts.look(through: door, attempt, place)
            if let network, !facts.isTrusted {
                try await network.introduce(attempt)
                facts = try await ServerFacts.look(through: door, attempt, place)
            }
            if let obstacle = facts.obstacle(options) {
                throw .refused(.init(attempt, place, answer: obstacle.answer, hint: obstacle.hint))
            }
            let driver = LXDDriver(
                site: connection.site, options: options, machine: network == nil ? connection.machine : nil, door: door, facts: facts,
                images: ImageShelf(door: door, facts: facts), foreign: ForeignChanges(mark: door.mark, project: options.projectName))
            if !options.project.isEmpty { try await driver.settleProject() }
            try await driver.removeLeftovers()
            try await driver.removeUnfinished()
            return driver
        } catch {
            await door.close()
            throw error
        }
    }

    /// Trials have a project of their own.
    public static func secluded(_ options: JSONValue, in directory: String) -> JSONValue {
        var options = options
        options["project"] = .string("strata-conformance" + (directory.hasSuffix("/2") ? "-2" : ""))
        options["createProject"] = true
        return options
    }

    /// Lets go of the way to the daemon.
    public func close() async { await door.close() }

    /// Asks the daemon, and puts what goes wrong into the kit's words.
    func ask<Value: Sendable>(
        _ attempt: String, _ object: String, _ body: (LXDClient) async throws -> Value
    ) async throws(DriverError) -> Value {
        try await door.ask(attempt, object, body)
    }

    /// An instance; nil when there is none of that name.
    func record(_ name: String, _ attempt: String, withState: Bool = false) async throws(DriverError) -> InstanceRecord? {
        guard MachineName.isSafe(name) else { return nil }
        do throws(DriverError) {
            let answer = try await ask(attempt, name) { client in
                try await client.send(.get, LXDTarget.instance(name, withState ? "?recursion=1" : ""))
            }
            guard var record = InstanceRecord(answer.metadata) else {
                throw .failed(.init(attempt, name, answer: "the daemon's description of it cannot be read"))
            }
            record.etag = answer.etag
            return record
        } catch {
            if case .notFound = error { return nil }
            throw error
        }
    }

    /// An instance that must exist.
    func existing(_ id: NativeID, _ attempt: String) async throws(DriverError) -> InstanceRecord {
        guard let record = try await record(id.text, attempt) else {
            throw .notFound(.init(attempt, id.text, answer: "there is no such instance in the project \(options.projectName)"))
        }
        return record
    }

    /// Makes sure that the project is there, or makes it where the site says so.
    private func settleProject() async throws(DriverError) {
        let attempt = "use the project"
        do throws(DriverError) {
            _ = try await ask(attempt, options.project) { try await $0.send(.get, "/1.0/projects/\(LXDTarget.encoded(options.project))") }
        } catch {
            guard case .notFound = error else { throw error }
            guard options.createProject else {
                throw .refused(
                    .init(
                        attempt, options.project, answer: "the daemon has no such project",
                        hint:
                            "Make it with \(facts.client) project create \(options.project), or set spec.options.createProject of the Site to true"
                    ))
            }
            // Images and profiles are the default project's: a project of its own is for instances to be apart.
            let wish: JSONValue = [
                "name": .string(options.project),
                "config": [
                    "features.images": "false", "features.profiles": "false", "features.storage.volumes": "false",
                ],
            ]
            do throws(DriverError) {
                _ = try await ask(attempt, options.project) { try await $0.perform(.post, "/1.0/projects", wish) }
            } catch {
                // Another connection may have made it meanwhile.
                guard DriverError.saysExists("\(error)") else { throw error }
            }
        }
    }
}
