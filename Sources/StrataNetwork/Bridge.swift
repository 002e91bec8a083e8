import StrataAPI
import StrataDriverKit

/// The network's bridge device.
enum Bridge {
    /// Whether the device exists and is up, found out without a command.
    static func isUp(_ name: String, on machine: any Machine) async throws(NetworkError) -> Bool {
        guard let bytes = try await machine.content(of: "/sys/class/net/\(name)/flags") else { return false }
        let text = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).first ?? ""
        // Hexadecimal; bit 0 is IFF_UP (netdevice(7)).
        return Int(text.dropFirst(2), radix: 16).map { $0 & 1 == 1 } ?? false
    }

    /// Makes the bridge or what is missing of it.
    /// - Returns: whether its address is new, so that whoever listens on it must begin again.
    static func ensure(
        _ name: String, alias: String, subnet: Subnet, found: Situation.FoundBridge?, on machine: any Machine
    ) async throws(NetworkError) -> Bool {
        let address = "\(subnet.gateway)/\(subnet.prefix)"
        let isComplete = found.map { $0.isUp && $0.hasAlias && $0.addresses == [address] } ?? false
        guard !isComplete else { return false }
        var lines: [String] = []
        if found == nil {
            // A fixed hardware address: otherwise it changes with the ports, and neighbours lose the router (bridge(8)).
            lines.append(
                "link add name \(name) address \(HardwareAddress.text(of: subnet.gateway)) type bridge stp_state 0 forward_delay 0")
        }
        lines.append("link set dev \(name) alias \"\(alias)\"")
        let isNew = found?.addresses != [address]
        if isNew {
            if found?.addresses.isEmpty == false { lines.append("-4 address flush dev \(name)") }
            lines.append("address replace \(address) brd + dev \(name)")
        }
        lines.append("link set dev \(name) up")
        let batch = lines.joined(separator: "\n") + "\n"
        _ = try await machine.tool(
            .ip, ["-batch", "-"], input: batch, attempt: "set up the bridge", on: name, hint: "Strata needs root (CAP_NET_ADMIN) for this")
        return isNew
    }

    /// Removes the device.
    static func remove(_ name: String, on machine: any Machine) async throws(NetworkError) {
        _ = try await machine.tool(.ip, ["link", "delete", "dev", name, "type", "bridge"], attempt: "remove the bridge", on: name)
    }
}
