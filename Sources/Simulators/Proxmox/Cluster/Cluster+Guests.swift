import StrataAPI

extension Cluster {
    /// Makes a guest: its number is taken at once, everything else comes with the task.
    func create(
        _ kind: Guest.Kind, on node: String, _ parameters: [String: String], by caller: AccessControl.Caller
    ) throws(Fault) -> String {
        _ = try self.node(node)
        let number = Int(parameters["vmid"] ?? "") ?? 0
        try requireSpace(for: parameters, kind, caller)
        try requireFree(number)
        if let pool = parameters["pool"], state.pools[pool] == nil { throw Fault(500, "pool '\(pool)' does not exist") }
        var values = parameters
        for key in [
            "vmid", "start", "pool", "storage", "force", "unique", "bwlimit", "ostemplate", "password", "ssh-public-keys", "restore",
            "ignore-unpack-errors", "archive", "live-restore", "ha-managed",
        ] { values[key] = nil }
        if let archive = kind == .qemu ? parameters["archive"] : Self.isTrue(parameters["restore"]) ? parameters["ostemplate"] : nil {
            return try restore(archive, kind, on: node, number, parameters, values: values, by: caller)
        }
        var template: Volume?
        if kind == .lxc {
            guard let known = volume(parameters["ostemplate"] ?? "", from: node) else {
                throw Fault(500, "volume '\(parameters["ostemplate"] ?? "")' does not exist")
            }
            template = known
            if values["rootfs"] == nil {
                let storage = parameters["storage"] ?? "local"
                values["rootfs"] = "\(storage):4"
            }
        }
        var guest = Guest(kind: kind, number: number, node: node)
        guest.lock = "create"
        guest.pool = parameters["pool"] ?? ""
        state.guests[number] = guest
        save()
        let (planned, hasTemplate) = (values, template != nil)
        return begin(
            "\(kind.taskPrefix)create", "\(number)", on: node, by: caller, seconds: kind == .lxc ? 4 : 2,
            undo: { $0.forget(number) }
        ) { cluster in
            var (settled, hasSystem) = try cluster.settleDisks(planned, kind: kind, number: number, on: node)
            if kind == .qemu {
                if settled["smbios1"] == nil {
                    settled["smbios1"] = "uuid=00000000-0000-4000-8000-\(String(1_000_000_000_000 + number).dropFirst())"
                }
                if settled["sockets"] == nil { settled["sockets"] = "1" }
            } else {
                if settled["arch"] == nil { settled["arch"] = "amd64" }
                if settled["memory"] == nil { settled["memory"] = "512" }
                if settled["swap"] == nil { settled["swap"] = "512" }
                if settled["ostype"] == nil { settled["ostype"] = "debian" }
                hasSystem = hasTemplate
            }
            cluster.change(number) { guest in
                guest.config = settled
                guest.hasSystem = hasSystem
                guest.lock = ""
            }
            if Self.isTrue(parameters["start"]) { cluster.run(number) }
        }
    }

    func requireFree(_ number: Int) throws(Fault) {
        guard let taken = state.guests[number] else { return }
        throw Fault(500, "unable to create VM \(number): \(taken.kind.word) \(number) already exists on node '\(taken.node)'")
    }

    /// Removes all that is left of a guest. Its backups stay.
    func forget(_ number: Int) {
        guard let guest = state.guests.removeValue(forKey: number) else { return }
        state.volumes.removeAll { $0.owner == number && $0.content != "backup" && isSeen($0, from: guest.node) }
        save()
    }

    static func isTrue(_ value: String?) -> Bool { ["1", "true", "on", "yes"].contains(value?.lowercased() ?? "") }

