import LXD
public import StrataAPI
public import StrataDriverKit

extension LXDDriver: MemorySnapshotting {
    /// See ``Snapshotting/snapshots(_:)``.
    public func snapshots(_ id: NativeID) async throws(DriverError) -> [ObservedSnapshot] {
        let attempt = "list the snapshots of"
        try check(id, attempt)
        return try await ask(attempt, id.text) { client in
            let answer = try await client.send(.get, LXDTarget.instance(id.text, "/snapshots?recursion=1")).metadata
            return (answer.array ?? []).compactMap(SnapshotName.observed).sorted {
                ($0.createdAt?.microseconds ?? 0) < ($1.createdAt?.microseconds ?? 0)
            }
        }
    }

    /// See ``Snapshotting/takeSnapshot(_:_:)``. Its name holds the UID, since the daemon has no other place for it.
    public func takeSnapshot(_ id: NativeID, _ order: SnapshotOrder) async throws(DriverError) -> SnapshotID {
        let attempt = "take a snapshot of"
        try check(id, attempt)
        guard order.uid.isUUID else {
            throw .refused(.init(attempt, id.text, answer: "the snapshot's UID is no UUID: \(order.uid.text.printable(limit: 80))"))
        }
        try await settle(id.text, attempt)
        if let found = try await snapshots(id).first(where: { $0.owner == order.uid }) { return found.id }
        let record = try await existing(id, attempt)
        let withMemory = order.withMemory && !record.isOff
        if withMemory { try await checkComesBack(record, attempt) }
        let name = SnapshotName.text(order)
        try await self.order(
            id.text, attempt, within: .seconds(600), isDone: { DriverError.saysExists($0) || $0.contains("already in use") }
        ) { client in
            _ = try await client.perform(
                .post, LXDTarget.instance(id.text, "/snapshots"), ["name": .string(name), "stateful": .bool(withMemory)],
                within: .seconds(600))
        }
        return SnapshotID(name)
    }

    /// See ``Snapshotting/revert(_:to:)``. The disk is what it was then; the instance's configuration stays what it is, and is written again where the
    /// daemon brought back an older one.
    public func revert(_ id: NativeID, to snapshot: SnapshotID) async throws(DriverError) {
        let attempt = "revert"
        try check(id, attempt)
        let all = try await snapshots(id)
        guard let moment = all.first(where: { $0.id == snapshot }) else {
            throw .notFound(.init(attempt, id.text, answer: "it has no snapshot \(snapshot.text.printable(limit: 80))"))
        }
        try await checkGoesBack(try await existing(id, attempt), to: moment, of: all, attempt)
        // Memory that was kept since is given up as well.
        try await stop(id, grace: .zero)
        let before = try await existing(id, attempt)
        let patience = moment.hasMemory ? Self.memoryPatience : Duration.seconds(600)
        try await order(id.text, attempt, within: patience) { client in
            _ = try await client.perform(
                .put, LXDTarget.instance(id.text), ["restore": .string(snapshot.text), "stateful": .bool(moment.hasMemory)],
                within: patience)
        }
        try await rewrite(id.text, attempt) { now throws(DriverError) in
            var wanted = now
            let own = { (key: String) in !key.hasPrefix("volatile.") }
            wanted.config = before.config.filter { own($0.key) }.merging(now.config.filter { !own($0.key) }) { $1 }
            wanted.devices = before.devices
            wanted.profiles = before.profiles
            return wanted
        }
    }

    /// See ``Snapshotting/deleteSnapshot(_:_:owner:)``.
    public func deleteSnapshot(_ id: NativeID, _ snapshot: SnapshotID, owner: UID) async throws(DriverError) {
        let attempt = "remove a snapshot of"
        guard MachineName.isSafe(id.text) else { return }
        let found: ObservedSnapshot?
        do throws(DriverError) {
            found = try await snapshots(id).first { $0.id == snapshot }
        } catch {
            if case .notFound = error { return }
            throw error
        }
        guard let found else { return }
        guard found.owner == owner else {
            throw .notOwned(.init(attempt, id.text, answer: "\(snapshot.text.printable(limit: 80)) is not this Snapshot's"))
        }
        do throws(DriverError) {
            try await order(id.text, attempt, within: .seconds(300)) { client in
                _ = try await client.perform(
                    .delete, LXDTarget.instance(id.text, "/snapshots/\(LXDTarget.encoded(snapshot.text))"), within: .seconds(300))
            }
        } catch {
            if case .notFound = error { return }
            throw error
        }
    }
}

/// How a snapshot is called that Strata took: its own name, and its UID.
enum SnapshotName {
    static func text(_ order: SnapshotOrder) -> String {
        let stem = order.name.name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }.prefix(26)
        return stem.isEmpty ? order.uid.text : "\(stem)-\(order.uid.text)"
    }

    /// The UID at a name's end.
    static func uid(in name: String) -> UID? {
        let uid = UID(String(name.suffix(36)))
        guard uid.isUUID, name.utf8.count == 36 || name.dropLast(36).hasSuffix("-") else { return nil }
        return uid
    }

    static func observed(_ json: JSONValue) -> ObservedSnapshot? {
        // Older daemons name them with their instance.
        guard let name = json["name"]?.string?.split(separator: "/").last.map(String.init), !name.isEmpty else { return nil }
        return ObservedSnapshot(
            id: SnapshotID(name), owner: uid(in: name), createdAt: json["created_at"]?.string.flatMap { Timestamp($0) },
            size: json["size"]?.int.flatMap { $0 > 0 ? Quantity(bytes: $0) : nil }, hasMemory: json["stateful"]?.bool ?? false)
    }
}
