import Libvirt
import StrataAPI
import StrataDriverKit

extension LibvirtDriver {
    /// The cards that an instance asks for, with networks and addresses that are theirs from now on: libvirt keeps each address for one machine only, so that two
    /// calls cannot give it away twice.
    ///
    /// - Parameters:
    ///   - had: what the machine has.
    ///   - own: the site's own network; nil for none.
    func reserve(
        _ wishes: [MachineCard], for note: OwnerNote, had: [MachineCard], own: String?, _ connection: LibvirtConnection, _ attempt: String
    ) async throws(DriverError) -> [MachineCard] {
        var cards: [MachineCard] = []
        do throws(DriverError) {
            for (number, wish) in wishes.enumerated() {
                var card = wish
                if card.mac.isEmpty { card.mac = HardwareAddress.of(note.uid, card.isManaged ? card.uid.text : "\(number)") }
                guard card.isManaged else {
                    card.network = try ownNetwork(own, card, attempt, note.instance)
                    cards.append(card)
                    continue
                }
                if card.address.isEmpty { card.address = had.first { $0.uid == card.uid }?.address ?? "" }
                cards.append(try await reserve(card, for: note, connection, attempt))
            }
        } catch {
            await release(cards.filter { card in !had.contains { $0.uid == card.uid && $0.address == card.address } }, connection)
            throw error
        }
        return cards
    }

    private func ownNetwork(_ own: String?, _ card: MachineCard, _ attempt: String, _ object: String) throws(DriverError) -> String {
        guard let own else {
            throw .refused(
                .init(
                    attempt, object, answer: "spec.networks asks for the site's own network, and the site has none",
                    hint: "Set spec.options.network of the Site, or name a Network"))
        }
        guard card.address.isEmpty else {
            throw .refused(
                .init(
                    attempt, object, answer: "addresses on libvirt's network \(own) are given away by libvirt",
                    hint: "Leave the address out, or name a Network"))
        }
        return own
    }

    private func reserve(
        _ wish: MachineCard, for note: OwnerNote, _ connection: LibvirtConnection, _ attempt: String
    ) async throws(DriverError) -> MachineCard {
        let object = note.instance
        func refuse(_ answer: String, _ hint: String = "") -> DriverError { .refused(.init(attempt, object, answer: answer, hint: hint)) }
        guard let kept = try await network(wish.uid, connection, attempt, object), let subnet = kept.subnet else {
            throw .failed(.init(attempt, object, answer: "the network \(wish.name) is not there yet"))
        }
        var card = wish
        card.network = kept.network.name
        if !card.address.isEmpty {
            guard let address = IPv4(card.address), subnet.contains(address), subnet.hosts.contains(address), address != kept.gateway else {
                throw refuse("\(card.address.printable(limit: 60)) is no address that \(wish.name) (\(subnet)) can give away")
            }
        }
        let (name, entries) = (kept.network.name, kept.entries)
        let others = try await allCards(connection, attempt).filter { $0.note?.uid != note.uid }.flatMap { $0.note?.cards ?? [] }
        let taken = Set(others.filter { $0.uid == wish.uid }.map(\.address))
        let mine = entries.filter { kept.hasDHCP ? $0.mac == card.mac : $0.address == card.address && !taken.contains($0.address) }
        var candidates: [String] = []
        if !card.address.isEmpty {
            candidates = [card.address]
        } else if let entry = mine.first {
            candidates = [entry.address]
        } else {
            let used = taken.union(entries.map(\.address))
            candidates = Array(
                (subnet.hosts.lowerBound.bits...subnet.hosts.upperBound.bits).lazy.map { IPv4(bits: $0) }
                    .filter { $0 != kept.gateway }.map(\.text).filter { !used.contains($0) }.prefix(8))
        }
        for address in candidates {
            if taken.contains(address) { continue }
            if mine.contains(where: { $0.address == address }) {
                card.address = address
                return card
            }
            let entry = KeptNetwork.Entry(mac: card.mac, address: address, hostname: note.hostname)
            await site.reserving(name, address, true)
            do throws(LibvirtError) {
                for old in mine where old.address != address {
                    try await connection.update(name, kept.part, removing: kept.element(old))
                }
                try await connection.update(name, kept.part, adding: kept.element(entry))
                card.address = address
                return card
            } catch {
                await site.reserving(name, address, false)
                // Somebody was faster.
                guard error.code == .operationInvalid, "\(error)".contains("exist") || "\(error)".contains("already") else {
                    throw DriverError(error, attempt, object)
                }
            }
        }
        if wish.address.isEmpty { throw refuse("\(wish.name) (\(subnet)) has no address left") }
        throw refuse("\(wish.address) on \(wish.name) is another machine's", "Choose another address, or leave it out")
    }

