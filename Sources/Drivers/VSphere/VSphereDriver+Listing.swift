import StrataAPI
public import StrataDriverKit
import VSphere
import XMLDocuments

extension VSphereDriver {
    /// See ``Driver/list()``. One call for each 2,500 machines, one for what some of those that ran use, one for hosts that were not known, and once a
    /// minute one for the tags of each thousand. Templates are
    /// no machines.
    public func list() async throws(DriverError) -> [ObservedInstance] {
        async let look: Void = gauges.look(client)
        async let tagLook: Void = lookAtTags()
        let records = try await records("list")
        _ = await (look, tagLook)
        tags.follow(records.filter { !$0.isTemplate }.map(\.object))
        gauges.follow(records.filter { !$0.isTemplate && !$0.isOff }.map(\.object))
        book.replace(records)
        let hosts = try await hostNames(of: records, "list")
        let names = try await attributeNames(of: records, "list")
        return records.filter { !$0.isTemplate }.map { observed($0, hosts, names) }
    }

    private func lookAtTags() async {
        if let client = client.tags { await tags.look(client) }
    }

    /// See ``Driver/observe(_:)``.
    public func observe(_ id: NativeID) async throws(DriverError) -> ObservedInstance? {
        guard let record = try await record(id, "look at"), !record.isTemplate else { return nil }
        return observed(record, try await hostNames(of: [record], "look at"), try await attributeNames(of: [record], "look at"))
    }

    /// Asked for anew only where one is not known.
    private func attributeNames(of records: [MachineRecord], _ attempt: String) async throws(DriverError) -> [Int: String] {
        let keys = records.reduce(into: Set<Int>()) { $0.formUnion($1.attributes.keys) }
        guard !keys.isEmpty else { return [:] }
        return try await ask(attempt, "custom attributes") { _ throws(VSphereError) in try await attributes.names(of: keys) }
    }

    private func observed(_ record: MachineRecord, _ hosts: [ManagedObject: String], _ names: [Int: String]) -> ObservedInstance {
        var observed = record.observed(hosts: hosts)
        observed.attributes = Self.named(record, names)
        observed.tags = Array(tags.tags(of: record.object).prefix(ObservedInstance.mostTags))
        // A tag that was taken off is found by comparing, which begins with this word.
        if !observed.tags.isEmpty { observed.settings = SettingsDigest.of("\(observed.settings)|\(observed.tags)".utf8) }
        observed.lastChange = book.lastChange(record.object)
        observed.startedAt = client.own(observed.startedAt)
        if !record.isOff { gauges.fill(&observed.usage, of: record.object, cpus: record.cpus) }
        return observed
    }

    /// The site's machines and templates.
    func records(_ attempt: String) async throws(DriverError) -> [MachineRecord] {
        let place = place.root
        return try await ask(attempt, "machines") { client throws(VSphereError) in
            try await client.readAll([PropertyWish("VirtualMachine", MachineRecord.paths)], below: place)
        }.map(MachineRecord.init)
    }

    /// A machine as it is now; nil where there is none of that name.
    func record(_ id: NativeID, _ attempt: String) async throws(DriverError) -> MachineRecord? {
        // It may have been registered anew since it was seen, and then is another object.
        for isSecond in [false, true] {
            guard let object = try await object(id, attempt, anew: isSecond) else { return nil }
            guard let record = try await record(of: object, attempt), record.id == id else {
                book.forget(object)
                continue
            }
            book.note(record)
            return record
        }
        return nil
    }

    /// An object as it is now; nil where it is gone.
    func record(of object: ManagedObject, _ attempt: String) async throws(DriverError) -> MachineRecord? {
        try await ask(attempt, object.id) { client throws(VSphereError) in
            try await client.read(object, MachineRecord.paths)
        }.map(MachineRecord.init)
    }

    /// A machine that must exist, whoever's it is.
    func existing(_ id: NativeID, _ attempt: String) async throws(DriverError) -> MachineRecord {
        guard let record = try await record(id, attempt), !record.isTemplate else {
            throw .notFound(.init(attempt, id.text, answer: "vSphere has no such machine"))
        }
        return record
    }

    /// Which object a machine is.
    private func object(_ id: NativeID, _ attempt: String, anew: Bool) async throws(DriverError) -> ManagedObject? {
        if !anew, let known = book.object(id) { return known }
        if id.text.hasPrefix("moid/") { return anew ? nil : ManagedObject("VirtualMachine", String(id.text.dropFirst(5))) }
        return try await object(uuid: id.text, attempt)
    }

    /// The machine of an instance UUID, wherever on the server it is.
    func object(uuid: String, _ attempt: String) async throws(DriverError) -> ManagedObject? {
        let center = client.content
        guard let index = center.services["searchIndex"] else { return nil }
        let answer = try await ask(attempt, uuid) { client throws(VSphereError) in
            try await client.call(
                "FindByUuid", on: index, [.plain("uuid", uuid), .plain("vmSearch", true), .plain("instanceUuid", true)], isRead: true)
        }
        return ManagedObject(answer["returnval"])
    }

    /// Hosts' names, asked for anew only where one is not known.
    private func hostNames(of records: [MachineRecord], _ attempt: String) async throws(DriverError) -> [ManagedObject: String] {
        let known = book.hosts
        guard records.contains(where: { record in record.host.map { known[$0] == nil } ?? false }) else { return known }
        let hosts = try await ask(attempt, "hosts") { client throws(VSphereError) in
            try await client.readAll([PropertyWish("HostSystem", ["name"])], below: client.content.rootFolder)
        }
        let names = Dictionary(hosts.map { ($0.object, Landscape.decoded($0.text("name"))) }, uniquingKeysWith: { first, _ in first })
        book.hosts = names
        return names
    }
}
