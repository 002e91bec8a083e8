import StrataAPI

extension Endpoints {
    static let content: [Endpoint] = [
        Endpoint(
            "GET", "nodes/{node}/storage/{storage}/content", ParameterTable(["content": .string, "vmid": .vmid]),
            needs: ["Datastore.Audit", "Datastore.AllocateSpace"]
        ) { cluster, call in
            _ = try cluster.node(call.node)
            let storage = try cluster.storage(call.path["storage"] ?? "")
            let owner = call.parameters["vmid"].flatMap { Int($0) }
            return .array(
                cluster.state.volumes.filter { volume in
                    volume.id.hasPrefix("\(storage.name):") && cluster.isSeen(volume, from: call.node)
                        && (call.parameters["content"] ?? volume.content) == volume.content && (owner == nil || owner == volume.owner)
                        // What somebody may not touch is not shown.
                        && (volume.content != "backup" || cluster.mayTouch(volume, call.caller))
                }.sorted { $0.id < $1.id }.map { volume in
                    var json: JSONValue = [
                        "volid": .string(volume.id), "content": .string(volume.content), "format": .string(volume.format),
                        "size": .int(volume.size), "ctime": .int(volume.createdAt),
                    ]
                    if let owner = volume.owner { json["vmid"] = .int(Int64(owner)) }
                    if let line = volume.notes?.split(separator: "\n", omittingEmptySubsequences: false).first {
                        json["notes"] = .string(String(line))
                    }
                    if volume.isProtected == true { json["protected"] = 1 }
                    return json
                })
        },
        Endpoint("GET", "nodes/{node}/storage/{storage}/content/{volume}") { cluster, call in
            let volume = try cluster.touchedVolume(call)
            var json: JSONValue = [
                "format": .string(volume.format), "size": .int(volume.size), "used": .int(volume.size),
                "path": .string("/var/lib/vz/dump/\(volume.id.split(separator: "/").last ?? "")"),
            ]
            if let notes = volume.notes { json["notes"] = .string(notes) }
            if volume.isProtected == true { json["protected"] = 1 }
            return json
        },
        Endpoint(
            "PUT", "nodes/{node}/storage/{storage}/content/{volume}", ParameterTable(["notes": .string, "protected": .boolean])
        ) { cluster, call in
            let volume = try cluster.touchedVolume(call)
            let index = cluster.state.volumes.firstIndex { $0.id == volume.id && cluster.isSeen($0, from: call.node) }
            guard let index, volume.content == "backup" else {
                throw Fault(500, "volume '\(volume.id)' has no such attribute: only backups have notes and protection")
            }
            if let notes = call.parameters["notes"] { cluster.state.volumes[index].notes = notes.isEmpty ? nil : notes }
            if call.parameters["protected"] != nil { cluster.state.volumes[index].isProtected = call.isTrue("protected") }
            cluster.save()
            return .null
        },
        Endpoint("DELETE", "nodes/{node}/storage/{storage}/content/{volume}", ParameterTable(["delay": .integer(1...30)])) {
            cluster, call in
            let volume = try cluster.touchedVolume(call)
            let id = volume.id
            if let owner = volume.owner, let guest = cluster.state.guests[owner],
                guest.config.values.contains(where: { Properties($0).first == id })
            {
                throw Fault(500, "Cannot remove image, a guest with VMID '\(owner)' exists!")
            }
            let (node, storage) = (call.node, id.prefix { $0 != ":" })
            return .string(
                cluster.begin(
                    "imgdel", volume.owner.map { "\($0)@\(storage)" } ?? String(storage), on: node, by: call.caller, seconds: 0.3
                ) { cluster in
                    if cluster.volume(id, from: node)?.isProtected == true {
                        throw Fault(500, "cannot remove protected volume '\(id.drop { $0 != ":" }.dropFirst())' on '\(storage)'")
                    }
                    cluster.release(id, on: node)
                })
        },
    ]

    static let backups: [Endpoint] = [
        Endpoint(
            "POST", "nodes/{node}/vzdump",
            ParameterTable([
                "vmid": .string, "storage": .identifier, "mode": .choice(["snapshot", "suspend", "stop"]),
                "compress": .choice(["0", "1", "gzip", "lzo", "zstd"]), "notes-template": .text(1024), "protected": .boolean,
                "prune-backups": .string, "quiet": .boolean, "remove": .boolean,
                "bwlimit": .integer(0...1 << 40), "zstd": .integer(0...1024), "stopwait": .integer(0...1 << 30),
            ])
        ) { cluster, call in
            _ = try cluster.node(call.node)
            return .string(try cluster.backUp(on: call.node, call.parameters, by: call.caller))
        }
    ]
}

extension Cluster {
    /// Whether somebody may read, change and remove a file or a disk: by the storage, or, of a guest's backups and disks, by what is said of the guest.
    func mayTouch(_ volume: Volume, _ caller: AccessControl.Caller) -> Bool {
        let path = "/storage/\(volume.id.prefix { $0 != ":" })"
        if may(caller, ["Datastore.Allocate"], at: path) { return true }
        guard may(caller, ["Datastore.AllocateSpace"], at: path) else { return false }
        guard let owner = volume.owner else { return may(caller, ["Datastore.AllocateTemplate"], at: path) }
        return may(caller, [volume.content == "backup" ? "VM.Backup" : "VM.Config.Disk"], guest: owner)
    }

    /// The file or disk that a request is about, which its caller may touch.
    func touchedVolume(_ call: Endpoint.Call) throws(Fault) -> Volume {
        _ = try node(call.node)
        let storage = try storage(call.path["storage"] ?? "")
        let text = call.path["volume"] ?? ""
        let id = text.hasPrefix("\(storage.name):") ? text : "\(storage.name):\(text)"
        guard let volume = volume(id, from: call.node) else { throw Fault(500, "volume '\(id)' does not exist") }
        guard mayTouch(volume, call.caller) else { throw Fault(403, "missing privileges to access \(id)") }
        return volume
    }
}