    /// The machine of a call that reserved addresses is defined, and tells by itself what it has.
    func settle(_ cards: [MachineCard]) async {
        for card in cards where card.isManaged { await site.reserving(card.network, card.address, false) }
    }

    /// Gives addresses back. What cannot be given back now is when the network is next looked at.
    func release(_ cards: [MachineCard], _ connection: LibvirtConnection) async {
        await settle(cards)
        for card in cards where card.isManaged {
            await Task {
                guard let kept = try? await network(card.uid, connection, "release an address of", card.name) else { return }
                for entry in kept.entries where entry.address == card.address {
                    try? await connection.update(card.network, kept.part, removing: kept.element(entry))
                }
            }.value
        }
    }

    /// Has libvirt keep the addresses that machines have, and no others: those of calls that were killed go back.
    func keepEntries(of kept: KeptNetwork, _ connection: LibvirtConnection, _ attempt: String) async throws(DriverError) {
        guard kept.network.isActive else { return }
        let cards = try await allCards(connection, attempt)
        var wanted: Set<KeptNetwork.Entry> = []
        for card in cards {
            guard let note = card.note else { continue }
            for one in note.cards where KeptNetwork.name(one.uid) == kept.network.name && !one.address.isEmpty {
                wanted.insert(.init(mac: kept.hasDHCP ? one.mac : "", address: one.address, hostname: note.hostname))
            }
        }
        let addresses = Set(wanted.map(\.address))
        let name = kept.network.name
        for entry in kept.entries where !addresses.contains(entry.address) {
            if await site.isReserving(name, entry.address) { continue }
            try await change(kept, name, attempt) { () throws(LibvirtError) in
                try await connection.update(name, kept.part, removing: kept.element(entry))
            }
        }
        let known = Set(kept.entries.map(\.address))
        for entry in wanted where !known.contains(entry.address) {
            try await change(kept, name, attempt) { () throws(LibvirtError) in
                try await connection.update(name, kept.part, adding: kept.element(entry))
            }
        }
    }

    /// Changes an entry; that it is there, or gone, already is well.
    private func change(
        _ kept: KeptNetwork, _ name: String, _ attempt: String, _ body: () async throws(LibvirtError) -> Void
    ) async throws(DriverError) {
        do throws(LibvirtError) {
            try await body()
        } catch {
            guard error.code == .operationInvalid else { throw DriverError(error, attempt, name) }
        }
    }

    /// Plugs network cards into a running machine and pulls out those that it should not have, which its guest must agree to.
    ///
    /// - Returns: false where the next start has to do it.
    func syncCards(
        _ wanted: [MachineCard], was: [MachineCard], _ live: DomainCard, _ id: NativeID, _ connection: LibvirtConnection
    ) async throws(DriverError) -> Bool {
        let attempt = "change the network cards of"
        let ours = Set((wanted + was).map(\.mac))
        let should = Set(wanted.map(\.mac))
        let has = { (card: DomainCard) in Set(card.cards.map(\.mac)).intersection(ours) }
        guard has(live) != should else { return true }
        do throws(LibvirtError) {
            for card in was where !should.contains(card.mac) && has(live).contains(card.mac) {
                try await connection.detach(card.device, from: .name(id.text), .live)
            }
            for card in wanted where !has(live).contains(card.mac) {
                try await connection.startNetwork(card.network)
                try await connection.attach(card.device, to: .name(id.text), .live)
            }
        } catch {
            guard error.code != nil, !error.isDisconnection else { throw DriverError(error, attempt, id.text) }
            return false
        }
        return try await until(id, by: .now + .seconds(8)) { () async throws(DriverError) in
            has(try await liveCard(id, connection, attempt)) == should
        }
    }
}
