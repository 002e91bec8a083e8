import StrataAPI
import StrataCatalog

/// A site as the diagram of its stack shows it: its boxes as the driver found them, and the instances that are there.
struct SitePicture {
    let site: Site
    let instances: [Instance]

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
        return LiveBoxes(boxes: reports, workloads: workloads)
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
