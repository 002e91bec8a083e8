import StrataAPI
public import StrataDriverKit
import VSphere
import XMLDocuments

extension VSphereDriver {
    /// See ``Driver/create(_:)``. The machine is called as the instance, and its instance UUID is the instance's UID.
    public func create(_ order: Order) async throws(DriverError) -> NativeID {
        let attempt = "create"
        let object = order.name.name
        guard order.uid.isUUID else { throw .refused(.init(attempt, object, answer: "its UID is no UUID")) }
        let plan = try MachinePlan(order, attempt)
        if let image = order.image { try Self.check(image, attempt, object) }
        try Workshop.enter(order.uid, attempt, object)
        defer { Workshop.leave(order.uid) }
        let record: MachineRecord
        if let found = try await find(order, attempt) {
            record = found
        } else {
            record = try await make(plan, attempt)
        }
        try await finish(record, plan, attempt)
        try await keepAttributes(
            record, OwnerNote(order, machine: record.uuid, isAdopted: record.owner?.isAdopted ?? false), plan, attempt)
        try await keepTags(record, plan, attempt)
        return record.id
    }

    private static func check(_ image: StoredImage, _ attempt: String, _ object: String) throws(DriverError) {
        func refuse(_ answer: String, _ hint: String) -> DriverError { .refused(.init(attempt, object, answer: answer, hint: hint)) }
        switch image.form {
        case .qcow2, .rawDisk, .iso: return
        case .kernel:
            throw refuse("vSphere starts no machine from a kernel of its own", "Use an image of a whole disk, such as debian/12/disk")
        case .rootFileSystem:
            throw refuse("the image is for a container, and vSphere runs virtual machines", "Use an image of a whole disk")
        }
    }

    /// The machine of an order. What a call left in the middle of its making is removed.
    func find(_ order: Order, _ attempt: String) async throws(DriverError) -> MachineRecord? {
        guard let record = try await marked(order, attempt) else { return nil }
        book.note(record)
        guard let note = OwnerNote(notes: record.notes), note.isUnfinished else { return record }
        try await removeUnfinished(record, attempt)
        return nil
    }

    /// The machine that has the order's UID for its instance UUID, or one that was taken over and is called as the order's may be.
    private func marked(_ order: Order, _ attempt: String) async throws(DriverError) -> MachineRecord? {
        if let object = try await object(uuid: order.uid.text, attempt) { return try await record(of: object, attempt) }
        guard let index = client.content.services["searchIndex"], let folder = place.folder else { return nil }
        for name in MachineNaming.candidates(for: order.name.name, uid: order.uid, limit: 80) {
            let answer = try await ask(attempt, name) { client throws(VSphereError) in
                try await client.call(
                    "FindChild", on: index, [folder.element("entity"), .plain("name", Landscape.encoded(name))], isRead: true)
            }
            guard let object = ManagedObject(answer["returnval"]), object.type == "VirtualMachine",
                let record = try await record(of: object, attempt), record.owner?.uid == order.uid
            else { continue }
            return record
        }
        return nil
    }

    private func make(_ plan: MachinePlan, _ attempt: String) async throws(DriverError) -> MachineRecord {
        let name = plan.order.name.name
        guard let image = plan.order.image else {
            if !plan.order.nativeImage.isEmpty { return try await copyTemplate(plan, attempt) }
            throw .refused(.init(attempt, name, answer: "it has no image", hint: "Name an image in spec.image"))
        }
        let placement = try Placement(plan.options, options, place, try await landscape(attempt), attempt, name)
        let object: ManagedObject
        if image.form == .iso {
            let file = try await shelve(image, placement, attempt, name)
            let kibibytes = ((plan.order.disk?.value ?? (8 << 30)) + 1023) >> 10
            object = try await withName(plan.order, attempt) { candidate throws(DriverError) in
                let devices =
                    plan.disk(kibibytes: kibibytes, datastore: placement.datastore.name) + [plan.drive(with: file)]
                    + [plan.card(on: placement.network.backing)]
                let config = plan.birth(
                    name: candidate, note: OwnerNote(plan.order, machine: plan.order.uid.text), datastore: placement.datastore.name,
                    devices: devices)
                let result = try await ask(attempt, name) { client throws(VSphereError) in
                    try await client.perform(
                        "CreateVM_Task", on: placement.folder,
                        [config, placement.pool.element("pool"), placement.host.object.element("host")])
                }
                guard let made = ManagedObject(result) else {
                    throw .failed(.init(attempt, name, answer: "the task ended without a machine"))
                }
                return made
            }
        } else {
            object = try await StreamDisk.with(image, in: stateDirectory, attempt, name) { disk throws(DriverError) in
                try await withName(plan.order, attempt) { candidate throws(DriverError) in
                    try await bring(disk, as: candidate, plan, placement, attempt)
                }
            }
        }
        guard let record = try await record(of: object, attempt) else {
            throw .failed(.init(attempt, name, answer: "it was removed while it was made"))
        }
        book.note(record)
        return record
    }

