import Libvirt
public import StrataAPI
public import StrataDriverKit

extension LibvirtDriver: NetworkKeeping {
    /// See ``NetworkKeeping/keepNetwork(_:)``. A network of libvirt's, with its bridge, its dnsmasq and its firewall's rules. What changes while machines run on it takes
    /// effect when it is started anew.
    public func keepNetwork(_ order: NetworkOrder) async throws(DriverError) -> ObservedNetwork {
        let (attempt, object) = ("keep the network", order.name.name)
        guard order.uid.isUUID else {
            throw .refused(.init(attempt, object, answer: "\(order.uid.text.printable(limit: 80)) is no UID"))
        }
        let connection = try await networkConnection(attempt, object)
        guard let kept = try await network(order.uid, connection, attempt, object) else {
            try await makeNetwork(order, connection, attempt)
            guard let made = try await network(order.uid, connection, attempt, object) else {
                throw .failed(.init(attempt, object, answer: "it was removed while it was made"))
            }
            return try await observed(made, order, attempt)
        }
        guard let subnet = kept.subnet else {
            throw .failed(.init(attempt, object, answer: "the network \(kept.network.name) has no IPv4 subnet any more"))
        }
        if !order.subnet.isEmpty, order.subnet != subnet.description {
            throw .refused(
                .init(
                    attempt, object, answer: "it is \(subnet) already, and cannot become \(order.subnet)",
                    hint: "Delete the Network and make it anew"))
        }
        var warnings = try await settle(kept, order, on: subnet, connection, attempt)
        guard let now = try await network(order.uid, connection, attempt, object) else {
            throw .failed(.init(attempt, object, answer: "it was removed meanwhile"))
        }
        if !now.network.isActive {
            do throws(LibvirtError) {
                try await connection.startNetwork(now.network.name)
            } catch {
                guard error.code != nil, !error.isDisconnection else { throw DriverError(error, attempt, object) }
                warnings.append("libvirt does not start it: \("\(error)".printable(limit: 300))")
            }
        }
        try await keepEntries(of: now, connection, attempt)
        var observed = try await observed(now, order, attempt)
        observed.warnings = warnings
        return observed
    }

    /// See ``NetworkKeeping/removeNetwork(_:)``.
    public func removeNetwork(_ uid: UID) async throws(DriverError) {
        let attempt = "remove the network"
        guard uid.isUUID else { return }
        let connection = try await networkConnection(attempt, uid.text)
        guard let kept = try await network(uid, connection, attempt, uid.text) else { return }
        let name = kept.network.name
        let users = try await allCards(connection, attempt).filter { $0.cards.contains { $0.network == name } }.map(\.name).sorted()
        guard users.isEmpty else {
            throw .refused(
                .init(
                    attempt, uid.text, answer: "machines are on it: \(users.prefix(5).joined(separator: ", ").printable(limit: 300))",
                    hint: "Take them off it first"))
        }
        try await translating(attempt, uid.text) { () throws(LibvirtError) in try await connection.removeNetwork(name) }
    }

    private func networkConnection(_ attempt: String, _ object: String) async throws(DriverError) -> LibvirtConnection {
        guard facts.canCreate, !facts.isSimulator else {
            throw .unavailable(.networks, because: "\(facts.info.type) keeps no networks that machines could be put on")
        }
        return try await site.connection(attempt, object)
    }

    /// What is known of all machines.
    func allCards(_ connection: LibvirtConnection, _ attempt: String) async throws(DriverError) -> [DomainCard] {
        let records = try await translating(attempt, options.uri) { () throws(LibvirtError) in try await connection.domains() }
        return Array(try await site.cards(of: records.map(\.uuid), attempt).values)
    }

    /// A network of Strata's; nil where there is none.
    func network(
        _ uid: UID, _ connection: LibvirtConnection, _ attempt: String, _ object: String
    ) async throws(DriverError) -> KeptNetwork? {
        let name = KeptNetwork.name(uid)
        let all = try await translating(attempt, object) { () throws(LibvirtError) in try await connection.networks() }
        guard let found = all.first(where: { $0.name == name }) else { return nil }
        guard found.uuid == uid.text else {
            throw .notOwned(.init(attempt, object, answer: "libvirt's network \(name) is not this Network's"))
        }
        return KeptNetwork(found)
    }

