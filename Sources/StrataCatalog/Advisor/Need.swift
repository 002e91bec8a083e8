/// One thing a stack should bring, such as Windows guests or high availability.
public struct Need: Codable, Hashable, Sendable {
    /// What is asked for. The comment names the value that goes with it.
    public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// Runs this operating system inside: `windows`, `linux`, `zos`…
        case guest
        /// Runs this kind of unit: `container`, `vm`, `partition`, `pod`.
        case kind
        /// Runs on processors of this architecture: `x86_64`, `arm64`, `s390x`…
        case arch
        /// Runs guests made for this architecture, whatever the host's.
        case guestArch
        /// Runs on this host system: `linux`, `freebsd`, `windows`, `appliance`…
        case hostOS
        /// Separates guests this way: `hardware`, `partition`, `shared-kernel`.
        case isolation
        /// Is certified: `do-178c`, `iso-26262-d`, `common-criteria`, `fips-140`…
        case certification
        /// Works with this many machines.
        case nodes
        /// Works on machines with this much memory, in MiB.
        case memory
        /// Replaces this stack, by id.
        case leave
        /// Moves running guests. No value.
        case liveMigration
        /// Restarts guests after a host failure. No value.
        case highAvailability
        /// Joins hosts under one administration. No value.
        case clustering
        /// Keeps point-in-time copies. No value.
        case snapshots
        /// Has a graphical interface. No value.
        case graphicalInterface
        /// Has a remote interface for programs. No value.
        case remoteAPI
        /// Takes its configuration from version control by itself. No value.
        case gitops
        /// Costs no licence fee. No value.
        case noLicenceCost
        /// Is open source. No value.
        case openSource
        /// Guarantees response times. No value.
        case hardRealTime
        /// Does without virtualization extensions in the processor. No value.
        case noVirtualization
        /// Is still developed and supported. No value.
        case supported
    }

    /// What is asked for.
    public let kind: Kind
    /// The value that goes with the kind; empty where there is none.
    public let value: String

    /// A need; throws ``AdvisorError`` when the value does not suit the kind.
    public init(_ kind: Kind, _ value: String = "") throws(AdvisorError) {
        let value = value.lowercased()
        guard kind.accepts(value) else { throw .badValue(kind, value, kind.values) }
        self.kind = kind
        self.value = value
    }

    /// Reads `kind` and `value`, with the same checks.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let name = try container.decode(String.self, forKey: .kind)
        guard let kind = Kind(rawValue: name) else { throw AdvisorError.unknownKind(name) }
        try self.init(kind, try container.decodeIfPresent(String.self, forKey: .value) ?? "")
    }

    private enum CodingKeys: String, CodingKey {
        case kind
        case value
    }
}

extension Need: Comparable, CustomStringConvertible {
    /// Order of the kinds, then of the values.
    public static func < (left: Need, right: Need) -> Bool {
        (left.kind.rawValue, left.value) < (right.kind.rawValue, right.value)
    }

    /// `kind` or `kind=value`.
    public var description: String { value.isEmpty ? kind.rawValue : "\(kind.rawValue)=\(value)" }
}

extension Need.Kind {
    /// The words a value is limited to; empty where it is a number or absent.
    public var values: [String] {
        switch self {
        case .guest: FactKey.guestSystems.vocabulary?.sorted() ?? []
        case .kind: FactKey.guestKinds.vocabulary?.sorted() ?? []
        case .arch, .guestArch: FactKey.architectures.vocabulary?.sorted() ?? []
        case .hostOS: FactKey.hostSystems.vocabulary?.sorted() ?? []
        case .isolation: FactKey.isolation.vocabulary?.sorted() ?? []
        case .certification:
            ["common-criteria", "do-178c", "en-50128", "en-50657", "fips-140", "iec-61508", "iec-62304", "iso-26262"]
                + (FactKey.certifications.vocabulary?.filter { $0 != "none" && $0 != "common-criteria" && $0 != "fips-140" }.sorted() ?? [])
        case .leave: Catalog.index.map(\.id)
        default: []
        }
    }

    fileprivate func accepts(_ value: String) -> Bool {
        switch self {
        case .nodes, .memory: Int(value).map { $0 > 0 } ?? false
        default: values.isEmpty ? value.isEmpty : values.contains(value)
        }
    }
}
