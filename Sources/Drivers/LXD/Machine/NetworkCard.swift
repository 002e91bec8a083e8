import StrataAPI
import StrataDriverKit

/// A network card of an order as a device of kind `nic`.
enum NetworkCard {
    /// The key of a device that says what Strata made it for: a network's name, the site's own network, or a profile's card that is left out.
    static let mark = "user.strata.network"
    /// The address that the order asked for; others were chosen here.
    static let wish = "user.strata.address"
    /// The key of a device whose network `spec.stack.lxd.network` names.
    static let choice = "user.strata.choice"
    static let own = "(own)"
    /// Of the instance's own card where no cards are asked for, and its network is.
    static let chosen = "(chosen)"
    static let omitted = "(omitted)"

    static func device(_ uid: UID) -> String { "\(MachinePlan.devicePrefix)net-\(uid.text.filter { $0 != "-" }.prefix(12))" }

    /// A card on a network of Strata's.
    static func settings(_ card: CardOrder, network: NetworkOrder, interface: String, address: String) -> [String: String] {
        var settings = ["type": "nic", "network": NetworkName.text(network.uid), "name": interface, mark: network.name.description]
        if !address.isEmpty { settings["ipv4.address"] = address }
        if !card.address.isEmpty { settings[wish] = card.address }
        if !card.mac.isEmpty { settings["hwaddr"] = card.mac }
        return settings
    }

    /// An instance's own card on a network of the daemon's that it names.
    ///
    /// - Parameter given: the card of a profile's in the place of which it is.
    static func settings(on network: String, insteadOf given: [String: String]) -> [String: String] {
        // What belongs to the other network, such as an address there, does not come along.
        ["type": "nic", "network": network, "name": given["name"] ?? "eth0", choice: "true", mark: chosen]
    }

    /// The network that an instance named for its own card; empty where it is its profiles'.
    static func chosenNetwork(_ devices: InstanceRecord.Devices) -> String {
        devices.values.first { $0[choice] != nil }?["network"] ?? ""
    }

    /// The cards as an instance says them; none where they are its profiles' alone.
    static func comparable(_ devices: InstanceRecord.Devices) -> [JSONValue] {
        devices.filter { ![nil, omitted, chosen].contains($0.value[mark]) }.sorted { ($0.value["name"] ?? "") < ($1.value["name"] ?? "") }
            .map { _, settings in
                var json: JSONValue = [:]
                if let network = settings[mark], network != own {
                    json["network"] = .string(network.split(separator: "/").last.map(String.init) ?? network)
                }
                if settings[wish] != nil { json["address"] = .string(settings["ipv4.address"] ?? "") }
                if let mac = settings["hwaddr"] { json["mac"] = .string(mac) }
                return json
            }
    }
}

/// What the daemon calls a network of Strata's: a bridge's name has at most 15 bytes.
enum NetworkName {
    static func text(_ uid: UID) -> String {
        "sx" + uid.text.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(13)
    }
}
