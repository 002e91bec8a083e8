import StrataAPI
import StrataDriverKit

/// What a machine's addresses and routes are before anything is changed.
struct Situation {
    /// A bridge of Strata's that exists.
    struct FoundBridge: Equatable {
        var isUp: Bool
        var hasAlias: Bool
        var addresses: [String]

        /// The subnet it was made for, if that can be told.
        var subnet: Subnet? {
            addresses.lazy.compactMap { Subnet($0) }.first { $0.prefix == 24 && $0.base.bits >> 24 == 10 }
        }
    }

    /// A destination that packets already have a way to, and through what.
    struct Destination {
        var subnet: Subnet
        var way: String
    }

    let name: String
    /// The device of the bridge's name, as `ip -json` shows it.
    let device: JSONValue?
    /// Everything that is reached by other devices.
    let destinations: [Destination]

    static func look(at machine: any Machine, bridge name: String) async throws(NetworkError) -> Situation {
        let links = try await list(["-json", "-details", "address", "show"], "the network devices", on: machine)
        let routes = try await list(["-json", "-4", "route", "show", "table", "all"], "the routes", on: machine)
        let servers = try await machine.content(of: "/etc/resolv.conf").map { String(decoding: $0, as: UTF8.self) } ?? ""
        return Situation(name: name, links: links, routes: routes, resolver: servers)
    }

    init(name: String, links: [JSONValue], routes: [JSONValue], resolver: String) {
        self.name = name
        device = links.first { $0["ifname"]?.string == name }
        var destinations: [Destination] = []
        for link in links {
            guard let device = link["ifname"]?.string, device != name else { continue }
            for address in link["addr_info"]?.array ?? [] where address["family"]?.string == "inet" {
                guard let text = address["local"]?.string, let local = IPv4(text), let prefix = address["prefixlen"]?.int else { continue }
                destinations.append(Destination(subnet: Subnet(local, prefix: Int(prefix)), way: "the address \(text) of \(device)"))
            }
        }
        for route in routes {
            guard let text = route["dst"]?.string, text != "default", let subnet = Subnet(text), subnet.prefix > 0,
                route["dev"]?.string != name
            else { continue }
            destinations.append(Destination(subnet: subnet, way: "the route to \(text)\(route["dev"]?.string.map { " by \($0)" } ?? "")"))
        }
        for line in resolver.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count >= 2, words[0] == "nameserver", let address = IPv4(String(words[1])) else { continue }
            destinations.append(Destination(subnet: Subnet(address, prefix: 32), way: "the name server \(address) of /etc/resolv.conf"))
        }
        self.destinations = destinations
    }

    /// What reaches into a subnet without being the bridge; nil when nothing does.
    func other(reaching subnet: Subnet) -> String? {
        destinations.first { $0.subnet.overlaps(subnet) && !coversAll($0.subnet) }?.way
    }

    /// Routes to half of everything or more stand for a default route, as VPNs set them.
    private func coversAll(_ subnet: Subnet) -> Bool { subnet.prefix < 8 }

    /// The subnet of a new network: the one asked for, or one that is free.
    /// - Throws: ``NetworkError/subnetReached(_:by:)``, ``NetworkError/noFreeSubnet``.
    func subnet(for settings: NetworkSettings, found: FoundBridge?) throws(NetworkError) -> Subnet {
        guard let subnet = settings.subnet else { return try freeSubnet(preferring: found?.subnet) }
        if let other = other(reaching: subnet) { throw .subnetReached(subnet.description, by: other) }
        return subnet
    }

    /// A subnet that nothing on the machine reaches.
    /// - Throws: ``NetworkError/noFreeSubnet``.
    func freeSubnet(preferring preferred: Subnet?) throws(NetworkError) -> Subnet {
        if let preferred, other(reaching: preferred) == nil { return preferred }
        // Above 10.120, where neither home routers nor the defaults of LXC, Docker, Podman and Kubernetes' services are; 10.244 is
        // Flannel's and 10.152 MicroK8s'. A random start keeps two machines that later meet in one VPN apart.
        let seconds = (120...239).filter { $0 != 152 }.map { UInt32($0) }
        let count = seconds.count * 256
        let start = Int.random(in: 0..<count)
        for step in 0..<count {
            let index = (start + step) % count
            let subnet = Subnet(IPv4(bits: 10 << 24 | seconds[index / 256] << 16 | UInt32(index % 256) << 8), prefix: 24)
            if other(reaching: subnet) == nil { return subnet }
        }
        throw .noFreeSubnet
    }

    /// The bridge if it exists and is Strata's; nil when there is no device of that name.
    /// - Throws: ``NetworkError/foreignDevice(_:reason:)``.
    func bridge(ours alias: String) throws(NetworkError) -> FoundBridge? {
        guard let device else { return nil }
        let kind = device["linkinfo"]?["info_kind"]?.string ?? device["link_type"]?.string ?? "of another kind"
        guard kind == "bridge" else { throw .foreignDevice(name, reason: "it is \(kind)") }
        let found = device["ifalias"]?.string
        // One that was made a moment before a crash has its address but no alias yet.
        guard found == alias || found == nil && device["address"]?.string?.hasPrefix(HardwareAddress.prefix) == true else {
            throw .foreignDevice(
                name, reason: found.map { "its alias is \"\($0.printable(limit: 60))\"" } ?? "it does not carry Strata's alias")
        }
        let addresses = (device["addr_info"]?.array ?? []).filter { $0["family"]?.string == "inet" }.compactMap { address -> String? in
            guard let local = address["local"]?.string, let prefix = address["prefixlen"]?.int else { return nil }
            return "\(local)/\(prefix)"
        }
        let isUp = device["flags"]?.array?.contains(.string("UP")) ?? false
        return FoundBridge(isUp: isUp, hasAlias: found == alias, addresses: addresses)
    }

    private static func list(_ arguments: [String], _ object: String, on machine: any Machine) async throws(NetworkError) -> [JSONValue] {
        let output = try await machine.tool(.ip, arguments, attempt: "list", on: object)
        guard !output.output.isEmpty else { return [] }
        do {
            return try JSONValue(parsing: output.output).array ?? []
        } catch {
            throw .failed(attempt: "list", object: object, answer: "ip wrote JSON that cannot be read: \(error)", hint: "")
        }
    }
}
