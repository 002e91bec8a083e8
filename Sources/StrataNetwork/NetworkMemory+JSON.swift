import StrataAPI

extension NetworkMemory {
    /// The file's content.
    var bytes: [UInt8] {
        let leases = leases.values.sorted { $0.address < $1.address }.map { lease -> JSONValue in
            var json: JSONValue = [
                "owner": .string(lease.owner.text), "address": .string(lease.address.text), "hostname": .string(lease.hostname),
                "label": .string(lease.label),
            ]
            if !lease.ownMAC.isEmpty { json["mac"] = .string(lease.ownMAC) }
            if !lease.keeper.isEmpty { json["keeper"] = .string(lease.keeper) }
            return json
        }
        let publications = publications.sorted { $0.key.text < $1.key.text }.flatMap { owner, publication in
            publication.published.map { published -> JSONValue in
                [
                    "owner": .string(owner.text), "target": .string(published.target.text), "port": .int(Int64(published.port.port)),
                    "hostPort": .int(Int64(published.port.hostPort)), "hostAddress": .string(published.port.hostAddress),
                    "protocol": .string(published.port.transport.rawValue),
                ]
            }
        }
        var value: JSONValue = [
            "version": 1, "subnet": .string(subnet.description), "leases": .array(leases), "publications": .array(publications),
            "lastAddress": .string(lastAddress?.text ?? ""), "forwardingBoot": .string(forwardingBoot), "settings": settings.json,
            "neighbours": .object(neighbours.mapValues { .string($0.text) }),
        ]
        if let identity { value["identity"] = .string(identity.text) }
        return value.encoded()
    }

    /// Reads what ``bytes`` wrote, trusting none of it: whatever comes from here goes into rules and into dnsmasq's files.
    /// - Throws: ``NetworkError/damagedState(path:reason:)``.
    init(parsing bytes: [UInt8], path: String) throws(NetworkError) {
        do {
            try self.init(parsing: bytes) { .damagedState(path: path, reason: $0) }
        } catch .invalid(let reason) {
            throw .damagedState(path: path, reason: reason)
        } catch {
            throw error
        }
    }

    private init(parsing bytes: [UInt8], damaged: (String) -> NetworkError) throws(NetworkError) {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw damaged(error.description)
        }
        guard value["version"]?.int == 1 else { throw damaged("it was written by another version of Strata") }
        guard let text = value["subnet"]?.string, let subnet = Subnet(text), Subnet.prefixes.contains(subnet.prefix) else {
            throw damaged("it names no subnet")
        }
        let settings = value["settings"].flatMap { NetworkSettings($0) } ?? NetworkSettings()
        try HostName.check(domain: settings.domain)
        self.init(subnet: subnet, settings: settings)
        identity = value["identity"]?.string.map(UID.init)
        if let identity { try HostName.check(owner: identity) }
        lastAddress = value["lastAddress"]?.string.flatMap { IPv4($0) }.flatMap { subnet.hosts.contains($0) ? $0 : nil }
        forwardingBoot = value["forwardingBoot"]?.string ?? ""
        for item in value["leases"]?.array ?? [] {
            guard let owner = item["owner"]?.string, let address = item["address"]?.string.flatMap({ IPv4($0) }),
                subnet.hosts.contains(address), let hostname = item["hostname"]?.string, let label = item["label"]?.string
            else { throw damaged("a lease is incomplete") }
            try HostName.check(owner: UID(owner))
            try HostName.check(label, domain: settings.domain)
            let mac = item["mac"]?.string ?? ""
            guard StringRule.hardwareAddress.check?(mac) == nil else { throw damaged("a lease has no hardware address") }
            leases[UID(owner)] = LeaseRecord(
                owner: UID(owner), address: address, hostname: hostname, label: label, ownMAC: mac, keeper: item["keeper"]?.string ?? "")
        }
        guard Set(leases.values.map(\.address)).count == leases.count else { throw damaged("an address is given away twice") }
        for (domain, address) in value["neighbours"]?.object ?? [:] {
            try HostName.check(domain: domain)
            guard let address = address.string.flatMap({ IPv4($0) }) else { throw damaged("a neighbour has no address") }
            neighbours[domain] = address
        }
        for item in value["publications"]?.array ?? [] {
            guard let owner = item["owner"]?.string, let target = item["target"]?.string.flatMap({ IPv4($0) }),
                subnet.hosts.contains(target), let port = item["port"]?.int, let hostPort = item["hostPort"]?.int,
                let transport = item["protocol"]?.string.flatMap(Instance.Port.Transport.init(rawValue:))
            else { throw damaged("a published port is incomplete") }
            let published = try PublishedPort(
                Instance.Port(
                    port: Int(port), hostPort: Int(hostPort), hostAddress: item["hostAddress"]?.string ?? "", transport: transport),
                to: target)
            publications[UID(owner), default: Publication(published: [])].published.append(published)
        }
    }
}
