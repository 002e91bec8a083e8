internal import CLibvirt
import Glibc

extension LibvirtConnection {
    /// Has the agent in a guest carry out a command (QEMU Guest Agent Protocol Reference), as JSON, and returns what it answers, as JSON.
    public func askAgent(_ id: DomainID, _ command: String, within limit: Duration = .seconds(10)) async throws(LibvirtError) -> String {
        let seconds = Int32(clamping: max(1, limit.components.seconds))
        return try await call("ask the agent of \(id)", within: limit + .seconds(10)) { caller throws(LibvirtError) in
            try caller.domain(id) { domain throws(LibvirtError) in
                try caller.text(caller.api.virDomainQemuAgentCommand(domain, command, seconds, 0), "an agent's answer")
            }
        }
    }

    /// What is asked for a guest's addresses.
    public enum AddressSource: Sendable {
        /// The DHCP servers of libvirt's own networks.
        case leases
        /// The agent in the guest.
        case agent
    }

    /// The addresses of a running domain's cards, by hardware address, without those of the loopback.
    public func addresses(of id: DomainID, from source: AddressSource) async throws(LibvirtError) -> [(mac: String, address: String)] {
        let number =
            switch source {
            case .leases: VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE.rawValue
            case .agent: VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT.rawValue
            }
        return try await call("look up the addresses of \(id)") { caller throws(LibvirtError) in
            try caller.domain(id) { domain throws(LibvirtError) in
                var list: UnsafeMutablePointer<virDomainInterfacePtr?>?
                let count = try caller.check(caller.api.virDomainInterfaceAddresses(domain, &list, number, 0))
                let cards = (0..<Int(count)).compactMap { list?[$0] }
                defer {
                    for card in cards { caller.api.virDomainInterfaceFree(card) }
                    free(list)
                }
                var addresses: [(mac: String, address: String)] = []
                for card in cards where card.pointee.name.map({ String(cString: $0) }) != "lo" {
                    let mac = card.pointee.hwaddr.map { String(cString: $0) } ?? ""
                    for index in 0..<Int(card.pointee.naddrs) {
                        guard let text = card.pointee.addrs?[index].addr else { continue }
                        addresses.append((mac, String(cString: text)))
                    }
                }
                return addresses
            }
        }
    }

    /// Has the agent hold the guest's file systems still.
    public func freeze(_ id: DomainID) async throws(LibvirtError) {
        try await act("freeze the file systems of", id) { $0.virDomainFSFreeze($1, nil, 0, 0) }
    }

    /// Has the agent let the guest's file systems go on.
    public func thaw(_ id: DomainID) async throws(LibvirtError) {
        try await act("thaw the file systems of", id) { $0.virDomainFSThaw($1, nil, 0, 0) }
    }
}
