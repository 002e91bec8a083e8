import StrataAPI

/// Which instance is drawn in which row of a stack's picture.
struct Placing {
    let hosts: [LiveBoxes.Host]
    /// The row of hosts that also holds the instances, for a stack that draws instances per host only.
    let hostPlace: BoxID?
    /// Instances that name no known host, for a stack that draws instances per host.
    let homeless: [LiveBoxes.Workload]
    private let workloads: [LiveBoxes.Workload]?
    private let first: BoxID?
    /// Rows of instances, each with what it holds where that is said.
    private let places: [BoxID: InstanceType?]
    private let kinds: [InstanceType: BoxID]

    init(stack: Stack, live: LiveBoxes?) {
        hosts = live?.hosts ?? []
        workloads = live?.workloads
        let found = Self.samples(of: stack)
        let rows = found.filter { $0.row.sample == .instances }
        hostPlace = rows.isEmpty ? found.first { $0.row.sample == .hosts }?.place : nil
        first = rows.first?.place
        places = Dictionary(rows.map { ($0.place, $0.row.holds) }, uniquingKeysWith: { first, _ in first })
        kinds = Self.kinds(of: stack)
        let names = Set(hosts.map(\.name))
        homeless = (live?.workloads ?? []).filter { workload in workload.host.map { !names.contains($0) } ?? true }
    }

    /// The instances of a row; a row of hosts without known hosts holds all.
    func workloads(at place: BoxID) -> [LiveBoxes.Workload]? {
        if place == hostPlace { return workloads }
        return workloads?.filter { workload in
            let known = workload.place.flatMap { places[$0] == nil ? nil : $0 }
            return known ?? workload.type.flatMap { kinds[$0] } ?? first == place
        }.map { workload in
            // What stands among others of another kind says what it is.
            guard let holds = places[place] ?? nil, let type = workload.type, type != holds else { return workload }
            var stranger = workload
            stranger.detail = [type.words, workload.detail].filter { !$0.isEmpty }.joined(separator: " · ")
            return stranger
        }
    }

    /// Where each kind of instance is drawn, for a stack that draws them apart.
    static func kinds(of stack: Stack) -> [InstanceType: BoxID] {
        let rows = samples(of: stack).filter { $0.row.sample == .instances }
        return Dictionary(rows.compactMap { found in found.row.holds.map { ($0, found.place) } }, uniquingKeysWith: { first, _ in first })
    }

    /// The instances of one host; nil when the site could not list any.
    func workloads(on host: String) -> [LiveBoxes.Workload]? { workloads?.filter { $0.host == host } }

    /// Sample rows in reading order. Rows inside a row of hosts vanish with it and are not looked at.
    private static func samples(of stack: Stack) -> [(place: BoxID, row: BoxRow)] {
        stack.layers.flatMap { samples(in: $0.rows, inside: $0.id) }
    }

    private static func samples(in rows: [BoxRow], inside place: BoxID) -> [(place: BoxID, row: BoxRow)] {
        rows.flatMap { row in
            guard let sample = row.sample else { return row.boxes.flatMap { samples(in: $0.rows, inside: $0.id) } }
            return sample == .programs ? [] : [(place, row)]
        }
    }
}

extension Stack {
    /// Whether its picture draws instances of different kinds in different places, so that each one's kind has to be known.
    public var drawsKindsApart: Bool { Placing.kinds(of: self).count > 1 }
}

extension InstanceType {
    /// As people say it.
    fileprivate var words: String { self == .virtualMachine ? "virtual machine" : rawValue.lowercased() }
}
