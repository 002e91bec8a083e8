import StrataAPI
public import StrataDriverKit
import StrataLinuxHost
import StrataVolumes

extension NspawnDriver: Reconfiguring {
    /// See ``Reconfiguring/update(_:to:)``. Limits and ports change at once, everything else at the next start.
    ///
    /// A machine that Strata did not make is taken over by this: it gets the order's UID, labels and limits and keeps all else.
    public func update(_ id: NativeID, to order: Order) async throws(DriverError) -> [String] {
        let attempt = "change"
        let old = try await existing(id, attempt)
        let settings = try await settings(id.text, attempt)
        let new = try changed(id, old, order, attempt)
        try await attachments.claimVolumes(of: order)
        let leases = try await connectNetwork(new, attempt)
        if leases.isEmpty, old?.places.isEmpty == false { try await attachments.disconnect(new.uid, attempt) }
        let running = try await supervisor.running(id.text, old ?? new)
        if new.origin == .adopted {
            try await tools.makeDirectory(places.state, mode: 0o711, attempt, id.text)
            try await tools.makeDirectory(places.side(new.uid).path, mode: 0o700, attempt, id.text)
        }
        try await write(new, settings, attempt)
        if new.origin == .created, new.hostname != old?.hostname || new.places != old?.places {
            try await writeFiles(new, leases, attempt)
        }
        guard let running else {
            try await attachments.volumes.release(owner: new.uid, except: Set(new.mounts.map(\.volume)))
            return []
        }
        var waiting: [String] = []
        if let old, new.origin == .created, try await !syncCards(new, leases, was: old, running, attempt) {
            waiting.append("spec.networks")
        }
        let deviations = try await deviations(new, running)
        if new.limits != old?.limits ?? Limits() || !deviations.isEmpty {
            waiting = try await supervisor.limit(id.text, running, new)
        }
        return (waiting + Self.fields(changedFrom: old, to: new)).uniqued()
    }

    /// The machine as the order wants it, with all that is to stay.
    func changed(
        _ id: NativeID, _ old: MachineDefinition?, _ order: Order, _ attempt: String
    ) throws(DriverError) -> MachineDefinition {
        if let old, !order.mayHave(notedAs: old.uid) {
            throw .notOwned(
                .init(attempt, id.text, answer: "it belongs to the instance \(old.instance.printable(limit: 120)) with the UID \(old.uid)"))
        }
        if let old, old.uid != order.uid, old.origin == .created { throw order.refusalToTakeOver(attempt, id) }
        // Another instance's machine is taken over as any that was made by others.
        guard let old, old.uid == order.uid else {
            guard order.uid.isUUID else { throw .refused(.init("take over", id.text, answer: "its UID is no UUID")) }
            var definition = old ?? MachineDefinition()
            definition.uid = order.uid
            definition.name = id.text
            return try adopted(definition, order)
        }
        if old.origin == .adopted { return try adopted(old, order) }
        var new = old
        try settle(order, into: &new, attempt)
        let refuse = { (answer: String) in
            DriverError.refused(.init(attempt, id.text, answer: answer, hint: "Delete the instance and create it anew"))
        }
        guard new.options.privileged == old.options.privileged else {
            throw refuse("it cannot become \(new.options.privileged ? "privileged" : "unprivileged"): its files have owners already")
        }
        guard new.options.ephemeral == old.options.ephemeral else {
            throw refuse("it cannot become \(new.options.ephemeral ? "ephemeral: what it holds would be lost" : "lasting")")
        }
        switch new.options.start {
        case .boot: new.boots = true
        case .process: new.boots = false
        case .auto: new.boots = order.command.isEmpty && (old.options.start == .auto ? old.boots : false)
        }
        return new
    }

    /// A machine of others keeps its own settings.
    private func adopted(_ definition: MachineDefinition, _ order: Order) throws(DriverError) -> MachineDefinition {
        guard order.networks.isEmpty, order.volumes.isEmpty else {
            throw .refused(
                .init(
                    "change", definition.name, answer: "it was taken over, and keeps the network and the mounts that its settings give it",
                    hint: "Leave spec.networks and spec.volumes out"))
        }
        var definition = definition
        definition.origin = .adopted
        definition.instance = order.name.description
        definition.server = order.server
        definition.labels = order.labels
        definition.cpuCores = order.cpuCores
        definition.memory = order.memory?.value
        definition.processes = order.processes
        definition.options.network = .none
        return definition
    }

    /// The fields that differ and are read at the start only.
    private static func fields(changedFrom old: MachineDefinition?, to new: MachineDefinition) -> [String] {
        guard let old, new.origin == .created else { return [] }
        var fields: [String] = []
        if old.hostname != new.hostname { fields.append("spec.hostname") }
        if old.command != new.command || old.boots != new.boots { fields.append("spec.command") }
        if old.environment != new.environment { fields.append("spec.environment") }
        if old.options.network != new.options.network { fields.append("spec.stack.nspawn.network") }
        if old.mounts != new.mounts { fields.append("spec.volumes") }
        if old.options.start != new.options.start { fields.append("spec.stack.nspawn.start") }
        if old.options.settings != new.options.settings { fields.append("spec.stack.nspawn.settings") }
        return fields
    }
}
