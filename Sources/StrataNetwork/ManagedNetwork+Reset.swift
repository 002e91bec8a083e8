import StrataDriverKit

extension ManagedNetwork {
    /// Removes the network and all that was made for it: dnsmasq, the table, the bridge, the files. No effect when there is none.
    ///
    /// Instances on it lose their connection; their addresses are forgotten. A device of the bridge's name that is not Strata's stays.
    /// IPv4 forwarding is switched off again when Strata switched it on during this boot and no other bridge is left.
    public func reset() async throws(NetworkError) {
        try await reset(sparingOthers: false)
    }

    /// - Parameter sparingOthers: refuses where an owner has a lease.
    func reset(sparingOthers: Bool) async throws(NetworkError) {
        let turn = try await takeTurn()
        defer { turn.release() }
        let memory: NetworkMemory?
        do {
            memory = try await load()
        } catch .damagedState {
            // What cannot be read can still be removed; everything else is found by its name.
            memory = nil
        } catch {
            throw error
        }
        if sparingOthers, let memory, !memory.leases.isEmpty {
            throw .inUse(name, by: memory.leases.values.map(\.hostname).sorted())
        }
        known = nil
        try await NameService.stopAll(places, on: machine)
        try await Ruleset.remove(name, on: machine)
        let situation = try await Situation.look(at: machine, bridge: name)
        do {
            if try situation.bridge(ours: places.alias) != nil { try await Bridge.remove(name, on: machine) }
        } catch .foreignDevice {
            // It is somebody else's, so there is nothing of ours to remove.
        } catch {
            throw error
        }
        if let memory { try await Forwarding.restore(memory, on: machine) }
        try await machine.discard(places.runDirectory)
        try await machine.discard(places.stateDirectory)
        parsed = nil
        try await removeEmptyRoot()
    }

    /// Removes the directory that networks share if this was the last one.
    private func removeEmptyRoot() async throws(NetworkError) {
        do {
            guard try await machine.list(places.stateRoot).isEmpty else { return }
        } catch .io(_, errno: 2) {
            return
        } catch {
            throw NetworkError(error, attempt: "list \(places.stateRoot)")
        }
        try await machine.discard(places.stateRoot)
    }
}
