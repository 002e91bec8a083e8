public import Logging
import StrataAPI
public import StrataDriverKit
public import StrataResources

/// Finds the stacks that this machine runs and makes a Site of each, `local-<stack>`, once: one that a user removed stays removed.
public struct Discovery: Sendable {
    let objects: ObjectService
    let drivers: [any Driver.Type]
    let logger: Logger

    public init(objects: ObjectService, drivers: [any Driver.Type], logger: Logger) {
        self.objects = objects
        self.drivers = drivers
        self.logger = logger
    }

    /// What was made once is noted on the namespace that everybody has.
    private static let annotation = "strata.dev/discovered"
    private static let keeper = ObjectName(name: "default")

    public func run() async throws {
        let known = try discovered()
        var found = known
        for driver in drivers where !known.contains(driver.stack) {
            let support = await driver.probe(LocalMachine())
            guard support.isUsable else {
                logger.info("stack not usable on this machine", metadata: ["stack": "\(driver.stack)", "why": "\(support.reason)"])
                continue
            }
            try await make(driver.stack)
            found.insert(driver.stack)
        }
        guard found != known else { return }
        let list = found.sorted().joined(separator: ",")
        _ = try await objects.patch(Namespace.kind, Self.keeper, .merge(["metadata": ["annotations": [Self.annotation: .string(list)]]]))
    }

    private func make(_ stack: String) async throws {
        var site = Site(name: "local-\(stack)")
        site.spec.stack = stack
        guard try objects.find(Site.kind, site.name) == nil else { return }
        _ = try await Objects<Site>(objects).create(site)
        logger.info("stack found on this machine", metadata: ["stack": "\(stack)", "site": "\(site.metadata.name)"])
    }

    private func discovered() throws -> Set<String> {
        let namespace = try objects.get(Namespace.kind, Self.keeper)
        let text = namespace.json[path: ["metadata", "annotations", Self.annotation]]?.string ?? ""
        return Set(text.split(separator: ",").map(String.init))
    }
}
