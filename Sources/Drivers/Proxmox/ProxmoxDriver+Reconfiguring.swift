import HTTPS
import Proxmox
import StrataAPI
public import StrataDriverKit

extension ProxmoxDriver: Comparing {
    /// See ``Reconfiguring/update(_:to:)``. The server itself knows what a running guest takes at once, and keeps the rest for its next start.
    ///
    /// A guest that Strata did not make is taken over by this: it gets the order's tags and size, and keeps all else.
    public func update(_ id: NativeID, to order: Order) async throws(DriverError) -> [String] {
        let attempt = "change"
        // Somebody else may change it between reading and writing; the server then says so.
        for _ in 0..<4 {
            var guest = try await existing(id, attempt)
            let old = try await config(guest, attempt)
            let wanted = try wanted(guest, old, order, attempt)
            let stays = try await move(&guest, to: wanted.node, attempt)
            try await grow(guest, to: wanted.owner.isAdopted ? nil : order.disk, attempt)
            guard !wanted.changes.isEmpty else { return stays }
            let place = guest
            var parameters: Parameters = old.digest.isEmpty ? [:] : ["digest": old.digest]
            for (key, value) in wanted.changes.sorted(by: { $0.key < $1.key }) { if let value { parameters[key] = value } }
            let gone = wanted.changes.filter { $0.value == nil }.keys.sorted()
            if !gone.isEmpty { parameters["delete"] = gone.joined(separator: ",") }
            let complete = parameters
            do throws(DriverError) {
                try await act(on: place, attempt) { client throws(ProxmoxError) in
                    try await client.perform(.put, place.id.path(on: place.node, "config"), complete)
                }
            } catch {
                guard case .failed(let failure) = error, failure.answer.contains("detected modified configuration") else { throw error }
                continue
            }
            guard !guest.isOff else { return [] }
            return try await (waiting(guest, attempt) + stays).sorted()
        }
        throw .failed(.init(attempt, id.text, answer: "somebody else changes it all the time"))
    }

    /// See ``Comparing/changes(_:to:)``. Compares the guest's configuration with the one that the order makes.
    public func changes(_ id: NativeID, to order: Order) async throws(DriverError) -> [SettingChange] {
        let attempt = "compare"
        let guest = try await existing(id, attempt)
        let old = try await config(guest, attempt)
        let wanted = try wanted(guest, old, order, attempt)
        var new = old
        for (key, value) in wanted.changes { new.values[key] = value }
        let keys = wanted.plan.options.config.keys
        let isAdopted = wanted.owner.isAdopted
        var has = old.fields(guest.id.kind, site: options, keys: keys, isAdopted: isAdopted)
        var should = new.fields(guest.id.kind, site: options, keys: keys, isAdopted: isAdopted)
        if let node = wanted.node { (has[Self.node], should[Self.node]) = (.string(guest.node), .string(node)) }
        return SettingChange.between(has, should) { field in
            guard !guest.isOff else { return false }
            // Whether memory and processors can be plugged is the guest's to say, when it is changed.
            if guest.id.kind == .qemu { return field != "\(Self.prefix).onBoot" && field != Self.node }
            return field.hasPrefix(Self.prefix)
        }
    }

    private static let prefix = "spec.stack.\(stack)"
    private static let node = "\(prefix).node"

    /// Takes a guest to another node of the cluster: a virtual machine with its disks, while it runs; a container only once it is off.
    ///
    /// - Returns: the field, where that waits for the guest to be off.
    private func move(_ guest: inout GuestRecord, to node: String?, _ attempt: String) async throws(DriverError) -> [String] {
        guard let node, node != guest.node else { return [] }
        if guest.id.kind == .lxc, !guest.isOff { return [Self.node] }
        var parameters: Parameters = ["target": node]
        if !guest.isOff {
            parameters["online"] = "1"
            parameters["with-local-disks"] = "1"
        }
        let (complete, place) = (parameters, guest)
        try await act(on: place, attempt) { client throws(ProxmoxError) in
            try await client.perform(.post, place.id.path(on: place.node, "migrate"), complete, within: .seconds(6 * 3600))
        }
        // What high availability manages is only told to move.
        let end = ContinuousClock.now + .seconds(place.isHighlyAvailable ? 600 : 5)
        while true {
            _ = try await resources(attempt)
            if guests[place.id] == node { break }
            guard ContinuousClock.now < end else {
                throw .failed(
                    .init(attempt, place.id.description, answer: "the task ended, but the guest did not come to the node \(node)"))
            }
            do { try await Task.sleep(for: .milliseconds(500)) } catch { throw .cancelled }
        }
        guest.node = node
        return []
    }

    /// What an order makes of a guest.
    private struct Wanted {
        var plan: GuestPlan
        var owner: OwnerTags
        /// Where it should be, where the instance says that.
        var node: String?
        /// Keys and their new values, nil for those that go; none that says already what it should.
        var changes: [String: String?]
    }

    private func wanted(_ guest: GuestRecord, _ old: GuestConfig, _ order: Order, _ attempt: String) throws(DriverError) -> Wanted {
        let owner = OwnerTags(old.tags, of: guest.id.number)
        if let owner, !order.mayHave(notedAs: owner.uid) {
            throw .notOwned(.init(attempt, guest.id.description, answer: Self.belonging(guest)))
        }
        let new = OwnerTags(order, isAdopted: owner?.isAdopted ?? true)
        let plan = try GuestPlan(order, site: options, kind: guest.id.kind, attempt)
        var values = new.isAdopted ? plan.limits(over: old, isAdopted: true) : plan.values(over: old)
        values["tags"] = new.write(over: old.tags, of: guest.id.number)
        if OwnerTags.split(values["tags"] ?? "").sorted() == old.tags.sorted() { values["tags"] = nil }
        let node = plan.options.node.isEmpty ? nil : plan.options.node
        return Wanted(
            plan: plan, owner: new, node: node, changes: values.filter { key, value in !Self.isSame(key, value, old.values[key]) })
    }

    /// Whether a key says the same in other words.
    private static func isSame(_ key: String, _ new: String?, _ old: String?) -> Bool {
        switch key {
        case "onboot": (new ?? "0") == (old ?? "0")
        case "cpulimit": (new.flatMap(Double.init) ?? 0) == (old.flatMap(Double.init) ?? 0)
        case "sockets": (new ?? "1") == (old ?? "1")
        default: new == old
        }
    }

    /// The fields of a running guest that wait for its next start.
    private func waiting(_ guest: GuestRecord, _ attempt: String) async throws(DriverError) -> [String] {
        let answer = try await ask(attempt, guest.id.description) { client throws(ProxmoxError) in
            try await client.get(guest.id.path(on: guest.node, "pending"))
        }
        var fields: Set<String> = []
        for entry in answer.array ?? [] where entry["pending"] != nil || entry["delete"]?.isTruthy == true {
            guard let key = entry["key"]?.string else { continue }
            switch key {
            case "memory": fields.insert("spec.memory")
            case "cores", "sockets", "vcpus", "cpulimit": fields.insert("spec.cpu.cores")
            case "name", "hostname": fields.insert("spec.hostname")
            case "net0": fields.formUnion(["\(Self.prefix).bridge"])
            case "onboot": fields.insert("\(Self.prefix).onBoot")
            case "agent": fields.insert("\(Self.prefix).agent")
            case "features": fields.insert("\(Self.prefix).nesting")
            default: fields.insert("\(Self.prefix).config.\(key)")
            }
        }
        return fields.sorted()
    }
}
