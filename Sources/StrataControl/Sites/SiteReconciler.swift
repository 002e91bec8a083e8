import Logging
import StrataAPI
import StrataDriverKit
import StrataResources
import Synchronization

/// Keeps the truth about sites: connects, surveys, lists, and writes down what was seen, with its time.
struct SiteReconciler: Sendable {
    let objects: ObjectService
    let directory: SiteDirectory
    let events: EventRecorder
    let logger: Logger
    let followers: ChangeFollowers
    /// How long a site may take to answer before it counts as unreachable.
    let patience: Duration
    /// Called when a site was surveyed: first of all when it has become usable.
    let reached: @Sendable (String) async -> Void
    /// Called with the name of an instance whose machine was changed by others.
    let differs: @Sendable (ObjectName) -> Void
    let memory = SiteMemory()

    init(
        objects: ObjectService, directory: SiteDirectory, events: EventRecorder, logger: Logger, followers: ChangeFollowers,
        patience: Duration, reached: @escaping @Sendable (String) async -> Void,
        differs: @escaping @Sendable (ObjectName) -> Void
    ) {
        self.objects = objects
        self.directory = directory
        self.events = events
        self.logger = logger
        self.followers = followers
        self.patience = patience
        self.reached = reached
        self.differs = differs
    }

    /// Surveys look at what rarely changes, so they are made only every so many lists.
    static let listsPerSurvey = 6

