import StrataAPI
public import StrataDriverKit
import StrataVolumes

extension QEMUDriver: Reconfiguring {
    /// See ``Reconfiguring/update(_:to:)``. CPU time and ports change at once, memory too as long as it is no more than the machine was started with; everything
    /// else at the next start.
    public func update(_ id: NativeID, to order: Order) async throws(DriverError) -> [String] {
        let attempt = "change"
        let old = try await existing(id, attempt)
        guard old.uid == order.uid else {
            throw .notOwned(.init(attempt, id.text, answer: "it belongs to the instance \(old.instance) with the UID \(old.uid.text)"))
        }
        var new = old
        try settle(order, into: &new, attempt)
        try await claimVolumes(of: order)
        let cards = try await connectNetwork(new, attempt)
        if cards.isEmpty, !old.places.isEmpty { try await disconnect(old.uid, attempt) }
        // What is plugged in comes before it is written down, so that a call cut short is completed by the next.
        let process = try await process(old, attempt)
        let waitingForDevices = process == nil ? [] : try await syncDevices(cards, new, was: old, id)
        if new != old { try await place.write(directory(id.text).definition, new.bytes, mode: 0o600, attempt, id.text) }
        if !old.disks.isEmpty, !waitingForDevices.contains("spec.volumes") {
            try await volumes.release(owner: new.uid, except: Set(new.disks.map(\.volume)))
        }
        guard let process else { return [] }
        var waiting = waitingForDevices
        if try await !setProcessors(new, process, id) { waiting.append("spec.cpu") }
        if try await !setMemory(new, process, id) { waiting.append("spec.memory") }
        if new.hostname != old.hostname { waiting.append("spec.hostname") }
        if new.options.network != old.options.network { waiting.append("spec.stack.\(Self.stack).network") }
        if new.options.cpuModel != old.options.cpuModel { waiting.append("spec.stack.\(Self.stack).cpuModel") }
        if new.options.kernelArguments != old.options.kernelArguments { waiting.append("spec.stack.\(Self.stack).kernelArguments") }
        return waiting
    }

    /// Plugs in and pulls out what a running machine should have and should not.
    ///
    /// - Returns: the fields that wait for the next start. A volume that the guest does not let go of stays its own until then.
    private func syncDevices(
        _ cards: [MachineCard], _ new: MachineDefinition, was old: MachineDefinition, _ id: NativeID
    ) async throws(DriverError) -> [String] {
        var waiting: [String] = []
        if !cards.isEmpty, new.places != old.places, try await !syncCards(cards, id, new) { waiting.append("spec.networks") }
        if try await !syncDisks(new, was: old, id) { waiting.append("spec.volumes") }
        return waiting
    }

    /// Changes the CPU time of a running machine.
    /// - Returns: false when it has fewer processors than it would need for it, or nothing keeps such limits.
    private func setProcessors(_ new: MachineDefinition, _ process: RunningProcess, _ id: NativeID) async throws(DriverError) -> Bool {
        guard let change = groups.change(new.uid.text, cpuCores: new.cpuCores) else { return process.processors == new.processors }
        let output = try await place.run(change, "change", id.text)
        return output.succeeded ? process.processors >= new.processors : process.processors == new.processors
    }

    /// Takes memory from a running machine or gives it back, by its balloon (virtio specification, "Traditional Memory Balloon Device").
    /// - Returns: false when it was started with less than it would need.
    private func setMemory(_ new: MachineDefinition, _ process: RunningProcess, _ id: NativeID) async throws(DriverError) -> Bool {
        let wanted = MachineArguments.mebibytes(new.memory) << 20
        guard let started = process.memory, wanted <= started else { return false }
        let monitor = try await monitor(id, new, "change")
        try await ask(monitor, "balloon", id, "change", ["value": .int(wanted)])
        return true
    }
}
