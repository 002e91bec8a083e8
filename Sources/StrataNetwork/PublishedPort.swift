import StrataAPI

/// A port of the host that leads to an address of the network.
struct PublishedPort: Sendable, Equatable {
    let port: Instance.Port
    let key: HostPort
    let target: IPv4

    /// - Throws: ``NetworkError/invalid(_:)`` for ports out of range and for host addresses that are no IPv4 address.
    init(_ port: Instance.Port, to target: IPv4) throws(NetworkError) {
        guard (1...65_535).contains(port.port), (1...65_535).contains(port.hostPort) else {
            throw .invalid("a port must be between 1 and 65535, not \(port.hostPort) to \(port.port)")
        }
        guard port.hostAddress.isEmpty || IPv4(port.hostAddress) != nil else {
            throw .invalid(
                "\"\(port.hostAddress.printable(limit: 60))\" is no IPv4 address of the host; leave hostAddress out for all addresses")
        }
        self.port = port
        self.target = target
        let address = IPv4(port.hostAddress)
        key = HostPort(transport: port.transport, address: address?.bits == 0 ? nil : address, number: UInt16(port.hostPort))
    }
}

/// A place on the host at which connections can be taken.
struct HostPort: Sendable, Hashable {
    var transport: Instance.Port.Transport
    /// nil for every address of the host.
    var address: IPv4?
    var number: UInt16

    /// Whether there are connections that both would take, as bind(2) defines it.
    func collides(with other: HostPort) -> Bool {
        transport == other.transport && number == other.number && (address == nil || other.address == nil || address == other.address)
    }
}

/// All that is published for one owner.
struct Publication: Sendable, Equatable {
    var published: [PublishedPort]
    var ports: [Instance.Port] { published.map(\.port) }
}
