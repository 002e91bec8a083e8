import StrataAPI
import StrataDriverKit
import StrataResources
import Testing

@testable import StrataControl

/// All controllers over a store of their own, with sites whose machines are ``Laboratory``s.
struct PlaneUnderTest {
    let objects: ObjectService
    let plane: ControlPlane
    /// Makes site names this test's own, since laboratories are found by them.
    private let token: String

    static func run(patience: Duration = .seconds(20), _ body: (PlaneUnderTest) async throws -> Void) async throws {
        try await ObjectsUnderTest.run { (objects) async throws in
            try await run(over: objects, patience: patience, body)
        }
    }

    /// The same over objects that outlive the controllers, as they do when a server is restarted.
    static func run(
        over objects: ObjectService, token: String = String(UInt32.random(in: 0 ... .max), radix: 36), patience: Duration = .seconds(20),
        _ body: (PlaneUnderTest) async throws -> Void
    ) async throws {
        let plane = ControlPlane(
            objects: objects, drivers: [LaboratoryDriver.self], images: OneImage(), runDirectory: "/nonexistent",
            stateDirectory: "/nonexistent", patience: patience, logger: ObjectsUnderTest.logger)
        let running = Task { await plane.run() }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(PlaneUnderTest(objects: objects, plane: plane, token: token)))
        } catch {
            result = .failure(error)
        }
        running.cancel()
        await running.value
        try result.get()
    }

    /// Makes a site, which is looked at once a second, and waits until it was.
    @discardableResult
    func site(_ name: String = "lab", _ change: (inout Site) -> Void = { _ in }) async throws -> Laboratory {
        var site = Site(name: siteName(name))
        site.spec.stack = LaboratoryDriver.stack
        site.spec.surveyIntervalSeconds = 1
        change(&site)
        _ = try await Objects<Site>(objects).create(site)
        try await eventually("site \(name) to be looked at") { try self.siteStatus(name)?.phase != .pending }
        return laboratory(name)
    }

    func laboratory(_ name: String = "lab") -> Laboratory { Laboratory.of(siteName(name)) }

    func siteName(_ name: String = "lab") -> String { "\(name)-\(token)" }

    func siteStatus(_ name: String = "lab") throws -> Site.Status? {
        try Objects<Site>(objects).get(ObjectName(name: siteName(name)))?.status
    }

    @discardableResult
    func create(_ name: String, on site: String = "lab", _ change: (inout Instance) -> Void = { _ in }) async throws -> Instance {
        var instance = Instance(name: Self.name(name))
        instance.spec.site = siteName(site)
        instance.spec.image = "busybox"
        change(&instance)
        return try await Objects<Instance>(objects).create(instance)
    }

    func instance(_ name: String) throws -> Instance? { try Objects<Instance>(objects).get(Self.name(name)) }

    func change(_ name: String, _ change: @Sendable (inout Instance) -> Void) async throws {
        let instance = try #require(try instance(name))
        try await Objects<Instance>(objects).change(instance.name, uid: instance.metadata.uid, change)
    }

    func delete(_ name: String) async throws { try await Objects<Instance>(objects).delete(Self.name(name)) }

    func waitForPhase(_ phase: Instance.Phase, of name: String) async throws {
        try await eventually("\(name) to become \(phase.rawValue)") { try self.instance(name)?.status.phase == phase }
    }

    func waitUntilGone(_ name: String) async throws { try await eventually("\(name) to go") { try self.instance(name) == nil } }

    /// The reasons of the events about an instance.
    func events(about name: String) async throws -> [String] {
        try await Objects<Event>(objects).list().filter { $0.involvedObject.name == name }.map(\.reason)
    }

    static func name(_ name: String) -> ObjectName { ObjectName(namespace: "default", name: name) }
}

/// Looks again and again until something holds, for as long as twenty seconds.
func eventually(
    _ what: String, _ holds: () async throws -> Bool, sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    let end = ContinuousClock.now + .seconds(20)
    while try await !holds() {
        try #require(ContinuousClock.now < end, "waited in vain for \(what)", sourceLocation: sourceLocation)
        try await Task.sleep(for: .milliseconds(5))
    }
}

/// A library with one image, which is there at once, and others that cannot be made.
struct OneImage: ImageProvider {
    /// Of which even that is not known: whether it is there.
    static let unheardOf = "unheard-of"

    struct NoSuchImage: Error, CustomStringConvertible {
        var description: String { "nobody makes this image" }
    }

    func prepare(
        source: String, architecture: String, progress: @escaping @Sendable (_ message: String, _ percent: Int?) -> Void
    ) async throws -> StoredImage {
        guard let image = try await find(source: source, architecture: architecture) else { throw NoSuchImage() }
        return image
    }

    func find(source: String, architecture: String) async throws -> StoredImage? {
        guard source != Self.unheardOf else { throw NoSuchImage() }
        guard source == "busybox" else { return nil }
        return StoredImage(
            digest: "sha256:" + String(repeating: "0", count: 64), path: "/nonexistent.tar", size: 1, type: .container,
            architecture: "x86_64", command: ["/sbin/init"], stopSignal: "SIGTERM")
    }
}