    func delete(_ guest: Guest, _ parameters: [String: String], by caller: AccessControl.Caller) throws(Fault) -> String {
        try requireUnlocked(guest)
        let number = guest.number
        if guest.config["protection"] == "1" { throw Fault(500, "can't remove \(guest.kind.word) \(number) - protection mode enabled") }
        if guest.power != .stopped {
            guard guest.kind == .lxc, Self.isTrue(parameters["force"]) else {
                throw Fault(
                    500, guest.kind == .qemu ? "VM \(number) is running - destroy failed" : "CT \(number) is running - destroy failed")
            }
        }
        if state.managed[Self.managedID(guest)] != nil, !Self.isTrue(parameters["purge"]) {
            throw Fault(500, "unable to remove \(guest.kind.word) \(number) - used in HA resources and purge parameter not set.")
        }
        if guest.isTemplate,
            let user = state.guests.values.first(where: {
                $0.config.values.contains { $0.contains(":base-\(number)-") } && $0.number != number
            })
        {
            throw Fault(500, "base volume of \(number) is still in use by linked clones (\(user.number))")
        }
        return begin("\(guest.kind.taskPrefix)destroy", "\(number)", on: guest.node, by: caller, seconds: 1) { cluster in
            guard let now = cluster.state.guests[number] else { return }
            try cluster.requireUnlocked(now)
            if now.power != .stopped, now.kind == .qemu { throw Fault(500, "VM \(number) is running - destroy failed") }
            cluster.state.managed[Self.managedID(now)] = nil
            cluster.forget(number)
        }
    }

    static func managedID(_ guest: Guest) -> String { "\(guest.kind == .qemu ? "vm" : "ct"):\(guest.number)" }

    /// Copies a guest.
    func clone(_ guest: Guest, _ parameters: [String: String], by caller: AccessControl.Caller) throws(Fault) -> String {
        try requireUnlocked(guest)
        let number = Int(parameters["newid"] ?? "") ?? 0
        try requireFree(number)
        let target = parameters["target"] ?? guest.node
        _ = try node(target)
        if let pool = parameters["pool"], state.pools[pool] == nil { throw Fault(500, "pool '\(pool)' does not exist") }
        let isFull = parameters["full"].map { Self.isTrue($0) } ?? !guest.isTemplate
        if !isFull { try requireLinkable(guest, parameters) }
        if target != guest.node, !localDisks(guest).isEmpty {
            throw Fault(500, "can't clone \(guest.kind.word) to node '\(target)' (\(guest.kind.word) uses local storage)")
        }
        var origin = guest.config
        var hasSystem = guest.hasSystem
        if let name = parameters["snapname"], name != "current" {
            guard let snapshot = guest.snapshots.first(where: { $0.name == name }) else {
                throw Fault(500, "snapshot '\(name)' does not exist")
            }
            (origin, hasSystem) = (snapshot.config, snapshot.hasSystem)
        } else if guest.kind == .lxc, guest.power != .stopped, isFull {
            throw Fault(500, "Cannot do full clones on a running container without snapshots")
        }
        let storage = parameters["storage"]
        var copy = Guest(kind: guest.kind, number: number, node: target)
        copy.lock = "clone"
        copy.pool = parameters["pool"] ?? ""
        state.guests[number] = copy
        change(guest.number) { $0.lock = guest.power == .stopped ? "clone" : "" }
        let (config, isComplete, source) = (origin, hasSystem, guest.number)
        return begin(
            "\(guest.kind.taskPrefix)clone", "\(source)", on: guest.node, by: caller, seconds: isFull ? 5 : 1,
            undo: { cluster in
                cluster.forget(number)
                cluster.change(source) { if $0.lock == "clone" { $0.lock = "" } }
            }
        ) { cluster in
            var values = config
            for key in ["template", "parent", "snaptime", "vmstate", "lock"] { values[key] = nil }
            for (key, value) in values where Self.isDisk(key, guest.kind) {
                var properties = Properties(value)
                guard let id = properties.first, id != "none", let old = cluster.volume(id, from: guest.node) else { continue }
                let content = guest.kind == .lxc ? "rootdir" : "images"
                guard old.content == content else { continue }
                let place = storage ?? String(id.prefix { $0 != ":" })
                let made = try cluster.allocate(
                    place, for: number, on: target, size: old.virtualSize, content: content, base: isFull ? nil : id)
                properties.first = made
                values[key] = properties.text
            }
            for key in values.keys where key.hasPrefix("net") { values[key] = Self.readdressed(values[key] ?? "", guest.kind) }
            let nameKey = guest.kind == .qemu ? "name" : "hostname"
            values[nameKey] = parameters[nameKey] ?? (guest.kind == .qemu ? "Copy-of-VM-\(guest.name)" : "Copy-of-CT-\(guest.name)")
            if let description = parameters["description"] { values["description"] = description }
            let settled = values
            cluster.change(number) { copy in
                copy.config = settled
                copy.hasSystem = isComplete
                copy.lock = ""
            }
            cluster.change(source) { if $0.lock == "clone" { $0.lock = "" } }
        }
    }

