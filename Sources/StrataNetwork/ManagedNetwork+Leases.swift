public import StrataAPI
import StrataDriverKit

extension ManagedNetwork {
    /// Gives an owner its address, hardware address and name; the one it has already, when it has one.
    ///
    /// DNS answers for the name and DHCP for the hardware address within moments of the return. Another host name for the same owner renames it.
    /// - Parameters:
    ///   - hostname: an RFC 1123 host name, as instances have it.
    ///   - address: the one it is to have; empty for the one it has, or any.
    ///   - mac: the hardware address it is to have; empty for one made from its address.
    ///   - keeper: who looks after the owner's machine, so that leases whose owners are gone can be told from those of other keepers.
    /// - Throws: ``NetworkError/invalid(_:)`` for what is no host name, ``NetworkError/noFreeAddress(subnet:)``, what ``ensure()`` throws, and
    ///   ``NetworkError/taken(_:by:name:)`` where another owner has the address or hardware address asked for.
    public func attach(
        owner: UID, hostname: String, address: String = "", mac: String = "", keeper: String = ""
    ) async throws(NetworkError) -> NetworkLease {
        let request = LeaseRequest(owner: owner, hostname: hostname, address: address, mac: mac, keeper: keeper)
        try HostName.check(owner: owner)
        if let reason = StringRule.hardwareAddress.check?(mac) {
            throw .invalid("the hardware address \(mac.printable(limit: 40)) \(reason)")
        }
        let there = try await there()
        try HostName.check(hostname, domain: there.memory.settings.domain)
        if let record = there.memory.lease(for: request) { return places.lease(record, in: there.memory) }
        let turn = try await takeTurn()
        defer { turn.release() }
        var memory = try await load() ?? there.memory
        let record = try memory.allocate(request)
        try await save(memory)
        try await announce(memory)
        return places.lease(record, in: memory)
    }

    /// Has the name server ask others for the names of their domains, besides those it was told of before.
    func ask(_ neighbours: [String: IPv4]) async throws(NetworkError) {
        let known = try await there().memory
        guard neighbours.contains(where: { known.neighbours[$0.key] != $0.value }) else { return }
        let turn = try await takeTurn()
        defer { turn.release() }
        var memory = try await load() ?? known
        memory.neighbours.merge(neighbours) { $1 }
        try await save(memory)
        try await announce(memory)
    }

    /// The owners that a keeper put here.
    func owners(of keeper: String) async throws(NetworkError) -> [UID] {
        try await remembered()?.leases.values.filter { $0.keeper == keeper }.map(\.owner) ?? []
    }

    /// Takes an owner's address and name back and unpublishes its ports. No effect on an owner that has none.
    public func release(owner: UID) async throws(NetworkError) {
        guard let known = try await remembered(), known.leases[owner] != nil || known.publications[owner] != nil else { return }
        let turn = try await takeTurn()
        defer { turn.release() }
        guard var memory = try await load() else { return }
        let wasPublished = memory.publications.removeValue(forKey: owner) != nil
        let wasAttached = memory.leases.removeValue(forKey: owner) != nil
        guard wasPublished || wasAttached else { return }
        // Rules go before the memory of them, so that a call cut short is completed by the next one.
        if wasPublished { try await applyPorts(memory) }
        try await save(memory)
        if wasAttached { try await announce(memory) }
    }
}
