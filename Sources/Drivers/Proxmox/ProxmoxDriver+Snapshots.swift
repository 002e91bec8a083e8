import HTTPS
import Proxmox
public import StrataAPI
public import StrataDriverKit

extension ProxmoxDriver: MemorySnapshotting {
    /// See ``Snapshotting/snapshots(_:)``.
    public func snapshots(_ id: NativeID) async throws(DriverError) -> [ObservedSnapshot] {
        let attempt = "list the snapshots of"
        let guest = try await existing(id, attempt)
        let answer = try await ask(attempt, id.text) { client throws(ProxmoxError) in
            try await client.get(guest.id.path(on: guest.node, "snapshot"))
        }
        return (answer.array ?? []).compactMap(SnapshotNote.observed).sorted {
            ($0.createdAt?.microseconds ?? 0, $0.id.text) < ($1.createdAt?.microseconds ?? 0, $1.id.text)
        }
    }

    /// See ``Snapshotting/takeSnapshot(_:_:)``. Its description holds the UID.
    public func takeSnapshot(_ id: NativeID, _ order: SnapshotOrder) async throws(DriverError) -> SnapshotID {
        let attempt = "take a snapshot of"
        let guest = try await existing(id, attempt)
        guard order.uid.isUUID else {
            throw .refused(.init(attempt, id.text, answer: "the snapshot's UID is no UUID: \(order.uid.text.printable(limit: 80))"))
        }
        if order.withMemory, guest.id.kind == .lxc {
            throw .refused(.init(attempt, id.text, answer: "the memory of containers cannot be kept", hint: "Take it without memory"))
        }
        try await settle(guest, attempt)
        let existing = try await snapshots(id)
        if let found = existing.first(where: { $0.owner == order.uid }) { return found.id }
        let taken = Set(existing.map(\.id.text))
        guard let name = SnapshotNote.names(order).first(where: { !taken.contains($0) }) else {
            throw .refused(.init(attempt, id.text, answer: "its snapshots have the names that this one could have"))
        }
        var parameters: Parameters = ["snapname": name, "description": SnapshotNote.text(order)]
        if order.withMemory, guest.status == "running" { parameters["vmstate"] = "1" }
        let complete = parameters
        try await act(on: guest, attempt) { client throws(ProxmoxError) in
            try await client.perform(.post, guest.id.path(on: guest.node, "snapshot"), complete, within: .seconds(1800))
        }
        return SnapshotID(name)
    }

    /// See ``Snapshotting/revert(_:to:)``. Where its storage goes back to the latest snapshot only, the server says so. The guest's configuration is
    /// the snapshot's too, but for whose it is.
    public func revert(_ id: NativeID, to snapshot: SnapshotID) async throws(DriverError) {
        let attempt = "revert"
        let guest = try await existing(id, attempt)
        let found = try await existing(snapshot, of: id, attempt)
        if !guest.isOff { try await stop(id, grace: .zero) }
        let before = try await config(guest, attempt)
        try await act(on: guest, attempt) { client throws(ProxmoxError) in
            try await client.perform(
                .post, guest.id.path(on: guest.node, "snapshot", snapshot.text, "rollback"), within: .seconds(1800))
        }
        let after = try await config(guest, attempt)
        let own = ["tags", "description", "memory", "cores", "sockets", "cpulimit", "name", "hostname", "onboot"]
        // Memory that is to run on has the size that it had then.
        let kept = own.filter { !found.hasMemory || !["memory", "cores", "sockets"].contains($0) }
        var parameters: Parameters = [:]
        for key in kept where before.values[key] != after.values[key] { parameters[key] = before.values[key] }
        let gone = kept.filter { before.values[$0] == nil && after.values[$0] != nil }
        if !gone.isEmpty { parameters["delete"] = gone.joined(separator: ",") }
        guard !parameters.isEmpty else { return }
        let complete = parameters
        try await act(on: guest, attempt) { client throws(ProxmoxError) in
            try await client.perform(.put, guest.id.path(on: guest.node, "config"), complete)
        }
    }

    /// See ``Snapshotting/deleteSnapshot(_:_:owner:)``.
    public func deleteSnapshot(_ id: NativeID, _ snapshot: SnapshotID, owner: UID) async throws(DriverError) {
        let attempt = "remove a snapshot of"
        guard let number = GuestID(id), let guest = try await record(number, attempt) else { return }
        guard let found = try await snapshots(id).first(where: { $0.id == snapshot }) else { return }
        guard found.owner == owner else {
            throw .notOwned(.init(attempt, id.text, answer: "\(snapshot.text.printable(limit: 80)) is not this Snapshot's"))
        }
        try await act(on: guest, attempt) { client throws(ProxmoxError) in
            try await client.perform(.delete, guest.id.path(on: guest.node, "snapshot", snapshot.text), within: .seconds(1800))
        }
    }

    /// A snapshot that must be there.
    func existing(_ snapshot: SnapshotID, of id: NativeID, _ attempt: String) async throws(DriverError) -> ObservedSnapshot {
        guard let found = try await snapshots(id).first(where: { $0.id == snapshot }) else {
            throw .notFound(.init(attempt, id.text, answer: "it has no snapshot \(snapshot.text.printable(limit: 80))"))
        }
        return found
    }
}

/// What stands in a snapshot's name and description.
enum SnapshotNote {
    /// A letter, then letters, digits, `-` and `_`, forty in all.
    static func names(_ order: SnapshotOrder) -> [String] {
        var stem = String(order.name.name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "-" })
        if stem.first?.isLetter != true { stem = "s-\(stem)" }
        return MachineNaming.candidates(for: stem, uid: order.uid, limit: 40).filter { $0 != "current" && $0.utf8.count > 1 }
            + ["s-\(order.uid.text.prefix(30))"]
    }

    private static let mark = "(UID "

    static func text(_ order: SnapshotOrder) -> String { "The snapshot \(order.name) of Strata \(mark)\(order.uid))." }

    static func observed(_ json: JSONValue) -> ObservedSnapshot? {
        guard let name = json["name"]?.lenientText, name != "current" else { return nil }
        return ObservedSnapshot(
            id: SnapshotID(name), owner: owner(in: json["description"]?.string ?? ""),
            createdAt: json["snaptime"]?.lenientInt.map { Timestamp(seconds: $0) }, hasMemory: json["vmstate"]?.isTruthy ?? false)
    }

    private static func owner(in text: String) -> UID? {
        guard let range = text.firstRange(of: mark) else { return nil }
        let uid = UID(String(text[range.upperBound...].prefix(36)))
        return uid.isUUID ? uid : nil
    }
}
