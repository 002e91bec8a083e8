import StrataAPI

extension Cluster {
    /// The moments that are kept, and the present one.
    func snapshots(_ guest: Guest) -> JSONValue {
        var list: [JSONValue] = guest.snapshots.map { snapshot in
            var json: JSONValue = [
                "name": .string(snapshot.name), "description": .string(snapshot.description), "snaptime": .int(snapshot.time),
            ]
            if guest.kind == .qemu { json["vmstate"] = .int(snapshot.hasMemory ? 1 : 0) }
            if let parent = snapshot.parent { json["parent"] = .string(parent) }
            return json
        }
        var current: JSONValue = [
            "name": "current", "description": "You are here!", "digest": .string(guest.digest),
            "running": .int(guest.power == .stopped ? 0 : 1),
        ]
        if let parent = guest.parent { current["parent"] = .string(parent) }
        list.append(current)
        return .array(list)
    }

    func takeSnapshot(_ guest: Guest, _ parameters: [String: String], by caller: AccessControl.Caller) throws(Fault) -> String {
        try requireUnlocked(guest)
        let name = parameters["snapname"] ?? ""
        if ["current", "pending"].contains(name.lowercased()) { throw .parameters(["snapname": "unable to use snapshot name '\(name)'"]) }
        let number = guest.number
        let hasMemory = guest.kind == .qemu && guest.power != .stopped && Self.isTrue(parameters["vmstate"])
        let kind = guest.kind
        return begin(
            "\(kind.taskPrefix)snapshot", "\(number)", on: guest.node, by: caller, seconds: hasMemory ? 4 : 1,
            undo: { $0.change(number) { if $0.lock == "snapshot" { $0.lock = "" } } }
        ) { cluster in
            guard let now = cluster.state.guests[number] else { throw Fault.noGuest(guest.node, kind, number) }
            if now.snapshots.contains(where: { $0.name == name }) { throw Fault(500, "snapshot name '\(name)' already used") }
            cluster.change(number) { guest in
                guest.snapshots.append(
                    Guest.Snapshot(
                        name: name, description: parameters["description"] ?? "", time: cluster.seconds, parent: guest.parent,
                        hasMemory: hasMemory, config: guest.config, hasSystem: guest.hasSystem))
                guest.parent = name
            }
        }
    }

    func rollBack(
        _ guest: Guest, to name: String, _ parameters: [String: String], by caller: AccessControl.Caller
    ) throws(Fault) -> String {
        try requireUnlocked(guest)
        let number = guest.number
        guard let snapshot = guest.snapshots.first(where: { $0.name == name }) else {
            throw Fault(500, "snapshot '\(name)' does not exist")
        }
        change(number) { $0.lock = "rollback" }
        return begin(
            "\(guest.kind.taskPrefix)rollback", "\(number)", on: guest.node, by: caller, seconds: 2,
            undo: { $0.change(number) { $0.lock = "" } }
        ) { cluster in
            if cluster.state.guests[number]?.power != .stopped { cluster.turnOff(number) }
            cluster.change(number) { guest in
                guest.config = snapshot.config
                guest.pending = [:]
                guest.parent = name
                guest.hasSystem = snapshot.hasSystem
                guest.lock = ""
            }
            if snapshot.hasMemory || Self.isTrue(parameters["start"]) { cluster.run(number) }
        }
    }

    func deleteSnapshot(_ guest: Guest, _ name: String, by caller: AccessControl.Caller) throws(Fault) -> String {
        try requireUnlocked(guest)
        let number = guest.number
        guard guest.snapshots.contains(where: { $0.name == name }) else { throw Fault(500, "snapshot '\(name)' does not exist") }
        change(number) { $0.lock = "snapshot-delete" }
        return begin(
            "\(guest.kind.taskPrefix)delsnapshot", "\(number)", on: guest.node, by: caller, seconds: 1,
            undo: { $0.change(number) { $0.lock = "" } }
        ) { cluster in
            cluster.change(number) { guest in
                let parent = guest.snapshots.first { $0.name == name }?.parent
                guest.snapshots.removeAll { $0.name == name }
                for index in guest.snapshots.indices where guest.snapshots[index].parent == name { guest.snapshots[index].parent = parent }
                if guest.parent == name { guest.parent = parent }
                guest.lock = ""
            }
        }
    }
}
