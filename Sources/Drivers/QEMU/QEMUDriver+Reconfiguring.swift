import QMP
import StrataAPI
public import StrataDriverKit
import StrataLinuxHost
import StrataVolumes

extension QEMUDriver: Reconfiguring {
    /// See ``Reconfiguring/update(_:to:)``. CPU time, ports and a larger disk change at once, processors and memory as far as the machine was started with room
    /// for more; everything else at the next start. A machine that is nobody's is taken over by this: it keeps its own identity, and with it its address.
    public func update(_ id: NativeID, to order: Order) async throws(DriverError) -> [String] {
        let attempt = "change"
        let old = try await existing(id, attempt)
        var new = try taken(old, by: order, attempt)
        try settle(order, into: &new, attempt)
        let process = try await process(old, attempt)
        let monitor = if process == nil { QMPClient?.none } else { try await monitor(id, old, attempt) }
        var waiting: [String] = []
        // First, since it may be refused.
        if try await !setDisk(new, from: old, monitor, id) { waiting.append("spec.disk") }
        try await attachments.claimVolumes(of: order)
        let cards = try await connectNetwork(new, attempt)
        if cards.isEmpty, !old.places.isEmpty { try await attachments.disconnect(old.uid, attempt) }
        // What is plugged in comes before it is written down, so that a call cut short is completed by the next.
        let waitingForDevices = if let monitor { try await syncDevices(cards, new, was: old, monitor, id) } else { [String]() }
        waiting += waitingForDevices
        if new != old { try await place.write(directory(id.text).definition, new.bytes, mode: 0o600, attempt, id.text) }
        if !old.disks.isEmpty, !waitingForDevices.contains("spec.volumes") {
            try await attachments.volumes.release(owner: new.uid, except: Set(new.disks.map(\.volume)))
        }
        guard let process, let monitor else { return [] }
        // Every limit that may rise is raised before the guest is given more.
        // None of memory falls before the balloon has followed: the kernel would end QEMU for it.
        let memory = max(new.memory, old.memory, process.memory ?? 0)
        let isLimited = try await setLimits(new, memory, id)
        if let reason = try await setProcessors(new, process, monitor, isLimited, id) { waiting.append("spec.cpu\(reason)") }
        if let reason = try await setMemory(new, process, monitor, id) { waiting.append("spec.memory\(reason)") }
        if new.hostname != old.hostname { waiting.append("spec.hostname") }
        let stack = "spec.stack.\(Self.stack)"
        if new.options.network != old.options.network { waiting.append("\(stack).network") }
        if new.display != old.display { waiting.append("\(stack).display") }
        if new.options.cpuModel != old.options.cpuModel { waiting.append("\(stack).cpuModel") }
        if new.options.kernelArguments != old.options.kernelArguments { waiting.append("\(stack).kernelArguments") }
        if new.options.firmware != old.options.firmware { waiting.append("\(stack).firmware") }
        if new.hasSeed != old.hasSeed { waiting.append("\(stack).cloudInit.enabled") }
        return waiting
    }

    /// Plugs in and pulls out what a running machine should have and should not.
    ///
    /// - Returns: the fields that wait for the next start. A volume that the guest does not let go of stays its own until then.
    private func syncDevices(
        _ cards: [MachineCard], _ new: MachineDefinition, was old: MachineDefinition, _ monitor: QMPClient, _ id: NativeID
    ) async throws(DriverError) -> [String] {
        guard let platform = Platform.named(new.architecture) else { return [] }
        var waiting: [String] = []
        if !cards.isEmpty, new.places != old.places, try await !syncCards(cards, monitor, id, platform) { waiting.append("spec.networks") }
        if try await !syncDisks(new, was: old, monitor, id, platform) { waiting.append("spec.volumes") }
        return waiting
    }

    /// Changes what the machine's control groups allow.
    /// - Returns: whether they keep a limit of CPU time.
    private func setLimits(_ new: MachineDefinition, _ memory: Int64, _ id: NativeID) async throws(DriverError) -> Bool {
        guard let change = groups.change(new.group, cpuCores: new.cpuCores, memory: memory) else { return false }
        return try await place.run(change, "change", id.text).succeeded && groups.has("cpu")
    }
}
