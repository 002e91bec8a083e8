import StrataAPI
import StrataCatalog
import StrataClient

/// A site as the diagram of its stack shows it: its boxes as the driver found them, and the instances that are there.
struct SitePicture {
    let site: Site
    let instances: [Instance]
    let hosts: [Host]

    /// What is known of the site of a name, in one look.
    ///
    /// - Throws: ``ClientError`` with code 404 when there is no such site.
    static func of(_ name: String, _ client: StrataClient) async throws(ClientError) -> SitePicture {
        guard let site = Site(json: try await client.get(Site.kind, ObjectName(name: name))) else {
            throw .malformed("its site \(name.printable(limit: 100)) cannot be read")
        }
        let selected = ListOptions(fieldSelector: "spec.site=\(SelectionOptions.escaped(name))")
        let instances = try await client.list(Instance.kind, namespace: nil, selected).items.compactMap { Instance(json: $0) }
        let hosts = try await client.list(Host.kind, namespace: nil, selected).items.compactMap { Host(json: $0) }
        return SitePicture(site: site, instances: instances, hosts: hosts)
    }

    /// The picture of the site's stack with all that.
    func diagram() throws(CommandFailure) -> Diagram {
        do throws(CatalogError) {
            return Diagram(try Catalog.stack(site.spec.stack), live: live, heading: heading)
        } catch {
            throw CommandFailure("cannot draw site \(site.metadata.name)", cause: "\(error)")
        }
    }

    private var heading: String {
        let phase = site.status.phase == .ready ? "" : " · \(site.status.phase.rawValue)"
        return "site \(site.metadata.name) · \(site.spec.stack) \(site.status.version)".trimmingBlanks + phase
    }

    var live: LiveBoxes {
        var reports: [BoxID: LiveBoxes.Report] = [:]
        for box in site.status.boxes {
            let facts = box.facts.sorted { $0.key < $1.key }.map { LiveBoxes.Fact(name: $0.key, value: $0.value) }
            reports[BoxID(rawValue: box.id)] = LiveBoxes.Report(state(of: box), facts: facts, reason: box.reason.isEmpty ? nil : box.reason)
        }
        let workloads = instances.sorted { $0.name < $1.name }.map { instance in
            LiveBoxes.Workload(
                name: instance.metadata.name, state: instance.status.phase.rawValue, detail: instance.status.addresses.first ?? "",
                host: instance.status.host.isEmpty ? nil : instance.status.host)
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

extension String {
    fileprivate var trimmingBlanks: String { hasSuffix(" ") ? String(dropLast()) : self }
}
