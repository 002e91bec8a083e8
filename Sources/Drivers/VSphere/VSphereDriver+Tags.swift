import StrataAPI
import StrataDriverKit
import VSphere

extension VSphereDriver {
    /// Gives a machine the tags that its order names, and takes off others of the same categories. Those of other categories are nobody's business here.
    func keepTags(_ record: MachineRecord, _ plan: MachinePlan, _ attempt: String) async throws(DriverError) {
        let wanted = plan.options.tags
        guard !wanted.isEmpty else { return }
        guard let client = client.tags else {
            throw .refused(
                .init(attempt, record.name, answer: "a single ESXi host has no tags", hint: "Leave spec.stack.vsphere.tags out"))
        }
        var ids: [String: String] = [:]
        for tag in wanted {
            let id = try await ask(attempt, record.name) { _ throws(VSphereError) in try await tags.identity(of: tag, client) }
            guard let id else {
                throw .refused(
                    .init(
                        attempt, record.name, answer: "vCenter has no tag \(tag.printable(limit: 200)), or this user may not see it",
                        hint: "Make it in the vSphere Client, under Tags & Custom Attributes; spec.stack.vsphere.tags has CATEGORY/NAME"))
            }
            ids[tag] = id
        }
        try await ask(attempt, record.name) { _ throws(VSphereError) in
            let now = try await tags.look(at: record.object, client)
            let categories = Set(wanted.map(Self.category))
            // First those off that are in the way: of some categories a machine has one tag at most.
            for (id, name) in now.sorted(by: { $0.value < $1.value })
            where categories.contains(Self.category(name)) && !wanted.contains(name) {
                try await client.attach(id, to: record.object, false)
            }
            for (_, id) in ids.sorted(by: { $0.key < $1.key }) where now[id] == nil {
                try await client.attach(id, to: record.object, true)
            }
            _ = try await tags.look(at: record.object, client)
        }
    }

    /// A machine's tags of the categories that an order names, as they are now.
    func comparableTags(_ record: MachineRecord, _ wanted: [String], _ attempt: String) async throws(DriverError) -> [String] {
        guard let client = client.tags else { return [] }
        let now = try await ask(attempt, record.name) { _ throws(VSphereError) in try await tags.look(at: record.object, client) }
        let categories = Set(wanted.map(Self.category))
        return now.values.filter { categories.contains(Self.category($0)) }.sorted()
    }

    private static func category(_ tag: String) -> Substring { tag.prefix { $0 != "/" } }
}
