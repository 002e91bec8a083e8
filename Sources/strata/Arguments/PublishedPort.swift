import ArgumentParser
import StrataAPI

/// A published port on the command line: `[ADDRESS:]HOSTPORT:PORT[/tcp|/udp]`.
struct PublishedPort: ExpressibleByArgument, Sendable, Equatable {
    var port: Instance.Port

    init?(argument: String) {
        guard argument.utf8.count <= 100 else { return nil }
        var text = argument[...]
        var transport = Instance.Port.Transport.tcp
        if let slash = text.lastIndex(of: "/") {
            guard let named = Instance.Port.Transport(rawValue: text[text.index(after: slash)...].uppercased()) else { return nil }
            transport = named
            text = text[..<slash]
        }
        guard let last = text.lastIndex(of: ":"), let inner = Self.number(text[text.index(after: last)...]) else { return nil }
        text = text[..<last]
        var address = ""
        if let colon = text.lastIndex(of: ":") {
            address = String(text[..<colon])
            text = text[text.index(after: colon)...]
            if address.hasPrefix("["), address.hasSuffix("]") {
                address = String(address.dropFirst().dropLast())
            } else if address.contains(":") {
                return nil
            }
            guard !address.isEmpty else { return nil }
        }
        guard let outer = Self.number(text) else { return nil }
        port = Instance.Port(port: inner, hostPort: outer, hostAddress: address, transport: transport)
    }

    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt16(text), number > 0 else { return nil }
        return Int(number)
    }
}