    /// Whether a linked clone can be made of a guest.
    private func requireLinkable(_ guest: Guest, _ parameters: [String: String]) throws(Fault) {
        if parameters["storage"] != nil { throw .parameters(["storage": "you can't use this option for linked clones"]) }
        let isLinkable = guest.diskKeys.allSatisfy { key in
            let name = Properties(guest.config[key] ?? "").first?.prefix { $0 != ":" } ?? ""
            return ["lvmthin", "zfspool", "rbd"].contains(inventory.storages.first { $0.name == name }?.type ?? "")
        }
        guard guest.isTemplate, isLinkable else {
            throw Fault(500, "Linked clone feature is not supported for drive '\(guest.diskKeys.first ?? "scsi0")'")
        }
    }

    /// Gives a guest's network cards new hardware addresses.
    func readdress(_ number: Int) {
        change(number) { guest in
            for key in guest.config.keys where key.hasPrefix("net") {
                guest.config[key] = Self.readdressed(guest.config[key] ?? "", guest.kind)
            }
        }
    }

    private static func readdressed(_ card: String, _ kind: Guest.Kind) -> String {
        var properties = Properties(card)
        for name in kind == .lxc ? ["hwaddr"] : ["virtio", "e1000", "rtl8139", "vmxnet3"] where kind == .lxc || properties[name] != nil {
            properties[name] = Hardware.random()
        }
        return properties.text
    }

    /// Moves a guest to another node.
    func migrate(_ guest: Guest, _ parameters: [String: String], by caller: AccessControl.Caller) throws(Fault) -> String {
        try requireUnlocked(guest)
        let target = parameters["target"] ?? ""
        guard target != guest.node else { throw .parameters(["target": "target is local node."]) }
        _ = try node(target)
        let isRunning = guest.power != .stopped
        if isRunning {
            if guest.kind == .qemu, !Self.isTrue(parameters["online"]) { throw Fault(500, "can't migrate running VM without --online") }
            if guest.kind == .lxc, !Self.isTrue(parameters["restart"]) {
                throw Fault(500, "lxc live migration is currently not implemented")
            }
        }
        let local = localDisks(guest)
        if isRunning, guest.kind == .qemu, !local.isEmpty, !Self.isTrue(parameters["with-local-disks"]) {
            throw Fault(500, "can't live migrate attached local disks without with-local-disks option")
        }
        change(guest.number) { $0.lock = "migrate" }
        let number = guest.number
        return begin(
            "\(guest.kind.taskPrefix)migrate", "\(number)", on: guest.node, by: caller, seconds: local.isEmpty ? 4 : 10,
            undo: { $0.change(number) { $0.lock = "" } }
        ) { cluster in
            if cluster.away.contains(target) { throw Fault(500, "can't connect to node '\(target)'") }
            for index in cluster.state.volumes.indices
            where local.contains(cluster.state.volumes[index].id) && cluster.state.volumes[index].node == guest.node {
                cluster.state.volumes[index].node = target
            }
            cluster.change(number) { guest in
                guest.node = target
                guest.lock = ""
                if guest.kind == .lxc, guest.power != .stopped { guest.startedAt = cluster.now }
                if guest.power != .stopped { guest.pid = cluster.nextPID() }
            }
        }
    }

    /// The disks of a guest that its node alone has.
    func localDisks(_ guest: Guest) -> [String] {
        guest.diskKeys.compactMap { Properties(guest.config[$0] ?? "").first }.filter { id in
            inventory.storages.first { $0.name == id.prefix { $0 != ":" } }?.isShared != true
        }
    }

    /// Makes a template of a guest, for good.
    func makeTemplate(_ guest: Guest, by caller: AccessControl.Caller) throws(Fault) -> String {
        try requireUnlocked(guest)
        if guest.power != .stopped {
            throw Fault(500, "you can't convert a \(guest.kind.word) to template if \(guest.kind.word) is running")
        }
        if !guest.snapshots.isEmpty { throw Fault(500, "unable to create template, because \(guest.kind.word) contains snapshots") }
        if guest.isTemplate { throw Fault(500, "unable to convert template to template") }
        let number = guest.number
        return begin("\(guest.kind.taskPrefix)template", "\(number)", on: guest.node, by: caller, seconds: 1) { cluster in
            cluster.change(number) { $0.config["template"] = "1" }
            cluster.renameDisks(of: number)
        }
    }
}
