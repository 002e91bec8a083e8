import StrataAPI

/// A published port as a device of kind `proxy`.
enum PublishedPort {
    private static let prefix = "\(MachinePlan.devicePrefix)port-"

    static func device(_ port: Instance.Port) -> String { "\(prefix)\(port.transport.rawValue.lowercased())-\(port.hostPort)" }

    static func settings(_ port: Instance.Port) -> [String: String] {
        let transport = port.transport.rawValue.lowercased()
        let address = port.hostAddress.isEmpty ? "0.0.0.0" : port.hostAddress
        let host = address.contains(":") ? "[\(address)]" : address
        return [
            "type": "proxy", "listen": "\(transport):\(host):\(port.hostPort)", "connect": "\(transport):127.0.0.1:\(port.port)",
        ]
    }

    /// The ports that an instance's devices publish.
    static func ports(_ devices: InstanceRecord.Devices) -> [Instance.Port] {
        devices.filter { $0.key.hasPrefix(prefix) }.compactMap { port($0.value) }
    }

    private static func port(_ settings: [String: String]) -> Instance.Port? {
        guard let listen = settings["listen"], let connect = settings["connect"],
            let hostPort = listen.split(separator: ":").last.flatMap({ Int($0) }),
            let inner = connect.split(separator: ":").last.flatMap({ Int($0) }),
            let transport = listen.split(separator: ":").first.flatMap({ Instance.Port.Transport(rawValue: $0.uppercased()) })
        else { return nil }
        let address = listen.split(separator: ":").dropFirst().dropLast().joined(separator: ":").filter { $0 != "[" && $0 != "]" }
        return Instance.Port(port: inner, hostPort: hostPort, hostAddress: address == "0.0.0.0" ? "" : address, transport: transport)
    }
}
