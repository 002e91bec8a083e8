import StrataAPI
import StrataDriverKit
import VSphere

extension VSphereDriver {
    /// Keeps whose a machine is in a custom attribute too, since people write their own over its notes; and gives it the attributes that its order names.
    ///
    /// A server without custom attributes, or a user without the right to Strata's, has the notes alone; a survey says so.
    func keepAttributes(_ record: MachineRecord, _ note: OwnerNote, _ plan: MachinePlan, _ attempt: String) async throws(DriverError) {
        guard client.hasCustomFields else {
            guard plan.options.attributes.isEmpty else {
                throw .refused(
                    .init(
                        attempt, record.name, answer: "a single ESXi host has no custom attributes",
                        hint: "Leave spec.stack.vsphere.attributes out"))
            }
            return
        }
        let text = note.attribute
        if !record.attributes.values.contains(text) {
            do throws(VSphereError) {
                try await client.setCustomField(try await attributes.ownerKey(), of: record.object, to: text)
            } catch {
                guard error.fault?.type == "NoPermission" else { throw DriverError(error, attempt, record.name) }
            }
        }
        for (name, value) in plan.options.attributes.sorted(by: { $0.key < $1.key }) {
            let key = try await ask(attempt, record.name) { _ throws(VSphereError) in try await attributes.key(name) }
            guard let key else {
                throw .refused(
                    .init(
                        attempt, record.name, answer: "vCenter has no custom attribute \(name.printable(limit: 80)) of virtual machines",
                        hint: "Define it in the vSphere Client, under Tags & Custom Attributes"))
            }
            guard record.attributes[key] != value else { continue }
            try await ask(attempt, record.name) { client throws(VSphereError) in
                try await client.setCustomField(key, of: record.object, to: value)
            }
        }
    }

    /// A machine's custom attributes by their names, apart from Strata's own.
    func namedAttributes(_ record: MachineRecord) async throws(VSphereError) -> [String: String] {
        guard !record.attributes.isEmpty else { return [:] }
        return Self.named(record, try await attributes.names(of: Set(record.attributes.keys)))
    }

    /// The same, with names that are known.
    static func named(_ record: MachineRecord, _ names: [Int: String]) -> [String: String] {
        var named: [String: String] = [:]
        for (key, value) in record.attributes {
            guard let name = names[key], name != AttributeNames.owner, named.count < ObservedInstance.mostTags else { continue }
            named[name.printable(limit: 256)] = value.printable(limit: 1024)
        }
        return named
    }
}
