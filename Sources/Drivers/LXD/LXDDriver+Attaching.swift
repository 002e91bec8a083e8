import LXD
import StrataAPI
import StrataDriverKit

extension LXDDriver {
    /// The devices for an order's network cards and volumes.
    ///
    /// - Parameters:
    ///   - network: the daemon's network that the instance names for its own card; empty where it names none.
    ///   - old: the instance's own devices, whose addresses stay.
    func attachments(
        _ order: Order, network: String, old: InstanceRecord.Devices, profiles: [String], _ attempt: String
    ) async throws(DriverError) -> InstanceRecord.Devices {
        var devices: InstanceRecord.Devices = [:]
        if !order.networks.isEmpty || !network.isEmpty {
            devices = try await cards(order, network: network, old: old, profiles: profiles, attempt)
        }
        guard !order.volumes.isEmpty else { return devices }
        try await checkVolumes(order, attempt)
        let pool = try await volumePool(attempt, order.name.name)
        for mount in order.volumes { devices[VolumeMount.device(mount.volume.uid)] = VolumeMount.settings(mount, pool: pool) }
        return devices
    }

    /// The site's own network is what the profiles give a card on; cards of theirs that the order does not ask for are left out.
    private func cards(
        _ order: Order, network chosen: String, old: InstanceRecord.Devices, profiles: [String], _ attempt: String
    ) async throws(DriverError) -> InstanceRecord.Devices {
        let name = order.name.name
        var devices: InstanceRecord.Devices = [:]
        var given: InstanceRecord.Devices = [:]
        for profile in profiles {
            given.merge(try await profileDevices(profile, attempt, name).filter { $0.value["type"] == "nic" }) { $1 }
        }
        var ownCards = given.sorted { $0.key < $1.key }
        if !chosen.isEmpty {
            try await checkNetwork(chosen, attempt, name)
            let first = ownCards.isEmpty ? (key: "eth0", value: [:]) : ownCards.removeFirst()
            ownCards.insert((first.key, NetworkCard.settings(on: chosen, insteadOf: first.value)), at: 0)
            // Without a word of cards, all that the profiles give stay.
            guard !order.networks.isEmpty else { return [ownCards[0].key: ownCards[0].value] }
        }
        var taken = try await addresses(attempt, name)
        // The names of the profiles' cards are theirs, where any of them stays.
        let reserved = order.networks.contains { $0.network == nil } ? Set(ownCards.map { $0.value["name"] ?? $0.key }) : []
        var index = 0
        for card in order.networks {
            guard let network = card.network else {
                guard !ownCards.isEmpty else {
                    throw .refused(
                        .init(
                            attempt, name,
                            answer: "spec.networks asks for the site's own network, and no profile of the instance gives a card on one",
                            hint: "Give one with \(facts.client) profile device add default eth0 nic network=lxdbr0"))
                }
                let own = ownCards.removeFirst()
                var settings = own.value
                settings[NetworkCard.mark] = NetworkCard.own
                if !card.address.isEmpty {
                    settings["ipv4.address"] = card.address
                    settings[NetworkCard.wish] = card.address
                }
                if !card.mac.isEmpty { settings["hwaddr"] = card.mac }
                devices[own.key] = settings
                continue
            }
            let bridge = NetworkName.text(network.uid)
            let had = old[NetworkCard.device(network.uid)]?["ipv4.address"]
            let others = taken.filter { $0.network == bridge && $0.owner != order.uid }
            let address = try await address(for: card, network, had: had, others: Set(others.map(\.address)), attempt, name)
            taken.append(Claim(network: bridge, address: address, owner: order.uid, mac: card.mac, instance: name))
            while reserved.contains("eth\(index)") { index += 1 }
            devices[NetworkCard.device(network.uid)] = NetworkCard.settings(
                card, network: network, interface: "eth\(index)", address: address)
            index += 1
        }
        for (name, _) in ownCards { devices[name] = ["type": "none", NetworkCard.mark: NetworkCard.omitted] }
        return devices
    }

