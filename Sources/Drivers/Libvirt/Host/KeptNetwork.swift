import Libvirt
import StrataAPI
import StrataDriverKit
import XMLDocuments

/// A network of Strata's as libvirt has it: named after the Network's UID, which is its UUID (libvirt, "Network XML format").
struct KeptNetwork: Sendable {
    /// An address that is given away.
    struct Entry: Sendable, Hashable {
        /// Empty where the network has no DHCP.
        var mac: String
        var address: String
        var hostname: String
    }

    var network: VirtualNetwork

    /// What libvirt calls a network, and its bridge: a bridge's name has at most 15 bytes.
    static func name(_ uid: UID) -> String {
        "sx" + uid.text.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(13)
    }

    init(_ network: VirtualNetwork) { self.network = network }

    private var ip: XMLElement? { network.definition["ip"] }

    var gateway: IPv4? { ip?[attribute: "address"].flatMap { IPv4($0) } }

    var subnet: Subnet? { Self.subnet(network.definition) }

    var hasDHCP: Bool { ip?["dhcp"] != nil }

    var domain: String { network.definition["domain"]?[attribute: "name"] ?? "" }

    /// The addresses that libvirt keeps for somebody.
    var entries: [Entry] {
        if hasDHCP {
            return (ip?["dhcp"]?.children("host") ?? []).map {
                Entry(
                    mac: $0[attribute: "mac"]?.lowercased() ?? "", address: $0[attribute: "ip"] ?? "", hostname: $0[attribute: "name"] ?? ""
                )
            }
        }
        return (network.definition["dns"]?.children("host") ?? []).map {
            Entry(mac: "", address: $0[attribute: "ip"] ?? "", hostname: $0["hostname"]?.text ?? "")
        }
    }

    /// The part of the network in which addresses are kept, and how one is written there.
    var part: NetworkPart { hasDHCP ? .dhcpHost : .dnsHost }

    func element(_ entry: Entry) -> XMLElement {
        if hasDHCP {
            var host = XMLElement("host", [("mac", entry.mac), ("ip", entry.address)])
            if !entry.hostname.isEmpty { host[attribute: "name"] = entry.hostname }
            return host
        }
        return XMLElement(
            "host", [("ip", entry.address)], [XMLElement("hostname", text: entry.hostname.isEmpty ? "host" : entry.hostname)])
    }

    /// The first IPv4 subnet of any network of libvirt's; nil where it has none.
    static func subnet(_ definition: XMLElement) -> Subnet? {
        for ip in definition.children("ip") where ip[attribute: "family"] ?? "ipv4" == "ipv4" {
            guard let address = ip[attribute: "address"].flatMap({ IPv4($0) }) else { continue }
            if let prefix = ip[attribute: "prefix"].flatMap({ Int($0) }), (0...32).contains(prefix) {
                return Subnet(address, prefix: prefix)
            }
            if let mask = ip[attribute: "netmask"].flatMap({ IPv4($0) }) {
                return Subnet(address, prefix: (~mask.bits).leadingZeroBitCount)
            }
        }
        return nil
    }

    /// The definition of a new one.
    static func definition(_ order: NetworkOrder, on subnet: Subnet) -> XMLElement {
        var network = XMLElement(
            "network", [],
            [
                XMLElement("name", text: name(order.uid)), XMLElement("uuid", text: order.uid.text),
                XMLElement("bridge", [("name", name(order.uid)), ("stp", "off"), ("delay", "0")]),
            ])
        network["ip"] = XMLElement("ip", [("family", "ipv4"), ("address", subnet.gateway.text), ("prefix", "\(subnet.prefix)")])
        settle(order, on: subnet, in: &network)
        return network
    }

    /// Makes a definition what an order says, in the places that an order is about.
    static func settle(_ order: NetworkOrder, on subnet: Subnet, in network: inout XMLElement) {
        // Without an element for forwarding it is isolated.
        let mode = order.isIsolated ? nil : order.nat ? "nat" : "route"
        if network["forward"]?[attribute: "mode"] != mode { network["forward"] = mode.map { XMLElement("forward", [("mode", $0)]) } }
        let domain = order.domain.isEmpty ? nil : XMLElement("domain", [("name", order.domain), ("localOnly", "yes")])
        if network["domain"]?[attribute: "name"] != domain?[attribute: "name"] { network["domain"] = domain }
        guard var ip = network["ip"], (ip["dhcp"] != nil) != order.dhcp else { return }
        let range = XMLElement("range", [("start", subnet.hosts.lowerBound.text), ("end", subnet.hosts.upperBound.text)])
        ip["dhcp"] = order.dhcp ? XMLElement("dhcp", [], [range]) : nil
        network["ip"] = ip
    }
}
