import Proxmox
import StrataAPI
public import StrataDriverKit

extension ProxmoxDriver {
    /// See ``Driver/list()``. One request for the whole cluster, and one or two for each node that has guests of Strata's, whatever their number: the
    /// cluster's own list is up to ten seconds old, and does not tell of paused guests.
    ///
    /// Templates are no guests, nor is what is still being made and has no tags yet: it would be taken for somebody else's. What no list has, the addresses and whether somebody changed a configuration, at most eight guests are asked for each
    /// time, in turn.
    public func list() async throws(DriverError) -> [ObservedInstance] {
        var records = try await resources("list")
        let own = Dictionary(grouping: records.filter { $0.owner != nil }, by: \.node)
        let fresh = try await withThrowing { () async throws -> [GuestID: GuestRecord] in
            try await withThrowingTaskGroup(of: [GuestRecord].self) { group in
                for (node, records) in own {
                    for kind in Set(records.map(\.id.kind)) { group.addTask { try await guestsNow(on: node, kind) } }
                }
                return try await group.reduce(into: [:]) { all, some in for record in some { all[record.id] = record } }
            }
        }
        for index in records.indices {
            guard records[index].owner != nil, let now = fresh[records[index].id] else { continue }
            records[index].refresh(from: now)
        }
        records.removeAll { $0.owner == nil && ($0.lock == "create" || guests.isTaken($0.id.number)) }
        await askSome(records.filter { $0.owner != nil })
        return records.map(observed)
    }

    /// See ``Driver/observe(_:)``.
    public func observe(_ id: NativeID) async throws(DriverError) -> ObservedInstance? {
        let attempt = "look at"
        guard let guest = GuestID(id), let record = try await record(guest, attempt), !record.isTemplate else { return nil }
        if record.owner != nil {
            do throws(DriverError) {
                guests.note(digest: try await config(record, attempt).digest, of: guest)
            } catch {
                // It was removed, or moved away, since it was looked at.
                guard case .notFound = error else { throw error }
            }
        }
        return observed(record)
    }

    private func observed(_ record: GuestRecord) -> ObservedInstance {
        record.observed(addresses: guests.addresses(of: record), digest: record.owner == nil ? "" : guests.digest(of: record.id))
    }

    /// The cluster's guests that are the site's, without templates.
    func resources(_ attempt: String) async throws(DriverError) -> [GuestRecord] {
        try await everything(attempt).filter { !$0.isTemplate && (options.pool.isEmpty || $0.pool == options.pool) }
    }

    /// All guests that this user may see, with templates.
    func everything(_ attempt: String) async throws(DriverError) -> [GuestRecord] {
        let all = try await ask(attempt, "guests") { client throws(ProxmoxError) in
            try await client.list(
                ["cluster", "resources"], ["type": "vm"], GuestRecord.rows, timeout: .seconds(60), GuestRecord.init(resource:))
        }
        guests.note(all)
        return all
    }

    /// A guest as it is now; nil where there is none of that number.
    func record(_ id: GuestID, _ attempt: String) async throws(DriverError) -> GuestRecord? {
        // It may have moved to another node since it was seen.
        for isSecond in [false, true] {
            guard let node = try await node(of: id, attempt, anew: isSecond) else { return nil }
            do throws(DriverError) {
                let answer = try await ask(attempt, id.description) { client throws(ProxmoxError) in
                    try await client.get(id.path(on: node, "status", "current"))
                }
                return GuestRecord(id, node: node, answer)
            } catch {
                guard case .notFound = error else { throw error }
            }
        }
        return nil
    }

    /// A guest that must exist, whoever's it is.
    func existing(_ id: NativeID, _ attempt: String) async throws(DriverError) -> GuestRecord {
        guard let guest = GuestID(id) else {
            throw .notFound(.init(attempt, id.text, answer: "that is no guest's name: they are called qemu/NUMBER and lxc/NUMBER"))
        }
        guard let record = try await record(guest, attempt), !record.isTemplate else {
            throw .notFound(.init(attempt, id.text, answer: "the cluster has no such guest"))
        }
        return record
    }

    /// The configuration of a guest, with changes that wait for its next start.
    func config(_ record: GuestRecord, _ attempt: String) async throws(DriverError) -> GuestConfig {
        GuestConfig(
            try await ask(attempt, record.id.description) { client throws(ProxmoxError) in
                try await client.get(record.id.path(on: record.node, "config"))
            })
    }

    /// Where a guest is.
    private func node(of id: GuestID, _ attempt: String, anew: Bool) async throws(DriverError) -> String? {
        if !anew, let node = guests[id] { return node }
        _ = try await resources(attempt)
        return guests[id]
    }

    /// What a node tells of its guests at this moment; nothing where it does not answer, which the cluster's own list shows.
    private func guestsNow(on node: String, _ kind: GuestID.Kind) async throws -> [GuestRecord] {
        do throws(ProxmoxError) {
            return try await client.list(["nodes", node, kind.rawValue], kind == .qemu ? ["full": "1"] : [:], GuestRecord.rows) {
                GuestRecord(kind, node: node, $0)
            }
        } catch {
            guard case .refused(_, 500..., _, _) = error else { throw error }
            return []
        }
    }

    /// Runs what throws anything, and puts it into the kit's words.
    private func withThrowing<Value: Sendable>(_ body: () async throws -> Value) async throws(DriverError) -> Value {
        do { return try await body() } catch let error as ProxmoxError {
            throw DriverError(error, "list", "guests")
        } catch {
            throw .cancelled
        }
    }

    /// Asks some guests for what no list has. One that does not tell is asked again later.
    private func askSome(_ own: [GuestRecord]) async {
        await withTaskGroup(of: Void.self) { group in
            for record in guests.toAsk(own, limit: 8) {
                group.addTask {
                    let kind = record.id.kind
                    let place = record.id.path(on: record.node)
                    let source = kind == .qemu ? ["agent", "network-get-interfaces"] : ["interfaces"]
                    let config = try? await client.get(place + ["config"], timeout: .seconds(10))
                    let told = record.power == .running ? try? await client.get(place + source, timeout: .seconds(5)) : nil
                    guests.note(
                        GuestBook.Particulars(
                            addresses: told.map { GuestAddresses.read($0, kind) } ?? [], digest: config.map { GuestConfig($0).digest },
                            uptime: record.uptime), of: record.id)
                }
            }
        }
    }
}

extension GuestRecord {
    /// Takes over what a newer look at the same guest tells.
    fileprivate mutating func refresh(from now: GuestRecord) {
        var new = now
        new.pool = pool
        new.isHighlyAvailable = isHighlyAvailable
        // A list of a node's containers has no names of tags in older versions.
        if new.tags.isEmpty { new.tags = tags }
        if new.name.isEmpty { new.name = name }
        self = new
    }
}

/// The addresses that a guest tells, without those of its own loop and of links.
enum GuestAddresses {
    static func read(_ json: JSONValue, _ kind: GuestID.Kind) -> [String] {
        let interfaces = (kind == .qemu ? json["result"]?.array : json.array) ?? []
        var found: [String] = []
        for interface in interfaces.prefix(64) where interface["name"]?.string != "lo" {
            if kind == .qemu {
                found += (interface["ip-addresses"]?.array ?? []).prefix(64).compactMap { $0["ip-address"]?.string }
            } else {
                found += ["inet", "inet6"].compactMap { key in
                    interface[key]?.string.map { String($0.prefix { $0 != "/" }) }
                }
            }
        }
        return found.filter { !$0.hasPrefix("fe80:") && !$0.hasPrefix("127.") && $0 != "::1" }
    }
}
