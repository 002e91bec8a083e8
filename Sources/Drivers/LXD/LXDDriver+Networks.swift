import LXD
public import StrataAPI
public import StrataDriverKit

extension LXDDriver: NetworkKeeping {
    /// See ``NetworkKeeping/keepNetwork(_:)``. A bridge of the daemon's, with its DHCP and DNS, tagged with the Network's UID.
    public func keepNetwork(_ order: NetworkOrder) async throws(DriverError) -> ObservedNetwork {
        let attempt = "keep the network"
        let name = NetworkName.text(order.uid)
        guard let network = try await network(order.uid, attempt, order.name.name) else {
            try await makeNetwork(order, attempt)
            guard let made = try await self.network(order.uid, attempt, order.name.name) else {
                throw .failed(.init(attempt, order.name.name, answer: "it was removed while it was made"))
            }
            return try await observed(made, order, attempt)
        }
        let has = network.config["ipv4.address"].flatMap(Self.subnet)
        if !order.subnet.isEmpty, let has, order.subnet != has.description {
            throw .refused(
                .init(
                    attempt, order.name.name, answer: "it is \(has) already, and cannot become \(order.subnet)",
                    hint: "Delete the Network and make it anew"))
        }
        var config = network.config
        config.merge(Self.settings(order)) { $1 }
        if config != network.config {
            let wish: JSONValue = ["config": .object(config.mapValues { .string($0) }), "description": .string(network.description)]
            _ = try await ask(attempt, order.name.name) { try await $0.perform(.put, "/1.0/networks/\(name)", wish, ifMatch: network.etag) }
        }
        var now = network
        now.config = config
        return try await observed(now, order, attempt)
    }

    /// See ``NetworkKeeping/removeNetwork(_:)``.
    public func removeNetwork(_ uid: UID) async throws(DriverError) {
        let attempt = "remove the network"
        guard let network = try await network(uid, attempt, uid.text) else { return }
        guard network.users.isEmpty else {
            let names = network.users.prefix(5).compactMap { $0.split(separator: "/").last }.joined(separator: ", ")
            throw .refused(.init(attempt, uid.text, answer: "instances are on it: \(names)", hint: "Take them off it first"))
        }
        do throws(DriverError) {
            _ = try await ask(attempt, uid.text) { try await $0.perform(.delete, "/1.0/networks/\(NetworkName.text(uid))") }
        } catch {
            if case .notFound = error { return }
            throw error
        }
    }

    /// The subnet of a network of Strata's; nil where there is no such network.
    func subnet(of uid: UID, _ attempt: String, _ object: String) async throws(DriverError) -> Subnet? {
        try await network(uid, attempt, object)?.config["ipv4.address"].flatMap(Self.subnet)
    }

    private struct Kept {
        var config: [String: String]
        var description: String
        var users: [String]
        var etag: String?
    }

    private func network(_ uid: UID, _ attempt: String, _ object: String) async throws(DriverError) -> Kept? {
        do throws(DriverError) {
            let answer = try await ask(attempt, object) { try await $0.send(.get, "/1.0/networks/\(NetworkName.text(uid))") }
            let config = answer.metadata["config"]?.object?.compactMapValues(\.string) ?? [:]
            guard config["\(MachineTag.prefix)uid"] == uid.text else {
                throw .notOwned(.init(attempt, object, answer: "\(NetworkName.text(uid)) is not this Network's"))
            }
            return Kept(
                config: config, description: answer.metadata["description"]?.string ?? "",
                users: answer.metadata["used_by"]?.array?.compactMap(\.string) ?? [], etag: answer.etag)
        } catch {
            if case .notFound = error { return nil }
            throw error
        }
    }

    private func makeNetwork(_ order: NetworkOrder, _ attempt: String) async throws(DriverError) {
        let object = order.name.name
        let others = try await ask(attempt, object) { client in
            let networks = try await client.send(.get, "/1.0/networks?recursion=1").metadata.array ?? []
            return networks.compactMap { $0["config"]?["ipv4.address"]?.string.flatMap(Self.subnet) }
        }
        let subnet: Subnet
        if order.subnet.isEmpty {
            subnet = try free(besides: others, order, attempt)
        } else {
            guard let asked = Subnet(order.subnet) else { throw .refused(.init(attempt, object, answer: "\(order.subnet) is no subnet")) }
            if let other = others.first(where: asked.overlaps) {
                throw .refused(.init(attempt, object, answer: "\(asked) overlaps \(other), which another network of the daemon's is"))
            }
            subnet = asked
        }
        var config = Self.settings(order)
        config["ipv4.address"] = "\(subnet.gateway)/\(subnet.prefix)"
        config["ipv6.address"] = "none"
        config["\(MachineTag.prefix)uid"] = order.uid.text
        let wish: JSONValue = [
            "name": .string(NetworkName.text(order.uid)), "type": "bridge", "config": .object(config.mapValues { .string($0) }),
            "description": .string("Strata's network \(order.name)"),
        ]
        do throws(DriverError) {
            _ = try await ask(attempt, object) { try await $0.perform(.post, "/1.0/networks", wish) }
        } catch {
            guard DriverError.saysExists("\(error)") else { throw error }
        }
    }

    /// A subnet that no network of the daemon's has. What else the host reaches is the daemon's to refuse.
    private func free(besides others: [Subnet], _ order: NetworkOrder, _ attempt: String) throws(DriverError) -> Subnet {
        let seed = SettingsDigest.of(Array(order.uid.text.utf8)).utf8.reduce(UInt32(0)) { $0 &* 31 &+ UInt32($1) } % 16_384
        for step in 0..<UInt32(16_384) {
            let number = (seed + step) % 16_384
            let subnet = Subnet(IPv4(bits: 10 << 24 | (64 + number >> 8) << 16 | (number & 0xFF) << 8), prefix: 24)
            if !others.contains(where: subnet.overlaps) { return subnet }
        }
        throw .refused(.init(attempt, order.name.name, answer: "no subnet is free between 10.64.0.0 and 10.127.255.0"))
    }

    private static func settings(_ order: NetworkOrder) -> [String: String] {
        [
            "ipv4.nat": order.nat && !order.isIsolated ? "true" : "false", "ipv4.routing": order.isIsolated ? "false" : "true",
            "ipv4.dhcp": order.dhcp ? "true" : "false", "dns.domain": order.domain,
        ]
    }

    private static func subnet(_ text: String) -> Subnet? { text.contains("/") ? Subnet(text) : nil }

    private func observed(_ network: Kept, _ order: NetworkOrder, _ attempt: String) async throws(DriverError) -> ObservedNetwork {
        let name = NetworkName.text(order.uid)
        let subnet = network.config["ipv4.address"].flatMap(Self.subnet)
        let leases = try await addresses(attempt, order.name.name).filter { $0.network == name }.map {
            ObservedNetwork.Lease(owner: $0.owner, address: $0.address, mac: $0.mac, domainName: "\($0.instance).\(order.domain)")
        }
        return ObservedNetwork(
            bridge: name, subnet: subnet?.description ?? "", gateway: subnet?.gateway.text ?? "", domain: order.domain,
            leases: leases.sorted { IPv4.order($0.address, $1.address) })
    }
}
