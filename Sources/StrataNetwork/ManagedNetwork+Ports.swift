public import StrataAPI
import StrataDriverKit

extension ManagedNetwork {
    /// Makes ports of the host lead to an owner's address: exactly these, and no longer those published for it before.
    ///
    /// They can be reached from other machines, from the host itself (by `127.0.0.1` too) and from containers. A port with a host address
    /// can be reached by that address only. All rules change in one step. Where bridged packets pass the rules
    /// (`net.bridge.bridge-nf-call-iptables`, which Docker switches on), a container does not reach itself this way unless its port of the
    /// bridge is in hairpin mode (bridge(8)).
    /// - Parameters:
    ///   - address: an address of the network; the owner's own when nil.
    /// - Throws: ``NetworkError/portPublished(_:by:)`` and ``NetworkError/portInUse(_:listener:)``, with which nothing has changed;
    ///   ``NetworkError/invalid(_:)``, ``NetworkError/notAttached(_:)``, and what ``ensure()`` throws.
    public func publish(owner: UID, ports: [Instance.Port], to address: String? = nil) async throws(NetworkError) {
        try HostName.check(owner: owner)
        if ports.isEmpty, try await remembered()?.publications[owner] == nil { return }
        let there = try await there()
        // Ports are the machine's, whichever network they lead into, so networks take turns with them.
        let all = ports.isEmpty ? nil : try await lockPorts()
        defer { all?.release() }
        let turn = try await takeTurn()
        defer { turn.release() }
        var memory = try await load() ?? there.memory
        guard let target = address ?? memory.leases[owner]?.address.text else { throw .notAttached(owner) }
        guard let target = IPv4(target), memory.subnet.hosts.contains(target) else {
            throw .invalid("ports cannot be published to \(target.printable(limit: 60)): it is no address of \(memory.subnet)")
        }
        let asked = try ports.map { port throws(NetworkError) in try PublishedPort(port, to: target) }
        try memory.checkConflicts(of: asked, owner: owner)
        if !asked.isEmpty { try await checkOthers(asked, owner: owner) }
        let own = memory.publications[owner]?.published ?? []
        let new = asked.filter { port in !own.contains { $0.key == port.key } }
        try await ListeningPorts.check(new, on: machine)
        memory.publications[owner] = asked.isEmpty ? nil : Publication(published: asked)
        // The memory comes first here: whatever is in the kernel is then known to belong to somebody.
        try await save(memory)
        try await applyPorts(memory)
    }

    private func lockPorts() async throws(NetworkError) -> StateLock {
        try await machine.provide(directory: places.stateRoot, mode: 0o700)
        return try await StateLock.take(places.stateRoot, on: machine)
    }

    /// Looks for ports in what the other networks of this machine publish.
    private func checkOthers(_ ports: [PublishedPort], owner: UID) async throws(NetworkError) {
        for other in try await machine.networks(in: places.stateRoot) where other != name {
            let file = "\(places.stateRoot)/\(other)/state.json"
            guard let bytes = try await machine.content(of: file), let memory = try? NetworkMemory(parsing: bytes, path: file) else {
                continue
            }
            try memory.checkConflicts(of: ports, owner: owner)
        }
    }

    /// Takes back all ports published for an owner. No effect when there are none.
    public func unpublish(owner: UID) async throws(NetworkError) {
        guard try await remembered()?.publications[owner] != nil else { return }
        let turn = try await takeTurn()
        defer { turn.release() }
        guard var memory = try await load(), memory.publications.removeValue(forKey: owner) != nil else { return }
        try await applyPorts(memory)
        try await save(memory)
    }
}
