import StrataAPI
public import StrataDriverKit
import VSphere
import XMLDocuments

extension VSphereDriver: Comparing {
    private static let prefix = "spec.stack.\(stack)"

    /// See ``Reconfiguring/update(_:to:)``. What a running machine cannot take is noted on it, and given to it when Strata starts it next.
    ///
    /// A machine that Strata did not make is taken over by this: it gets a line in its notes and the order's size, and keeps all else.
    public func update(_ id: NativeID, to order: Order) async throws(DriverError) -> [String] {
        let attempt = "change"
        var record = try await existing(id, attempt)
        let state = try await state(record, order, attempt)
        record = try await move(record, state, attempt)
        var note = state.note
        (note.nextCPUs, note.nextMemory) = (nil, nil)
        let plan = state.plan
        var size: [XMLElement] = []
        if let cpus = plan.cpus, cpus != record.cpus {
            let part = XMLElement.plain("numCPUs", cpus)
            if record.powerWord == "poweredOff" {
                size.append(part)
            } else if try await !takes(part, record, attempt) {
                note.nextCPUs = cpus
            }
        }
        if let memory = plan.memory, memory != record.memory {
            let part = XMLElement.plain("memoryMB", memory)
            if record.powerWord == "poweredOff" {
                size.append(part)
            } else if try await !takes(part, record, attempt) {
                note.nextMemory = memory
            }
        }
        var parts: [XMLElement] = []
        let notes = note.write(over: record.notes)
        if notes != record.notes { parts.append(.plain("annotation", notes)) }
        parts += size
        if !state.isAdopted {
            if record.name != state.name, Self.isCalledOtherwise(record, order) {
                parts.insert(.plain("name", Landscape.encoded(state.name)), at: 0)
            }
            if let growth = try await growth(record, to: order.disk, attempt) { parts.append(growth) }
            if let network = state.network, let card = state.card, card.networkID != network.backingID {
                parts.append(MachineDevices.moved(card, to: network.backing))
            }
            parts += plan.advanced(state.settings)
        }
        if !parts.isEmpty { try await reconfigure(record, parts, attempt) }
        try await keepAttributes(record, note, plan, attempt)
        try await keepTags(record, plan, attempt)
        return (note.nextCPUs == nil ? [] : ["spec.cpu.cores"]) + (note.nextMemory == nil ? [] : ["spec.memory"])
    }

    /// See ``Comparing/changes(_:to:)``.
    public func changes(_ id: NativeID, to order: Order) async throws(DriverError) -> [SettingChange] {
        let attempt = "compare"
        let record = try await existing(id, attempt)
        let state = try await state(record, order, attempt)
        let noted = record.owner
        var (has, should): ([String: JSONValue], [String: JSONValue]) = ([:], [:])
        if let cpus = state.plan.cpus {
            has["spec.cpu.cores"] = .int(Int64(noted?.nextCPUs ?? record.cpus))
            should["spec.cpu.cores"] = .int(Int64(cpus))
        }
        if let memory = state.plan.memory {
            has["spec.memory"] = .string(Quantity(bytes: (noted?.nextMemory ?? record.memory) << 20).text)
            should["spec.memory"] = .string(Quantity(bytes: memory << 20).text)
        }
        if let host = state.host {
            has["\(Self.prefix).host"] = .string(record.host.flatMap { book.hosts[$0] } ?? "")
            should["\(Self.prefix).host"] = .string(host.name)
        }
        if let datastore = state.datastore {
            has["\(Self.prefix).datastore"] = .string(state.datastoreNow)
            should["\(Self.prefix).datastore"] = .string(datastore.name)
        }
        if !state.isAdopted {
            if let disk = order.disk, let root = state.root, root.capacity < (disk.value + 1023) >> 10 {
                has["spec.disk"] = .string(Quantity(bytes: root.capacity << 10).text)
                should["spec.disk"] = .string(disk.text)
            }
            if let network = state.network, let card = state.card {
                has["\(Self.prefix).network"] = .string(state.networkNow(card))
                should["\(Self.prefix).network"] = .string(network.name)
            }
            for (key, value) in state.settings {
                has["\(Self.prefix).config.\(key)"] = state.settingsNow[key].map { .string($0) } ?? .null
                should["\(Self.prefix).config.\(key)"] = .string(value)
            }
        }
        if !state.plan.options.attributes.isEmpty {
            let now = try await ask(attempt, record.name) { _ throws(VSphereError) in try await namedAttributes(record) }
            for (name, value) in state.plan.options.attributes {
                has["\(Self.prefix).attributes.\(name)"] = .string(now[name] ?? "")
                should["\(Self.prefix).attributes.\(name)"] = .string(value)
            }
        }
        let wanted = Array(Set(state.plan.options.tags)).sorted()
        if !wanted.isEmpty {
            has["\(Self.prefix).tags"] = .array(try await comparableTags(record, wanted, attempt).map { .string($0) })
            should["\(Self.prefix).tags"] = .array(wanted.map { .string($0) })
        }
        let isOn = record.powerWord != "poweredOff"
        return SettingChange.between(has, should) { field in
            // Whether a running machine takes more of either is seen when it is tried.
            isOn && field.hasPrefix("\(Self.prefix).config.")
        }
    }

