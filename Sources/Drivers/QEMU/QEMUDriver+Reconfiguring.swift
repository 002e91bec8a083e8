import StrataAPI
public import StrataDriverKit

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
        if new.options.network == .managed {
            try await connectNetwork(new, attempt)
        } else if old.options.network == .managed {
            try await release(old.uid, attempt)
        }
        let process = try await process(old, attempt)
        if new != old { try await place.write(directory(id.text).definition, new.bytes, mode: 0o600, attempt, id.text) }
        guard let process else { return [] }
        var waiting: [String] = []
        if try await !setProcessors(new, process, id) { waiting.append("spec.cpu") }
        if try await !setMemory(new, process, id) { waiting.append("spec.memory") }
        if new.hostname != old.hostname { waiting.append("spec.hostname") }
        if new.options.network != old.options.network { waiting.append("spec.stack.\(Self.stack).network") }
        if new.options.cpuModel != old.options.cpuModel { waiting.append("spec.stack.\(Self.stack).cpuModel") }
        if new.options.kernelArguments != old.options.kernelArguments { waiting.append("spec.stack.\(Self.stack).kernelArguments") }
        return waiting
    }

    /// Changes the CPU time of a running machine.
    /// - Returns: false when it has fewer processors than it would need for it, or nothing keeps such limits.
    private func setProcessors(_ new: MachineDefinition, _ process: RunningProcess, _ id: NativeID) async throws(DriverError) -> Bool {
        guard let change = groups.change(new.group, cpuCores: new.cpuCores) else { return process.processors == new.processors }
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
