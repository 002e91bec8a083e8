import StrataAPI
import StrataDriverKit

/// The ports on which processes of a machine take connections.
enum ListeningPorts {
    /// - Throws: ``NetworkError/portInUse(_:listener:)`` for the first port that a process would lose to a rule.
    static func check(_ ports: [PublishedPort], on machine: any Machine) async throws(NetworkError) {
        guard !ports.isEmpty else { return }
        let filter = ports.flatMap { ["or", "sport", "=", ":\($0.key.number)"] }.dropFirst()
        let output = try await machine.tool(.ss, ["-H", "-l", "-n", "-t", "-u"] + filter, attempt: "list", on: "the listening sockets")
        let listeners = parse(output.text)
        for port in ports {
            guard let listener = listeners.first(where: { $0.key.collides(with: port.key) }) else { continue }
            throw .portInUse(port.port, listener: listener.text)
        }
    }

    /// Reads what `ss -Hlntu` writes: transport, state, two queue lengths, local address. `*` stands for every IPv4 and IPv6 address;
    /// sockets for IPv6 alone, in brackets, and those bound to one device take nothing from us.
    static func parse(_ text: String) -> [(key: HostPort, text: String)] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count >= 5, let colon = words[4].lastIndex(of: ":"), let number = UInt16(words[4][words[4].index(after: colon)...]),
                let transport = Instance.Port.Transport(rawValue: words[0].uppercased())
            else { return nil }
            let host = words[4][..<colon]
            if host == "*" { return (HostPort(transport: transport, address: nil, number: number), String(words[4])) }
            let mapped = host.hasPrefix("[::ffff:") ? host.dropFirst(8).dropLast() : host
            let parts = mapped.split(separator: "%")
            guard let first = parts.first, let address = IPv4(String(first)) else { return nil }
            if parts.count > 1, parts[1] != "lo" { return nil }
            return (HostPort(transport: transport, address: address.bits == 0 ? nil : address, number: number), String(words[4]))
        }
    }
}
