public import StrataAPI
public import StrataDriverKit
import VSphere
import XMLDocuments

extension VSphereDriver: NativeImaging {
    /// See ``NativeImaging/type(ofImage:wanted:)``. An image is a template of the datacenter, by its name.
    public func type(ofImage name: String, wanted: InstanceType?) async throws(DriverError) -> InstanceType {
        _ = try await template(name, "look for the template", name)
        return .virtualMachine
    }

    /// Makes the machine of an order as a copy of the template that it names.
    func copyTemplate(_ plan: MachinePlan, _ attempt: String) async throws(DriverError) -> MachineRecord {
        let object = plan.order.name.name
        guard client.content.isCenter else { throw .unavailable(.clone, because: "a single ESXi host copies no machines; a vCenter does") }
        let template = try await template(plan.order.nativeImage, attempt, object)
        let placement = try Placement(plan.options, options, place, try await landscape(attempt), attempt, object)
        let made = try await withName(plan.order, attempt) { name throws(DriverError) in
            try await copy(template, at: nil, as: name, plan, placement, attempt)
        }
        guard let record = try await record(of: made, attempt) else {
            throw .failed(.init(attempt, object, answer: "it was removed while it was made"))
        }
        try await settle(record, plan, attempt)
        guard let settled = try await self.record(of: made, attempt) else {
            throw .failed(.init(attempt, object, answer: "it was removed while it was made"))
        }
        return settled
    }

    private func template(_ name: String, _ attempt: String, _ object: String) async throws(DriverError) -> MachineRecord {
        let place = place.datacenter ?? place.root
        let all = try await ask(attempt, object) { client throws(VSphereError) in
            try await client.readAll([PropertyWish("VirtualMachine", ["name", "config.template"])], below: place)
        }.filter { $0.flag("config.template") }
        let found = all.filter { Landscape.decoded($0.text("name")) == name }
        guard found.count < 2 else {
            throw .refused(
                .init(
                    attempt, object, answer: "\(found.count) templates are called \(name.printable(limit: 120))", hint: "Rename all but one"
                ))
        }
        guard let first = found.first, let record = try await record(of: first.object, attempt) else {
            let names = all.map { Landscape.decoded($0.text("name")) }.sorted().prefix(12).joined(separator: ", ")
            throw .notFound(
                .init(
                    attempt, object, answer: "the datacenter has no template \(name.printable(limit: 120))",
                    hint: names.isEmpty ? "It has no templates" : "It has: \(names)"))
        }
        return record
    }
}
