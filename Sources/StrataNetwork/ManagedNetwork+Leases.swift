public import StrataAPI
import StrataDriverKit

extension ManagedNetwork {
    /// Gives an owner its address, hardware address and name; the one it has already, when it has one.
    ///
    /// DNS answers for the name and DHCP for the hardware address within moments of the return. Another host name for the same owner renames it.
    /// - Parameter hostname: an RFC 1123 host name, as instances have it.
    /// - Throws: ``NetworkError/invalid(_:)`` for what is no host name, ``NetworkError/noFreeAddress(subnet:)``, and what ``ensure()`` throws.
    public func attach(owner: UID, hostname: String) async throws(NetworkError) -> NetworkLease {
        try HostName.check(hostname, domain: places.domain)
        try HostName.check(owner: owner)
        let there = try await there()
        if let record = there.memory.leases[owner], record.hostname == hostname {
            return places.lease(record, in: there.memory.subnet)
        }
        let turn = try await takeTurn()
        defer { turn.release() }
        var memory = try await load() ?? there.memory
        let record = try memory.allocate(owner: owner, hostname: hostname)
        try await save(memory)
        try await announce(memory)
        return places.lease(record, in: memory.subnet)
    }

    /// Takes an owner's address and name back and unpublishes its ports. No effect on an owner that has none.
    public func release(owner: UID) async throws(NetworkError) {
        guard try await remembered() != nil else { return }
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
