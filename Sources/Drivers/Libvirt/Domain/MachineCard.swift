import Libvirt
import StrataAPI
import StrataDriverKit
import XMLDocuments

/// A network card that an instance asks for in `spec.networks`, and what it was given.
struct MachineCard: Sendable, Hashable {
    /// Strata's network; empty for the site's own.
    var uid = UID("")
    /// The Network's name.
    var name = ""
    /// What libvirt calls the network; empty as long as none was looked for.
    var network = ""
    var mac = ""
    /// What it has on a network of Strata's.
    var address = ""
    /// Whether the address and the hardware address are the instance's wish; others were chosen here.
    var wishesAddress = false
    var wishesMAC = false

    init() {}

    /// What an instance asks for, with nothing given yet.
    init(_ order: CardOrder) {
        uid = order.network?.uid ?? UID("")
        name = order.network?.name.name ?? ""
        (mac, address) = (order.mac, order.address)
        (wishesMAC, wishesAddress) = (!order.mac.isEmpty, !order.address.isEmpty)
    }

    /// Whether it is on a network of Strata's.
    var isManaged: Bool { !uid.text.isEmpty }

    static let schema = Schema<MachineCard>.object("A network card.", initial: MachineCard()) {
        Field("uid", \.uid, uid)
        Field("name", \.name, .string(StringRule(length: 0...253)))
        Field("network", \.network, .string(StringRule(length: 0...64)))
        Field("mac", \.mac, .string(StringRule(length: 0...32)))
        Field("address", \.address, .string(StringRule(length: 0...64)))
        Field("wishesAddress", \.wishesAddress, .bool)
        Field("wishesMAC", \.wishesMAC, .bool)
    }

    private static let uid = Schema<UID>(
        Shape(.string(StringRule(length: 0...64))), decode: { $0.string.map(UID.init) }, encode: { .string($0.text) })

    /// As an instance says it.
    var comparable: JSONValue {
        var json: JSONValue = [:]
        if isManaged { json["network"] = .string(name) }
        if wishesAddress { json["address"] = .string(address) }
        if wishesMAC { json["mac"] = .string(mac) }
        return json
    }

    /// The card in a domain's definition. On PCI without the card's own firmware, which would try to boot from the network.
    var device: XMLElement {
        XMLElement(
            "interface", [("type", "network")],
            [
                XMLElement("mac", [("address", mac)]), XMLElement("source", [("network", network)]),
                XMLElement("model", [("type", "virtio")]), XMLElement("rom", [("enabled", "no")]),
            ])
    }
}
