import ArgumentParser
import Glibc
import Logging
import StrataAPI
import StrataControl
import StrataResources
import StrataStore
import Synchronization

/// Has the controllers take in a site with very many machines, watch it at rest, lose it and find it again. All in this process, without HTTP.
struct ObserveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "observe", abstract: "Take in a site with very many machines.")

    @Option(help: "A directory for the store; made.") var directory: String
    @Option(help: "How many machines.") var machines = 25_000
    @Option(help: "Seconds between two looks at the site.") var interval = 5
    @Option(help: "Seconds until it counts as at rest: usages that were just written are not written again for half a minute.")
    var settling = 35
    @Option(help: "How many looks to watch it at rest for.") var looks = 8

    func run() async throws {
        let logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        let store = try SQLiteStore(directory: directory, logger: logger)
        let kinds = [
            KindDefinition(Namespace.self, complete: Namespace.complete), KindDefinition(Secret.self, normalize: Secret.normalize),
            KindDefinition(Event.self), KindDefinition(Site.self), KindDefinition(Host.self),
            KindDefinition(Instance.self, complete: Instance.complete), KindDefinition(Image.self),
            KindDefinition(Migration.self, complete: Migration.complete),
        ]
        let objects = ObjectService(store: store, kinds: kinds)
        let plane = ControlPlane(
            objects: objects, drivers: [ManyMachines.self], images: NoImages(), runDirectory: directory, stateDirectory: directory,
            logger: logger)
        let caches = Task { try await objects.run() }
        try await objects.ready()
        _ = try await Objects<Namespace>(objects).create(Namespace(name: "default"))
        let controllers = Task { await plane.run() }
        let report = try await measure(objects)
        controllers.cancel()
        await controllers.value
        caches.cancel()
        await store.close()
        print(report)
    }

    private func measure(_ objects: ObjectService) async throws -> String {
        var site = Site(name: "many")
        site.spec.stack = ManyMachines.stack
        site.spec.surveyIntervalSeconds = interval
        site.spec.options = ["machines": .int(Int64(machines))]
        let taken = try await time {
            _ = try await Objects<Site>(objects).create(site)
            try await until { objects.count(Instance.kind) == machines }
        }
        let peak = Self.peak()
        try await Task.sleep(for: .seconds(settling))
        let (cpu, revision) = (Self.cpu(), try objects.revision(Instance.kind))
        try await Task.sleep(for: .seconds(looks * interval))
        let atRest = (Self.cpu() - cpu) / Double(looks)
        let writes = Double(try objects.revision(Instance.kind).rawValue - revision.rawValue) / Double(looks)
        let unknown = try await time {
            ManyMachines.answers.withLock { $0 = false }
            try await until { try await count(objects, .unknown) == machines }
        }
        let back = try await time {
            ManyMachines.answers.withLock { $0 = true }
            try await until { try await count(objects, .running) == machines }
        }
        return """
            {"machines": \(machines), "takenInSeconds": \(taken), "peakBytes": \(peak), "cpuSecondsPerLook": \(atRest), "writesPerLook": \(writes), \
            "interval": \(interval), "unknownSeconds": \(unknown), "backSeconds": \(back)}
            """
    }

    private func count(_ objects: ObjectService, _ phase: Instance.Phase) async throws -> Int {
        let selection = ObjectSelection(fields: FieldSelector(requirements: [.init("status.phase", phase.rawValue)]))
        return try await objects.list(Instance.kind, ListRequest(selection: selection)).objects.count
    }

    private func time(_ work: () async throws -> Void) async throws -> Double {
        let start = ContinuousClock.now
        try await work()
        return (ContinuousClock.now - start).seconds
    }

    private func until(_ condition: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(300)
        while try await !condition() {
            guard ContinuousClock.now < end else { throw ValidationError("it did not come about within 300 s") }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// The most memory that this process has had resident, in bytes.
    private static func peak() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1024
    }

    /// Processor time of this process so far, in seconds.
    private static func cpu() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }
}
