import ArgumentParser
import StrataAPI

/// A network card on the command line: `NETWORK[,address=ADDRESS][,mac=MAC]`.
struct NetworkCard: ExpressibleByArgument, Sendable, Equatable {
    var card: Instance.Card

    init?(argument: String) {
        let words = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard let name = words.first, StringRule.subdomain.check?(name) == nil, !name.isEmpty else { return nil }
        card = Instance.Card(network: name)
        for word in words.dropFirst() {
            guard let pair = KeyValue(argument: word), !pair.value.isEmpty else { return nil }
            switch pair.key {
            case "address" where StringRule.address.check?(pair.value) == nil: card.address = pair.value
            case "mac" where StringRule.hardwareAddress.check?(pair.value.lowercased()) == nil: card.mac = pair.value.lowercased()
            default: return nil
            }
        }
    }
}
