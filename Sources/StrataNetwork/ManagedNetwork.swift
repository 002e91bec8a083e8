public import StrataAPI
public import StrataDriverKit

/// A bridge on one machine with addresses, names, NAT and published ports for the containers on it.
///
/// ```
///              ensure, attach, publish                  attach ▶ publish ▶ unpublish ▶ release, per owner
///   (absent) ──────────────────────────▶ there ─────────────────────────────────────────────────────────
///      ▲                                   │
///      └────────────── reset ──────────────┘
/// ```
/// Every call is idempotent and may be made in every state, at any time and by several processes at once: what is remembered is
/// changed under a file lock. Each finds again what an earlier process made, and repairs what has gone. A cancelled call leaves a
/// state from which the same call succeeds.
///
/// What it makes, and nothing else, is: the bridge, marked by an alias of Strata's; the nftables table `ip NAME`; one `dnsmasq`
/// that listens on the bridge only and outlives this process; files in `stateDirectory/NAME` and `/run/NAME-network`; and the kernel settings
/// `net.ipv4.ip_forward` and the bridge's `route_localnet`.
///
/// A firewall of the machine that drops what is forwarded (`policy drop` of a chain that is not Strata's, as Docker, ufw and firewalld
/// set it) still drops: nftables has no way for one table to overrule another (nft(8), "accept"). ``NetworkFacts/warnings`` names such chains.
public actor ManagedNetwork {
    /// The bridge's name, and the nftables table's.
    public nonisolated let name: String
    /// The machine it is on.
    public nonisolated let machine: any Machine

    let places: NetworkPlaces
    /// What it is made as when nothing is remembered of it; nil where it must be remembered.
    var wanted: NetworkSettings?
    let turns = Turns()
    var known: Known?
    /// Whether what killed processes left in the network's directories was removed.
    var isTidy = false
    /// The memory last read or written, with the bytes it is in the file.
    var parsed: (bytes: [UInt8], memory: NetworkMemory)?

    /// Names a network; nothing is made before it is first used.
    /// - Parameters:
    ///   - name: a device name of 2 to 15 letters, digits and `_` that begins with a letter and ends with a digit.
    ///   - stateDirectory: where on the machine addresses and published ports are remembered; absolute.
    ///   - domain: the DNS domain of the names in it.
    /// - Throws: ``NetworkError/invalid(_:)``.
    public init(
        machine: any Machine, name: String = "strata0", stateDirectory: String = "/var/lib/strata/network",
        domain: String = "strata.internal"
    ) throws(NetworkError) {
        try HostName.check(domain: domain)
        places = try NetworkPlaces(name: name, stateDirectory: stateDirectory)
        wanted = NetworkSettings(domain: domain)
        self.name = name
        self.machine = machine
    }

    /// Names the network that stands for a Network, whose bridge's name is made from its identity. It is there once it was configured.
    /// - Throws: ``NetworkError/invalid(_:)``.
    init(machine: any Machine, identity: UID, stateDirectory: String) throws(NetworkError) {
        name = Self.bridge(of: identity)
        places = try NetworkPlaces(name: name, stateDirectory: stateDirectory, identity: identity)
        self.machine = machine
    }

    /// The name of a Network's bridge: 48 bits of its identity. The bridge's alias holds all of it, so that one is never taken for another's.
    public static func bridge(of identity: UID) -> String {
        let digits = identity.text.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(12)
        return "sn\(digits)0"
    }

    /// Makes the network, or makes it what the settings say.
    /// - Throws: ``NetworkError/subnetFixed(_:wanted:)``, ``NetworkError/subnetReached(_:by:)``, and what ``ensure()`` throws.
    func configure(_ settings: NetworkSettings) async throws(NetworkError) -> NetworkFacts {
        try HostName.check(domain: settings.domain)
        wanted = settings
        if let memory = try await remembered(), !memory.settings.satisfies(settings) {
            let turn = try await takeTurn()
            defer { turn.release() }
            if var memory = try await load() {
                if let subnet = settings.subnet, subnet != memory.subnet {
                    throw .subnetFixed(memory.subnet.description, wanted: subnet.description)
                }
                memory.settings = settings
                memory.settings.subnet = memory.subnet
                try await save(memory)
                known = nil
            }
        }
        return try await there().facts
    }

    /// Makes the network, or what is missing of it, and tells what it is. Takes well under a millisecond when it was there just now.
    public func ensure() async throws(NetworkError) -> NetworkFacts {
        try await there().facts
    }

    /// What the network is, nil when it was never made. Changes nothing and does not look whether it works.
    public func facts() async throws(NetworkError) -> NetworkFacts? {
        try await remembered().map { places.facts(of: $0, warnings: known?.facts.warnings ?? []) }
    }

    /// Every lease there is, by address.
    public func leases() async throws(NetworkError) -> [NetworkLease] {
        guard let memory = try await remembered() else { return [] }
        return memory.leases.values.map { places.lease($0, in: memory) }.sorted { IPv4.order($0.address, $1.address) }
    }

    /// One owner's lease, nil when it has none.
    public func lease(owner: UID) async throws(NetworkError) -> NetworkLease? {
        guard let memory = try await remembered(), let record = memory.leases[owner] else { return nil }
        return places.lease(record, in: memory)
    }

    /// What is published, by owner.
    public func publications() async throws(NetworkError) -> [UID: [Instance.Port]] {
        try await remembered()?.publications.mapValues(\.ports) ?? [:]
    }
}
