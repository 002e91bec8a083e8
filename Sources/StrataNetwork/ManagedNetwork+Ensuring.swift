import StrataAPI
import StrataDriverKit

extension ManagedNetwork {
    /// What was found to work, and when.
    struct Known {
        var facts: NetworkFacts
        var settings: NetworkSettings
        /// dnsmasq's process id.
        var process: Int32
        /// When everything was last looked at.
        var checked: ContinuousClock.Instant
    }

    /// How long what costs a command or a round trip to find out is believed. What costs neither is looked at every time.
    private static let trust = Duration.seconds(10)

    /// The network and what is remembered of it, made or repaired if need be.
    func there() async throws(NetworkError) -> (facts: NetworkFacts, memory: NetworkMemory) {
        if let found = try await working() { return found }
        let turn = try await takeTurn()
        defer { turn.release() }
        if let found = try await working() { return found }
        return try await make()
    }

    /// The network when it is known to work; nil when it has to be looked at as a whole.
    private func working() async throws(NetworkError) -> (facts: NetworkFacts, memory: NetworkMemory)? {
        guard let known, let memory = try await remembered(), memory.settings == known.settings else { return nil }
        let isFresh = known.checked.duration(to: .now) < Self.trust
        if !machine.isLocal, isFresh { return (known.facts, memory) }
        guard try await Bridge.isUp(name, on: machine), try await NameService.isRunning(known.process, places, on: machine) else {
            return nil
        }
        if isFresh { return (known.facts, memory) }
        guard try await Ruleset.isLoaded(name, on: machine) else { return nil }
        self.known?.checked = .now
        return (known.facts, memory)
    }

    /// Looks at everything and makes what is missing. Only within a turn.
    private func make() async throws(NetworkError) -> (facts: NetworkFacts, memory: NetworkMemory) {
        let situation = try await Situation.look(at: machine, bridge: name)
        let bridge = try situation.bridge(ours: places.alias)
        var memory: NetworkMemory
        if let found = try await load() {
            memory = found
        } else {
            guard let wanted else { throw .unknownNetwork(name) }
            memory = NetworkMemory(subnet: try situation.subnet(for: wanted, found: bridge), settings: wanted)
            memory.identity = places.identity
        }
        if let other = situation.other(reaching: memory.subnet) {
            // One that was asked for with its addresses must not get others.
            guard memory.leases.isEmpty, wanted.map({ $0.subnet == nil }) ?? false else {
                throw .subnetTaken(memory.subnet.description, by: other)
            }
            memory = NetworkMemory(subnet: try situation.freeSubnet(preferring: nil), settings: memory.settings)
            memory.identity = places.identity
        }
        if memory.forwardingBoot.isEmpty, let boot = try await Forwarding.bootToSwitchOn(machine) { memory.forwardingBoot = boot }
        // Remembered before it is made, so that whatever comes to exist is known to be Strata's.
        try await save(memory)
        let isNew = try await Bridge.ensure(name, alias: places.alias, subnet: memory.subnet, found: bridge, on: machine)
        try await Forwarding.switchOn(bridge: name, on: machine)
        try await apply(memory)
        let process = try await NameService.ensure(memory, places, restart: isNew, on: machine)
        let warnings = try await ForeignChains.warnings(table: name, on: machine)
        let facts = places.facts(of: memory, warnings: warnings)
        known = Known(facts: facts, settings: memory.settings, process: process, checked: .now)
        return (facts, memory)
    }

    /// Puts all rules of the network in place in one step.
    func apply(_ memory: NetworkMemory) async throws(NetworkError) {
        try await Ruleset.load(Ruleset.text(name, memory), named: name, on: machine)
    }

    /// Puts the published ports in place in one step, and the whole table if it has gone.
    func applyPorts(_ memory: NetworkMemory) async throws(NetworkError) {
        do {
            try await Ruleset.load(Ruleset.update(name, memory), named: name, on: machine)
        } catch .failed {
            try await apply(memory)
        } catch {
            throw error
        }
    }

    /// Tells dnsmasq the names and addresses there are now.
    func announce(_ memory: NetworkMemory) async throws(NetworkError) {
        try await NameService.writeHosts(memory, places, on: machine)
        let process: Int32?
        if let known { process = known.process } else { process = try await NameService.recordedProcess(places, on: machine) }
        guard let process, try await NameService.isRunning(process, places, on: machine) else { return }
        try await ProcessSignal.send(.reload, to: process, on: machine)
    }
}
