import Libvirt
import StrataAPI
public import StrataDriverKit
import XMLDocuments

extension LibvirtDriver {
    /// See ``Driver/list()``. One call for the state and use of all domains, one for those whose memory is kept, and one for the addresses on each network. Definitions
    /// are read once, and again when libvirt tells that they changed; at sites where it tells nothing, each time.
    public func list() async throws(DriverError) -> [ObservedInstance] {
        let attempt = "list"
        let connection = try await site.connection(attempt, options.uri)
        let records = try await translating(attempt, options.uri) { () throws(LibvirtError) in
            try await connection.domains().filter { !HostDomain.isOne($0) }
        }
        let saved = try await translating(attempt, options.uri) { () throws(LibvirtError) in try await connection.savedDomains() }
        let cards = try await site.cards(of: records.map(\.uuid), attempt)
        let active = Set(records.lazy.filter(\.isActive).map(\.uuid))
        let networks = Set(active.flatMap { cards[$0]?.cards.map(\.network) ?? [] })
        let leases = await leases(of: networks, connection)
        return records.compactMap { record in
            // One without a definition went away meanwhile; one that is on its way here is the other site's.
            guard let card = cards[record.uuid], card.note?.isArriving != true else { return nil }
            return observed(record, card, isSaved: saved.contains(record.uuid), leases)
        }.sorted { $0.id.text < $1.id.text }
    }

    /// See ``Driver/observe(_:)``.
    public func observe(_ id: NativeID) async throws(DriverError) -> ObservedInstance? {
        let attempt = "look at"
        guard MachineName.isPossible(id.text) else { return nil }
        let connection = try await site.connection(attempt, id.text)
        let seen = try await translating(attempt, id.text) { () throws(LibvirtError) -> (DomainRecord, DomainCard, Bool)? in
            do throws(LibvirtError) {
                guard let text = try await connection.definition(of: .name(id.text)),
                    let record = try await connection.statistics(of: .name(id.text))
                else { return nil }
                let isSaved = record.isActive ? false : try await connection.hasSave(.name(id.text))
                return (record, DomainCard(try XMLElement(definition: text)), isSaved)
            } catch {
                if error.code == .noDomain { return nil }
                throw error
            }
        }
        guard let (record, card, isSaved) = seen, card.note?.isArriving != true, !HostDomain.isOne(record) else { return nil }
        let leases = record.isActive ? await leases(of: Set(card.cards.map(\.network)), connection) : [:]
        var observed = observed(record, card, isSaved: isSaved, leases)
        if record.state == .running, await agentListens(id, connection) {
            let known = observed.addresses
            let told = await toldAddresses(id, record.uuid, connection)
            observed.addresses += told.filter { !known.contains($0) && !$0.hasPrefix("fe80:") && !$0.hasPrefix("127.") && $0 != "::1" }
        }
        return observed
    }

    /// What the agent in a guest says of addresses. One that did not answer, which takes libvirt five seconds to find out, is asked again once it has come or gone: after
    /// a move, libvirt takes any for present.
    private func toldAddresses(_ id: NativeID, _ uuid: String, _ connection: LibvirtConnection) async -> [String] {
        guard await !site.isSilent(uuid) else { return [] }
        do throws(LibvirtError) {
            return try await connection.addresses(of: .name(id.text), from: .agent).map(\.address)
        } catch {
            if error.code == .agentUnresponsive { await site.noteSilence(of: uuid) }
            return []
        }
    }

    /// The addresses of cards, by hardware address. A network that is not libvirt's, or does not work, has none.
    private func leases(of networks: Set<String>, _ connection: LibvirtConnection) async -> [String: [String]] {
        var addresses: [String: [String]] = [:]
        for network in networks.sorted() where !network.isEmpty {
            for lease in (try? await connection.leases(of: network)) ?? [] { addresses[lease.mac, default: []].append(lease.address) }
        }
        return addresses
    }

    private func observed(
        _ record: DomainRecord, _ card: DomainCard, isSaved: Bool, _ leases: [String: [String]]
    ) -> ObservedInstance {
        let (power, problem) = Self.power(record, isSaved: isSaved)
        var observed = ObservedInstance(
            id: NativeID(record.name), owner: card.owner, type: card.type, power: power, host: facts.info.hostname,
            cpuCores: card.cores, memory: card.memory > 0 ? Quantity(bytes: card.memory) : nil, problem: problem)
        observed.settings = card.digest
        observed.ownerName = card.note?.instance ?? ""
        observed.ownerServer = card.note?.server ?? ""
        guard record.isActive else {
            observed.exit = Self.exit(record)
            return observed
        }
        observed.addresses = card.cards.flatMap { leases[$0.mac] ?? [] }
        observed.usage.cpuSeconds = record.cpuTime.map { Double($0) / 1e9 }
        observed.usage.memory = (record.memoryResident ?? record.memory).map { Quantity(bytes: $0) }
        return observed
    }

    /// What a state of libvirt's means (`virDomainState`), and what is wrong where something is.
    static func power(_ record: DomainRecord, isSaved: Bool) -> (PowerState, problem: String) {
        switch record.state {
        case .running, .blocked: return (.running, "")
        case .paused:
            // `virDomainPausedReason`
            switch record.reason {
            case 5: return (.paused, "QEMU stopped the guest: its disk cannot be written to or read from")
            case 6: return (.paused, "QEMU stopped the guest: its watchdog ran out")
            case 10: return (.paused, "the guest's kernel panicked")
            case DomainRecord.startingReason: return (.starting, "")
            default: return (.paused, "")
            }
        case .shuttingDown: return (.stopping, "")
        case .asleep: return (.paused, "")
        case .off:
            if isSaved { return (.suspended, "") }
            return (.stopped, "")
        case .crashed: return (.stopped, "the guest crashed")
        case .none: return (.other("unknown"), "")
        }
    }

    /// How the last run ended, as far as libvirt remembers (`virDomainShutoffReason`).
    private static func exit(_ record: DomainRecord) -> Instance.Exit? {
        switch record.reason {
        case DomainRecord.shutdownReason: Instance.Exit(reason: "Completed")
        case DomainRecord.destroyedReason: Instance.Exit(reason: "Killed")
        case DomainRecord.crashedReason: Instance.Exit(reason: "Panicked")
        case DomainRecord.failedReason: Instance.Exit(reason: "Failed")
        default: nil
        }
    }
}