    /// The address of a card: the one that is asked for, the one it has, or one that is free.
    private func address(
        for card: CardOrder, _ network: NetworkOrder, had: String?, others: Set<String>, _ attempt: String, _ name: String
    ) async throws(DriverError) -> String {
        let refuse = { (answer: String) in DriverError.refused(.init(attempt, name, answer: answer)) }
        guard let subnet = try await subnet(of: network.uid, attempt, name) else {
            throw .failed(.init(attempt, name, answer: "the network \(network.name) is not there yet"))
        }
        if !card.address.isEmpty {
            guard let address = IPv4(card.address), subnet.hosts.contains(address) else {
                throw refuse("the address \(card.address) is none for instances on \(network.name), which is \(subnet)")
            }
            guard !others.contains(card.address) else {
                throw refuse("the address \(card.address) on \(network.name) is another instance's")
            }
            return card.address
        }
        if let had, let address = IPv4(had), subnet.hosts.contains(address), !others.contains(had) { return had }
        var bits = subnet.hosts.lowerBound.bits
        while bits <= subnet.hosts.upperBound.bits {
            let text = IPv4(bits: bits).text
            if !others.contains(text) { return text }
            bits += 1
        }
        throw refuse("all addresses of \(network.name) (\(subnet)) are given away")
    }

    private func checkNetwork(_ network: String, _ attempt: String, _ object: String) async throws(DriverError) {
        do throws(DriverError) {
            _ = try await ask(attempt, object) { try await $0.send(.get, "/1.0/networks/\(LXDTarget.encoded(network))") }
        } catch {
            guard case .notFound = error else { throw error }
            throw .refused(
                .init(
                    attempt, object, answer: "the daemon has no network \(network.printable(limit: 80))",
                    hint: "\(facts.client) network list shows those that there are"))
        }
    }

    /// What a profile gives.
    func profileDevices(_ profile: String, _ attempt: String, _ object: String) async throws(DriverError) -> InstanceRecord.Devices {
        do throws(DriverError) {
            return try await ask(attempt, object) {
                let devices = try await $0.send(.get, "/1.0/profiles/\(LXDTarget.encoded(profile))").metadata["devices"]?.object ?? [:]
                return devices.mapValues { $0.object?.compactMapValues(\.string) ?? [:] }
            }
        } catch {
            guard case .notFound = error else { throw error }
            throw .refused(
                .init(
                    attempt, object, answer: "the daemon has no profile \(profile.printable(limit: 80))",
                    hint: "\(facts.client) profile list shows those that there are"))
        }
    }

    /// An address that an instance of Strata's has on a network.
    struct Claim: Sendable {
        var network: String
        var address: String
        var owner: UID
        var mac: String
        var instance: String
    }

    /// All addresses that are given away on Strata's networks, whatever the instances are doing.
    func addresses(_ attempt: String, _ object: String) async throws(DriverError) -> [Claim] {
        try await records(attempt, object).flatMap { record -> [Claim] in
            guard let uid = record.tag?.uid else { return [] }
            return record.devices.compactMap { device, settings in
                guard settings["type"] == "nic", let network = settings["network"], let address = settings["ipv4.address"] else {
                    return nil
                }
                let mac = settings["hwaddr"] ?? record.config["volatile.\(device).hwaddr"] ?? ""
                return Claim(network: network, address: address, owner: uid, mac: mac, instance: record.name)
            }
        }
    }

    /// All instances, without what they are doing.
    func records(_ attempt: String, _ object: String) async throws(DriverError) -> [InstanceRecord] {
        InstanceRecord.settled(try await everyRecord(attempt, object).filter { !$0.isHalfRestored })
    }

    /// The same, with those that are only half restored, or on their way.
    func everyRecord(_ attempt: String, _ object: String) async throws(DriverError) -> [InstanceRecord] {
        try await ask(attempt, object) { client in
            let answer = try await client.send(.get, "/1.0/instances?recursion=1", timeout: client.timeout * 4).metadata
            return (answer.array ?? []).compactMap { InstanceRecord($0) }
        }
    }
}