    /// Gives a machine that runs another size.
    ///
    /// - Returns: whether it takes that before it is off.
    private func takes(_ part: XMLElement, _ record: MachineRecord, _ attempt: String) async throws(DriverError) -> Bool {
        do throws(DriverError) {
            try await reconfigure(record, [part], attempt)
            return true
        } catch {
            guard Self.isForNextStart(error) else { throw error }
            return false
        }
    }

    /// Whether a refusal means that the machine must be off for that.
    private static func isForNextStart(_ error: DriverError) -> Bool {
        switch error {
        case .refused(let failure), .failed(let failure):
            return [
                "InvalidPowerState", "HotPlug", "NotSupported", "InvalidArgument", "InvalidVmConfig", "GenericVmConfigFault",
                "CannotDecrease", "VmConfigFault",
            ].contains { failure.answer.contains($0) }
        default: return false
        }
    }

    /// Whether a machine has none of the names that it may have; one that was given another at its making, since its own was taken, keeps that.
    private static func isCalledOtherwise(_ record: MachineRecord, _ order: Order) -> Bool {
        !MachineNaming.candidates(for: order.name.name, uid: order.uid, limit: 80).contains(record.name)
    }

    /// Gives a machine that is off what it could not take while it ran.
    func applyWaiting(_ record: MachineRecord, _ attempt: String) async throws(DriverError) {
        guard var note = record.owner, note.nextCPUs != nil || note.nextMemory != nil else { return }
        var parts: [XMLElement] = []
        if let cpus = note.nextCPUs { parts.append(.plain("numCPUs", cpus)) }
        if let memory = note.nextMemory { parts.append(.plain("memoryMB", memory)) }
        (note.nextCPUs, note.nextMemory) = (nil, nil)
        try await reconfigure(record, [.plain("annotation", note.write(over: record.notes))] + parts, attempt)
    }

    /// Takes a machine to another host or datastore, while it runs or not.
    private func move(_ record: MachineRecord, _ state: ComparedState, _ attempt: String) async throws(DriverError) -> MachineRecord {
        var parts: [XMLElement] = []
        if let datastore = state.datastore, datastore.name != state.datastoreNow { parts.append(datastore.object.element("datastore")) }
        if let host = state.host, host.object != record.host {
            guard client.content.isCenter else {
                throw .refused(
                    .init(attempt, record.name, answer: "a single ESXi host has no other host", hint: "Leave spec.stack.vsphere.host out"))
            }
            if let pool = state.pool { parts.append(pool.element("pool")) }
            parts.append(host.object.element("host"))
        }
        guard !parts.isEmpty else { return record }
        try await perform("RelocateVM_Task", on: record, attempt, [XMLElement("spec", [], parts)], within: .seconds(6 * 3600))
        guard let now = try await self.record(of: record.object, attempt) else {
            throw .failed(.init(attempt, record.name, answer: "it was removed while it was moved"))
        }
        return now
    }
}