    func reconcile(_ name: ObjectName) async throws -> Outcome {
        guard let site = try Objects<Site>(objects).get(name), !site.metadata.isBeingDeleted else {
            followers.stop(name.name)
            await directory.disconnect(name.name)
            if try Objects<Site>(objects).get(name) == nil {
                try await Inventory(objects: objects, site: Site(name: name.name), memory: memory, logger: logger).leave()
            }
            memory.forget(name.name)
            return .settled
        }
        let interval = Duration.seconds(site.spec.surveyIntervalSeconds)
        do {
            let connected = try await directory.connect(site)
            let revision = try objects.revision(Instance.kind)
            let seen = try await withDeadline(patience) { try await connected.driver.list() }
            let inventory = Inventory(objects: objects, site: site, memory: memory, logger: logger, differs: differs)
            let count = try await inventory.take(in: seen, asOf: revision)
            // Instances that came or went may have changed what rarely changes, such as a bridge that is made for the first of them.
            let isDue = memory.isSurveyDue(site.name.name, generation: site.metadata.generation) || count != site.status.instances
            let survey = isDue ? try await withDeadline(patience) { try await connected.driver.survey() } : nil
            try await wasReached(site, connected, survey, instances: count)
            if survey != nil { await reached(name.name) }
            followers.start(connected, inventory)
            return .again(after: interval)
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as APIError {
            throw error
        } catch {
            try await wasLost(site, error)
            return .again(after: max(interval, .seconds(2)))
        }
    }

    private func wasReached(_ site: Site, _ connected: ConnectedSite, _ survey: Survey?, instances: Int) async throws {
        let now = Timestamp.now()
        let wasReachable = site.status.conditions.holds("Reachable")
        if let survey { try await record(survey.hosts, of: site) }
        try await Objects<Site>(objects).changeStatus(site.name, uid: site.metadata.uid) { site in
            if let survey {
                site.status.version = survey.version
                site.status.hosts = survey.hosts.map(\.name).sorted()
                site.status.abilities = Self.abilities(of: type(of: connected.driver), survey.support)
                site.status.boxes = survey.boxes
                site.status.lastSurvey = now
                site.status.conditions.set(Self.restriction(survey, generation: site.metadata.generation))
            }
            site.status.phase = .ready
            site.status.message = ""
            site.status.instances = instances
            site.status.observedGeneration = site.metadata.generation
            site.status.conditions.set(Condition("Reachable", .yes, reason: "Answers", generation: site.metadata.generation))
            site.status.conditions.set(Condition("Ready", .yes, reason: "Answers", generation: site.metadata.generation))
        }
        if survey != nil { memory.wasSurveyed(site.name.name, generation: site.metadata.generation) }
        memory.countList(site.name.name)
        if !wasReachable { events.record(.normal, "Reachable", "site answers", about: site) }
    }

    /// Whether the site is closed to some of what Strata does.
    private static func restriction(_ survey: Survey, generation: Int) -> Condition {
        Condition(
            "Restricted", survey.restrictions.isEmpty ? .no : .yes, reason: survey.restrictions.isEmpty ? "AllAllowed" : "RightsMissing",
            message: survey.restrictions.joined(separator: "; ").printable(limit: 4000), generation: generation)
    }

    /// What a driver has code for, and how far this site allows it.
    static func abilities(of driver: any Driver.Type, _ support: [Ability: Support]) -> [Site.Ability] {
        Ability.allCases.filter { $0.isImplemented(by: driver) }.map { ability in
            switch support[ability] ?? .yes {
            case .yes: Site.Ability(name: ability.rawValue)
            case .degraded(let why): Site.Ability(name: ability.rawValue, support: .degraded, reason: why)
            case .no(let why): Site.Ability(name: ability.rawValue, support: .no, reason: why)
            }
        }
    }

    private func wasLost(_ site: Site, _ error: any Error) async throws {
        let isLasting = ["NoDriver", "WrongEndpoint"].contains((error as? SiteUnavailable)?.reason)
        let unsupported = isLasting || (error as? DriverError).map { !$0.isTransient } ?? false
        let why = String(((error as? SiteUnavailable)?.why ?? "\(error)").printable(limit: 1000))
        let reason =
            (error as? SiteUnavailable)?.reason ?? (error as? DriverError)?.reason
            ?? (error is DeadlineExceeded ? "TimedOut" : "Unreachable")
        followers.stop(site.name.name)
        memory.forget(site.name.name)
        await directory.lost(site.name.name, SiteUnavailable(site: site.name.name, reason: reason, why: why))
        let wasReachable = site.status.conditions["Reachable"]?.status != .no
        try await Objects<Site>(objects).changeStatus(site.name, uid: site.metadata.uid) { site in
            site.status.phase = unsupported ? .unsupported : .unreachable
            site.status.message = why
            site.status.observedGeneration = site.metadata.generation
            site.status.conditions.set(Condition("Reachable", .no, reason: reason, message: why, generation: site.metadata.generation))
            site.status.conditions.set(Condition("Ready", .no, reason: reason, message: why, generation: site.metadata.generation))
        }
        try await Inventory(objects: objects, site: site, memory: memory, logger: logger).markUnknown(reason: reason, why: why)
        if wasReachable { events.record(.warning, reason, why, about: site) }
    }

    private func record(_ hosts: [HostFacts], of site: Site) async throws {
        let store = Objects<Host>(objects)
        var kept: Set<String> = []
        for facts in hosts {
            let name = "\(site.metadata.name)-\(NativeName.sanitized(facts.name))"
            kept.insert(name)
            var host = Host(name: name)
            host.spec.site = site.metadata.name
            // A host goes with its site.
            host.metadata.ownerReferences = [site.ownerReference]
            let stored = try store.get(host.name)
            let uid = try await stored == nil ? store.create(host).metadata.uid : stored?.metadata.uid ?? UID("")
            try await store.change(host.name, uid: uid) { $0.metadata.ownerReferences = [site.ownerReference] }
            try await store.changeStatus(host.name, uid: uid) { host in
                var conditions = host.status.conditions
                for condition in facts.status.conditions { conditions.set(condition) }
                let available = host.status.memoryAvailable
                host.status = facts.status
                host.status.conditions = conditions
                // What its site says of one host counts more than that the site answers.
                let isAway = conditions["Online"].map { $0.status != .yes } ?? false
                host.status.conditions.set(
                    isAway
                        ? Condition("Ready", .no, reason: "NotOnline", message: conditions["Online"]?.message ?? "")
                        : conditions.holds("Evacuated")
                            ? Condition("Ready", .no, reason: "Evacuated", message: "`strata host restore` has it take machines again")
                            : Condition("Ready", .yes, reason: "Answers"))
                // Free memory always changes a little; that alone is not worth a write.
                if let available, let new = facts.status.memoryAvailable, abs(available.value - new.value) < available.value / 10 {
                    host.status.memoryAvailable = available
                }
            }
        }
        for host in try await store.list() where host.spec.site == site.metadata.name && !kept.contains(host.metadata.name) {
            try await store.delete(host.name)
        }
    }
}
