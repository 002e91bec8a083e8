public import StrataAPI

/// Who has which address on the networks of a machine, at one moment.
public struct LeaseTable: Sendable {
    let standard: String
    /// By the network's bridge.
    let addresses: [String: [UID: String]]

    /// The addresses of an owner's cards, in their order, but for those that it was not given yet.
    public func addresses(of owner: UID, on cards: [CardPlace]) -> [String] {
        cards.compactMap { addresses[$0.network.map(ManagedNetwork.bridge) ?? standard]?[owner] }
    }
}