    /// Makes a network on the subnet that is asked for, or on one that is free: which are, libvirt says when it starts it, since it looks at the host's routes.
    private func makeNetwork(_ order: NetworkOrder, _ connection: LibvirtConnection, _ attempt: String) async throws(DriverError) {
        let object = order.name.name
        let all = try await translating(attempt, object) { () throws(LibvirtError) in try await connection.networks() }
        let others = all.compactMap { KeptNetwork.subnet($0.definition) }
        var candidates: [Subnet]
        if order.subnet.isEmpty {
            let seed = SettingsDigest.of(Array(order.uid.text.utf8)).utf8.reduce(UInt32(0)) { $0 &* 31 &+ UInt32($1) } % 16_384
            let all = (0..<UInt32(16_384)).lazy.map { step -> Subnet in
                let number = (seed + step) % 16_384
                return Subnet(IPv4(bits: 10 << 24 | (64 + number >> 8) << 16 | (number & 0xFF) << 8), prefix: 24)
            }
            candidates = Array(all.filter { subnet in !others.contains { subnet.overlaps($0) } }.prefix(16))
        } else {
            guard let asked = Subnet(order.subnet), Subnet.prefixes.contains(asked.prefix) else {
                throw .refused(.init(attempt, object, answer: "\(order.subnet.printable(limit: 60)) is no subnet"))
            }
            if let other = others.first(where: asked.overlaps) {
                throw .refused(.init(attempt, object, answer: "\(asked) overlaps \(other), which another network of libvirt's is"))
            }
            candidates = [asked]
        }
        var failure = DriverError.refused(
            .init(attempt, object, answer: "no subnet is free between 10.64.0.0 and 10.127.255.0", hint: "Set spec.subnet"))
        while !candidates.isEmpty {
            let subnet = candidates.removeFirst()
            do throws(LibvirtError) {
                return try await connection.makeNetwork(KeptNetwork.definition(order, on: subnet))
            } catch {
                // What was defined and does not start is not kept: the next try, and the next subnet, begin from nothing.
                await Task { try? await connection.removeNetwork(KeptNetwork.name(order.uid)) }.value
                guard "\(error)".contains("already in use") else { throw DriverError(error, attempt, object) }
                failure = .refused(
                    .init(attempt, object, answer: "\(subnet) cannot be had: \(error)", hint: "Choose another one in spec.subnet"))
            }
        }
        throw failure
    }

    /// Makes a network what its order says now.
    /// - Returns: what is not so yet, as sentences.
    private func settle(
        _ kept: KeptNetwork, _ order: NetworkOrder, on subnet: Subnet, _ connection: LibvirtConnection, _ attempt: String
    ) async throws(DriverError) -> [String] {
        var definition = kept.network.definition
        KeptNetwork.settle(order, on: subnet, in: &definition)
        guard definition != kept.network.definition else { return [] }
        let (name, wanted) = (kept.network.name, definition)
        // What is on it would be cut off, and stay so, if it were started anew.
        let running = try await translating(attempt, order.name.name) { () throws(LibvirtError) in try await connection.domains() }
        let active = Set(running.filter(\.isActive).map(\.uuid))
        let isUsed = try await allCards(connection, attempt).contains { card in
            active.contains(card.uuid) && card.cards.contains { $0.network == name }
        }
        try await translating(attempt, order.name.name) { () throws(LibvirtError) in
            if !isUsed { try await connection.stopNetwork(name) }
            try await connection.defineNetwork(wanted)
            if !isUsed { try await connection.startNetwork(name) }
        }
        guard isUsed else { return [] }
        return [
            "machines run on it, so that its change takes effect once they are stopped and it is started anew: virsh net-destroy \(name)"
        ]
    }

    private func observed(_ kept: KeptNetwork, _ order: NetworkOrder, _ attempt: String) async throws(DriverError) -> ObservedNetwork {
        let connection = try await site.connection(attempt, order.name.name)
        let leases = try await allCards(connection, attempt).flatMap { card -> [ObservedNetwork.Lease] in
            guard let note = card.note else { return [] }
            return note.cards.filter { $0.uid == order.uid }.map {
                ObservedNetwork.Lease(
                    owner: note.uid, address: $0.address, mac: $0.mac,
                    domainName: order.domain.isEmpty ? note.hostname : "\(note.hostname).\(order.domain)")
            }
        }
        return ObservedNetwork(
            bridge: kept.network.name, subnet: kept.subnet?.description ?? "", gateway: kept.gateway?.text ?? "", domain: order.domain,
            leases: leases.sorted { IPv4.order($0.address, $1.address) })
    }
}
