import HTTPS
import Proxmox
import StrataAPI
public import StrataDriverKit

extension ProxmoxDriver: Cloning {
    /// See ``Cloning/clone(_:of:at:)``. The server copies the disks; a virtual machine may run meanwhile. A copy has its source's tags until it is given its
    /// own, and belongs to nobody so long, since they hold the source's number.
    public func clone(_ order: Order, of source: NativeID, at snapshot: SnapshotID?) async throws(DriverError) -> NativeID {
        let attempt = "clone"
        let origin = try await existing(source, attempt)
        if let snapshot { _ = try await existing(snapshot, of: source, attempt) }
        let plan = try GuestPlan(order, site: options, kind: origin.id.kind, attempt)
        return try await copied(plan, at: snapshot, isFull: true, attempt) { origin }
    }

    /// The guest of an order that is a copy of another one.
    ///
    /// - Parameter origin: looked up where nothing was copied yet.
    func copied(
        _ plan: GuestPlan, at snapshot: SnapshotID? = nil, isFull: Bool, _ attempt: String,
        of origin: () async throws(DriverError) -> GuestRecord
    ) async throws(DriverError) -> NativeID {
        let order = plan.order
        guard order.uid.isUUID else { throw .refused(.init(attempt, order.name.name, answer: "its UID is no UUID")) }
        try Workshop.enter(order.uid, attempt, order.name.name)
        defer { Workshop.leave(order.uid) }
        let made: GuestRecord
        if let found = try await find(order, attempt) {
            made = found
        } else if let begun = try await unfinished(order, kind: plan.kind, attempt) {
            made = begun
        } else {
            made = try await copy(try await origin(), plan, snapshot, isFull: isFull, attempt)
        }
        try await settle(made, attempt)
        try await christen(made, plan, attempt)
        try await grow(made, to: order.disk, attempt)
        return made.id.native
    }

    private func copy(
        _ origin: GuestRecord, _ plan: GuestPlan, _ snapshot: SnapshotID?, isFull: Bool, _ attempt: String
    ) async throws(DriverError) -> GuestRecord {
        let order = plan.order
        let node = origin.isTemplate && !plan.options.node.isEmpty ? plan.options.node : origin.node
        return try await withNumber(attempt, order.name.name) { number async throws(DriverError) in
            var parameters: Parameters = [
                "newid": "\(number)", "full": isFull ? "1" : "0", "description": Self.description(of: order, site),
                origin.id.kind == .qemu ? "name" : "hostname": order.hostname,
            ]
            if let snapshot { parameters["snapname"] = snapshot.text }
            if !options.pool.isEmpty { parameters["pool"] = options.pool }
            if node != origin.node { parameters["target"] = node }
            if origin.isTemplate, isFull {
                let storage = plan.options.storage.isEmpty ? options.storage : plan.options.storage
                if !storage.isEmpty { parameters["storage"] = storage }
            }
            let complete = parameters
            try await act(on: origin, attempt) { client throws(ProxmoxError) in
                try await client.perform(.post, origin.id.path(on: origin.node, "clone"), complete, within: .seconds(3600))
            }
            let id = GuestID(origin.id.kind, number)
            guests[id] = node
            guard let made = try await record(id, attempt) else {
                throw .failed(.init(attempt, order.name.name, answer: "it was removed while it was made"))
            }
            return made
        }
    }

    /// A copy for this order that was made by a call which did not come to give it its tags.
    private func unfinished(_ order: Order, kind: GuestID.Kind, _ attempt: String) async throws(DriverError) -> GuestRecord? {
        let wanted = Self.description(of: order, site)
        for record in try await resources(attempt)
        where record.owner == nil && record.id.kind == kind && record.name == order.hostname && !guests.isTaken(record.id.number) {
            guard try await config(record, attempt).values["description"]?.hasPrefix(wanted) == true else { continue }
            return record
        }
        return nil
    }

    /// Makes a copy the order's own: its tags first.
    func christen(_ made: GuestRecord, _ plan: GuestPlan, _ attempt: String) async throws(DriverError) {
        let old = try await config(made, attempt)
        var parameters: Parameters = [
            "tags": OwnerTags(plan.order).write(over: old.tags, of: made.id.number)
        ]
        let values = plan.values(over: old)
        for (key, value) in values { if let value, old.values[key] != value { parameters[key] = value } }
        let gone = values.filter { $0.value == nil && old.values[$0.key] != nil }.keys.sorted()
        if !gone.isEmpty { parameters["delete"] = gone.joined(separator: ",") }
        if plan.kind == .qemu, !plan.order.nativeImage.isEmpty, let start = plan.options.cloudInit {
            for entry in Self.cloudInit(start).entries { parameters[entry.name] = entry.value }
            // Most templates have the drive that tells it already.
            if !old.values.values.contains(where: { $0.contains("cloudinit") }), parameters["ide3"] == nil, old.values["ide3"] == nil {
                parameters["ide3"] = "\(try await storage(for: plan, on: made.node, attempt)):cloudinit"
            }
        }
        let complete = parameters
        try await act(on: made, attempt) { client throws(ProxmoxError) in
            try await client.perform(.put, made.id.path(on: made.node, "config"), complete)
        }
    }
}