    /// Makes a machine together with the content of its disk.
    private func bring(
        _ disk: StreamDisk, as name: String, _ plan: MachinePlan, _ placement: Placement, _ attempt: String
    ) async throws(DriverError) -> ManagedObject {
        var note = OwnerNote(plan.order, machine: plan.order.uid.text)
        note.isUnfinished = true
        let devices =
            plan.disk(kibibytes: (disk.size + 1023) >> 10, datastore: placement.datastore.name) + [plan.card(on: placement.network.backing)]
        var config = plan.birth(name: name, note: note, datastore: placement.datastore.name, devices: devices)
        config.name = "configSpec"
        let arguments = [
            XMLElement.typed("spec", "VirtualMachineImportSpec", [config]), placement.folder.element("folder"),
            placement.host.object.element("host"),
        ]
        return try await ask(attempt, plan.order.name.name) { client throws(VSphereError) in
            try await client.withLease("ImportVApp", on: placement.pool, arguments) { machine, disks, _ throws(VSphereError) in
                guard let target = disks.first(where: \.isDisk) else { throw .malformed("the lease of an import has no disk") }
                try await client.upload(disk.path, to: target)
                return machine
            }
        }
    }

    /// Gives a body names for a machine, the next where one is taken by another.
    func withName(
        _ order: Order, _ attempt: String, _ body: (String) async throws(DriverError) -> ManagedObject
    ) async throws(DriverError) -> ManagedObject {
        var last = DriverError.refused(.init(attempt, order.name.name, answer: "no name that it could have is free"))
        for name in MachineNaming.candidates(for: order.name.name, uid: order.uid, limit: 80) {
            do throws(DriverError) { return try await body(name) } catch {
                guard case .refused(let failure) = error, failure.answer.contains("DuplicateName") else { throw error }
                last = error
                // What a process asked for that was killed may have come to the server only now.
                if let own = try await object(uuid: order.uid.text, attempt) { return own }
            }
        }
        throw last
    }

    /// Puts a CD's image into the datastore, once for all machines.
    private func shelve(
        _ image: StoredImage, _ placement: Placement, _ attempt: String, _ object: String
    ) async throws(DriverError) -> DatastorePath {
        let digest = image.digest.drop { $0 != ":" }.dropFirst().prefix(32)
        let file = DatastorePath(
            datastore: placement.datastore.name, path: "strata-\(digest).iso", datacenter: placement.datacenter.path)
        let size = image.size
        try await ask(attempt, object) { client throws(VSphereError) in
            if try await client.size(of: file) == size { return }
            try await client.upload(image.path, to: file)
        }
        return file
    }

    /// Brings what was made to what was ordered: its note, where the server did not take it, its size, and its disk.
    private func finish(_ record: MachineRecord, _ plan: MachinePlan, _ attempt: String) async throws(DriverError) {
        let old = OwnerNote(notes: record.notes)
        guard old == nil || old?.isUnfinished == true || plan.order.disk != nil else { return }
        var parts: [XMLElement] = []
        if old?.isAdopted != true {
            let note = OwnerNote(plan.order, machine: record.uuid).write(over: record.notes)
            if note != record.notes { parts.append(.plain("annotation", note)) }
        }
        if let growth = try await growth(record, to: plan.order.disk, attempt) { parts.append(growth) }
        guard !parts.isEmpty else { return }
        try await reconfigure(record, parts, attempt)
    }

    /// How a machine's disk becomes as large as it should be; nil where it is.
    func growth(_ record: MachineRecord, to size: Quantity?, _ attempt: String) async throws(DriverError) -> XMLElement? {
        guard let size, let disk = try await devices(of: record, attempt).root else { return nil }
        let wanted = (size.value + 1023) >> 10
        return disk.capacity < wanted ? MachineDevices.resized(disk, kibibytes: wanted) : nil
    }

    func devices(of record: MachineRecord, _ attempt: String) async throws(DriverError) -> MachineDevices {
        MachineDevices(
            try await ask(attempt, record.name) { client throws(VSphereError) in
                try await client.read(record.object, ["config.hardware.device"])
            }?["config.hardware.device"])
    }

    /// Changes a machine's configuration.
    func reconfigure(_ record: MachineRecord, _ parts: [XMLElement], _ attempt: String) async throws(DriverError) {
        try await perform("ReconfigVM_Task", on: record, attempt, [XMLElement("spec", [], parts)])
    }
}
