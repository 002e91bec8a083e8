/// Which instance is drawn in which row of a stack's picture.
struct Placing {
    let hosts: [LiveBoxes.Host]
    /// The row of hosts that also holds the instances, for a stack that draws instances per host only.
    let hostPlace: BoxID?
    /// Instances that name no known host, for a stack that draws instances per host.
    let homeless: [LiveBoxes.Workload]
    private let workloads: [LiveBoxes.Workload]?
    private let first: BoxID?
    private let places: Set<BoxID>

    init(stack: Stack, live: LiveBoxes?) {
        hosts = live?.hosts ?? []
        workloads = live?.workloads
        var found: [(BoxID, BoxRow.Sample)] = []
        for layer in stack.layers { Self.collect(layer.rows, inside: layer.id, into: &found) }
        let instancePlaces = found.filter { $0.1 == .instances }.map(\.0)
        hostPlace = instancePlaces.isEmpty ? found.first { $0.1 == .hosts }.map(\.0) : nil
        first = instancePlaces.first
        places = Set(instancePlaces)
        let names = Set(hosts.map(\.name))
        homeless = (live?.workloads ?? []).filter { workload in workload.host.map { !names.contains($0) } ?? true }
    }

    /// The instances of a row; a row of hosts without known hosts holds all.
    func workloads(at place: BoxID) -> [LiveBoxes.Workload]? {
        if place == hostPlace { return workloads }
        return workloads?.filter { workload in
            let wanted = workload.place.flatMap { places.contains($0) ? $0 : nil } ?? first
            return wanted == place
        }
    }

    /// The instances of one host; nil when the site could not list any.
    func workloads(on host: String) -> [LiveBoxes.Workload]? { workloads?.filter { $0.host == host } }

    /// Sample rows in reading order. Rows inside a row of hosts vanish with it and are not looked at.
    private static func collect(_ rows: [BoxRow], inside place: BoxID, into found: inout [(BoxID, BoxRow.Sample)]) {
        for row in rows {
            if let sample = row.sample, sample != .programs { found.append((place, sample)) }
            guard row.sample == nil else { continue }
            for box in row.boxes { collect(box.rows, inside: box.id, into: &found) }
        }
    }
}
