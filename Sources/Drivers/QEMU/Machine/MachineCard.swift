import StrataAPI
import StrataNetwork

/// A network card of a machine, and its device on the host.
struct MachineCard: Sendable, Hashable {
    var mac: String
    /// The bridge that it is put on.
    var bridge: String
    /// The name of the device on the host: at most 15 bytes (IFNAMSIZ), the same for one machine and network always.
    var tap: String

    /// What tells it from the machine's other cards, also while there are two of the machine.
    private let key: String

    init(_ definition: MachineDefinition, network: UID?, mac: String, bridge: String) {
        self.mac = mac
        self.bridge = bridge
        let digits = network.map { CardPlace(network: $0).digits(for: definition.uid) }
        key = digits ?? "site"
        tap = digits.map { (definition.isTwin ? "vy" : "vx") + $0 } ?? definition.tap
    }

    /// What QEMU calls the card, the same at every start.
    var device: String { "card-\(key)" }

    /// What QEMU calls the card's other side.
    var other: String { "net-\(key)" }

    /// What `netdev_add` and `-netdev` are told.
    var netDevice: JSONValue {
        ["type": "tap", "id": .string(other), "ifname": .string(tap), "script": "no", "downscript": "no"]
    }

    /// What `device_add` and `-device` are told. On PCI without the card's own firmware, which would try to boot from the network.
    /// - Parameter port: the id of the port it is plugged into; nil for the board itself.
    func device(on platform: Platform, port: String?) -> JSONValue {
        var json: JSONValue = [
            "driver": .string(platform.device("virtio-net")), "id": .string(device), "netdev": .string(other), "mac": .string(mac),
        ]
        if platform.bus == .pci { json["romfile"] = "" }
        if let port { json["bus"] = .string(port) }
        return json
    }
}
