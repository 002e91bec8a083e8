import StrataAPI
public import StrataDriverKit
import VSphere
import XMLDocuments

extension VSphereDriver: Cloning {
    /// See ``Cloning/clone(_:of:at:)``. The copy shares nothing with its source: what a linked copy shares could not outlive it.
    public func clone(_ order: Order, of source: NativeID, at snapshot: SnapshotID?) async throws(DriverError) -> NativeID {
        let attempt = "clone"
        let object = order.name.name
        guard client.content.isCenter else { throw .unavailable(.clone, because: "a single ESXi host copies no machines; a vCenter does") }
        guard order.uid.isUUID else { throw .refused(.init(attempt, object, answer: "its UID is no UUID")) }
        let plan = try MachinePlan(order, attempt)
        try Workshop.enter(order.uid, attempt, object)
        defer { Workshop.leave(order.uid) }
        if let found = try await find(order, attempt) {
            try await settle(found, plan, attempt)
            return found.id
        }
        let origin = try await existing(source, attempt)
        let moment: SnapshotRecord?
        if let snapshot { moment = try await existing(snapshot, of: origin, attempt) } else { moment = nil }
        let placement = try Placement(plan.options, options, place, try await landscape(attempt), attempt, object)
        let made = try await withName(order, attempt) { name throws(DriverError) in
            try await copy(origin, at: moment, as: name, plan, placement, attempt)
        }
        guard let record = try await record(of: made, attempt) else {
            throw .failed(.init(attempt, object, answer: "it was removed while it was made"))
        }
        try await settle(record, plan, attempt)
        return record.id
    }

    func copy(
        _ origin: MachineRecord, at moment: SnapshotRecord?, as name: String, _ plan: MachinePlan, _ placement: Placement, _ attempt: String
    ) async throws(DriverError) -> ManagedObject {
        let note = OwnerNote(plan.order, machine: plan.order.uid.text)
        // What a copy was told by its source's cloud-init would make it its source's twin.
        var config: [XMLElement] = [.plain("instanceUuid", plan.order.uid.text), .plain("annotation", note.write(over: ""))]
        if let cpus = plan.cpus { config.append(.plain("numCPUs", cpus)) }
        if let memory = plan.memory { config.append(.plain("memoryMB", memory)) }
        config += plan.advanced(plan.guestInfo.merging(plan.options.config) { $1 })
        let location = XMLElement(
            "location", [],
            [
                placement.datastore.object.element("datastore"), .plain("diskMoveType", "moveAllDiskBackingsAndDisallowSharing"),
                placement.pool.element("pool"), placement.host.object.element("host"),
            ])
        var parts = [location, .plain("template", false), XMLElement("config", [], config), .plain("powerOn", false)]
        if let moment { parts.append(moment.object.element("snapshot")) }
        let result = try await ask(attempt, plan.order.name.name) { client throws(VSphereError) in
            try await client.perform(
                "CloneVM_Task", on: origin.object,
                [placement.folder.element("folder"), .plain("name", Landscape.encoded(name)), XMLElement("spec", [], parts)],
                within: .seconds(6 * 3600))
        }
        guard let made = ManagedObject(result) else {
            throw .failed(.init(attempt, plan.order.name.name, answer: "the task ended without a machine"))
        }
        return made
    }

    /// Brings over what the server did not take in the copying itself.
    func settle(_ record: MachineRecord, _ plan: MachinePlan, _ attempt: String) async throws(DriverError) {
        var parts: [XMLElement] = []
        let uid = plan.order.uid.text.lowercased()
        if record.uuid != uid { parts.append(.plain("instanceUuid", uid)) }
        let notes = OwnerNote(plan.order, machine: uid).write(over: record.notes)
        if OwnerNote(notes: record.notes)?.machine != uid { parts.append(.plain("annotation", notes)) }
        if let cpus = plan.cpus, cpus != record.cpus { parts.append(.plain("numCPUs", cpus)) }
        if let memory = plan.memory, memory != record.memory { parts.append(.plain("memoryMB", memory)) }
        if let growth = try await growth(record, to: plan.order.disk, attempt) { parts.append(growth) }
        if !parts.isEmpty { try await reconfigure(record, parts, attempt) }
        try await keepAttributes(record, OwnerNote(plan.order, machine: uid), plan, attempt)
        try await keepTags(record, plan, attempt)
        if let now = try await self.record(of: record.object, attempt) { book.note(now) }
    }
}
