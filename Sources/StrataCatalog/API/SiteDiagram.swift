public import StrataAPI

/// A site as the diagram of its stack shows it: its boxes as the driver found them, and the instances that are there.
public struct SiteDiagram: Sendable {
    private let site: Site
    private let workloads: [LiveBoxes.Workload]
    private let hosts: [Host]

    /// What is known of a site. `workloads`, by name, and `hosts` are the site's.
    public init(site: Site, workloads: [LiveBoxes.Workload], hosts: [Host]) {
        self.site = site
        self.workloads = workloads
        self.hosts = hosts
    }

    /// The picture of the site's stack with all that.
    ///
    /// - Throws: ``CatalogError`` where the catalog has no such stack.
    public func diagram() throws(CatalogError) -> Diagram {
        Diagram(try Catalog.stack(site.spec.stack), live: live, heading: heading)
    }

    private var heading: String {
        let phase = site.status.phase == .ready ? "" : " · \(site.status.phase.rawValue)"
        let version = site.status.version.isEmpty ? "" : " \(site.status.version)"
        return "site \(site.metadata.name) · \(site.spec.stack)\(version)" + phase
    }

    /// What the picture is filled with.
    public var live: LiveBoxes {
        var reports: [BoxID: LiveBoxes.Report] = [:]
        for box in site.status.boxes {
            let facts = box.facts.sorted { $0.key < $1.key }.map { LiveBoxes.Fact(name: $0.key, value: $0.value) }
            reports[BoxID(rawValue: box.id)] = LiveBoxes.Report(state(of: box), facts: facts, reason: box.reason.isEmpty ? nil : box.reason)
        }
        return LiveBoxes(boxes: reports, workloads: workloads, hosts: hosts.count > 1 ? machines : [])
    }

    /// Hosts are drawn where there are several; a single one is what the lower layers show.
    private var machines: [LiveBoxes.Host] {
        hosts.sorted { $0.metadata.name < $1.metadata.name }.map { host in
            let isKnown = site.status.phase == .ready
            return LiveBoxes.Host(name: host.metadata.name, state: isKnown ? .present : .unknown, detail: host.status.operatingSystem)
        }
    }

    private func state(of box: Site.Box) -> LiveBoxes.State {
        // A site that does not answer is shown as it was, but not as it is.
        guard site.status.phase == .ready else { return .unknown }
        return switch box.state {
        case .present: .present
        case .degraded: .degraded
        case .missing: .missing
        case .unknown: .unknown
        }
    }
}

extension LiveBoxes.Workload {
    /// An instance as the picture shows it.
    public init(_ instance: Instance) {
        self.init(
            name: instance.metadata.name, state: instance.status.phase.rawValue, detail: instance.status.addresses.first ?? "",
            host: instance.status.host.isEmpty ? nil : instance.status.host, type: instance.spec.type,
            key: instance.name.description)
    }
}
