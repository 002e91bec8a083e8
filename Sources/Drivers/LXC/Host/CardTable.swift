import StrataAPI
import StrataNetwork

/// The network cards inside a container, as `ip -json address show` tells of them there (ip-address(8)).
struct CardTable: Sendable, Equatable {
    struct Card: Sendable, Equatable {
        var name: String
        var mac: String
        /// With their prefixes.
        var addresses: [String]
        var isUp: Bool
    }

    var cards: [Card] = []

    /// Reads what `ip` writes; nil for anything else. What is no Ethernet card is left out.
    init?(parsing output: [UInt8]) {
        guard let links = try? JSONValue(parsing: output).array else { return nil }
        cards = links.compactMap { link in
            guard link["link_type"]?.string == "ether", let name = link["ifname"]?.string, let mac = link["address"]?.string else {
                return nil
            }
            let addresses = (link["addr_info"]?.array ?? []).compactMap { address -> String? in
                guard let local = address["local"]?.string, let prefix = address["prefixlen"]?.int else { return nil }
                return "\(local)/\(prefix)"
            }
            return Card(name: name, mac: mac, addresses: addresses, isUp: link["flags"]?.array?.contains("UP") ?? false)
        }
    }

    /// Whether a lease's card is there and was given its address, which is done last.
    func isComplete(_ lease: NetworkLease) -> Bool {
        cards.contains { $0.mac == lease.mac && $0.isUp && $0.addresses.contains("\(lease.address)/\(lease.prefix)") }
    }

    /// What is to be done for these leases to have their cards.
    struct Change: Equatable {
        /// Names of cards that go.
        var removed: [String] = []
        /// Leases that get a card, and its name.
        var added: [String: String] = [:]
        var isEmpty: Bool { removed.isEmpty && added.isEmpty }
    }

    /// - Parameter known: the hardware addresses of cards that were Strata's before; any other card is the container's own.
    func change(to leases: [NetworkLease], known: [String]) -> Change {
        var change = Change()
        for card in cards where known.contains(card.mac) || leases.contains(where: { $0.mac == card.mac }) {
            let isWanted = leases.contains { $0.mac == card.mac && isComplete($0) }
            if !isWanted { change.removed.append(card.name) }
        }
        var taken = Set(cards.map(\.name)).subtracting(change.removed)
        for lease in leases where !isComplete(lease) {
            let number = (0...).first { !taken.contains("eth\($0)") } ?? 0
            taken.insert("eth\(number)")
            change.added[lease.mac] = "eth\(number)"
        }
        return change
    }
}
