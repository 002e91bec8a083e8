import FoundationEssentials
import StrataAPI

extension Cluster {
    /// `vzdump`: packs guests into archives.
    func backUp(on node: String, _ parameters: [String: String], by caller: AccessControl.Caller) throws(Fault) -> String {
        let numbers = Self.words(parameters["vmid"]).compactMap { Int($0) }
        guard !numbers.isEmpty else { throw .parameters(["vmid": "property is missing and it is not optional"]) }
        let name = parameters["storage"] ?? "local"
        guard may(caller, ["Datastore.AllocateSpace"], at: "/storage/\(name)") else {
            throw .forbidden("/storage/\(name)", ["Datastore.AllocateSpace"])
        }
        guard try storage(name).content.contains("backup") else {
            throw Fault(500, "can't use storage '\(name)' for backups - wrong content type")
        }
        var guests: [Guest] = []
        for number in numbers {
            guard may(caller, ["VM.Backup"], guest: number) else { throw .forbidden("/vms/\(number)", ["VM.Backup"]) }
            guard let guest = state.guests[number], guest.node == node else { throw Fault(500, "unable to find VM '\(number)'") }
            guests.append(guest)
        }
        let wasRunning = parameters["mode"] == "stop" ? guests.filter { $0.power != .stopped }.map(\.number) : []
        let ending = ["gzip": "gz", "1": "lzo", "lzo": "lzo", "zstd": "zst"][parameters["compress"] ?? "0"]
        for guest in guests {
            try requireUnlocked(guest)
            change(guest.number) { $0.lock = "backup" }
        }
        for number in wasRunning { turnOff(number) }
        return begin(
            "vzdump", numbers.count == 1 ? "\(numbers[0])" : "", on: node, by: caller, seconds: 5 * Double(guests.count),
            undo: { cluster in
                for number in numbers { cluster.change(number) { $0.lock = "" } }
                for number in wasRunning { cluster.run(number) }
            }
        ) { cluster in
            for number in numbers {
                guard let guest = cluster.state.guests[number] else { continue }
                try cluster.keepArchive(of: guest, in: name, ending: ending)
                cluster.change(number) { $0.lock = "" }
            }
            for number in wasRunning { cluster.run(number) }
        }
    }

    private func keepArchive(of guest: Guest, in name: String, ending: String?) throws(Fault) {
        let size = guest.diskKeys.compactMap { Properties(guest.config[$0] ?? "")["size"] }.compactMap(DiskSizes.bytes).reduce(0, +) / 8
        guard used(name, on: guest.node) + size <= (try storage(name)).size << 30 else {
            throw Fault(500, "job errors")
        }
        let format = [guest.kind == .qemu ? "vma" : "tar", ending ?? ""].filter { !$0.isEmpty }.joined(separator: ".")
        // Two within a second have two names.
        var time = seconds
        var id: String
        repeat {
            id = "\(name):backup/vzdump-\(guest.kind.rawValue)-\(guest.number)-\(Self.stamp(time)).\(format)"
            time += 1
        } while volume(id, from: guest.node) != nil
        state.volumes.append(
            Volume(
                id: id, content: "backup", format: format, size: size, virtualSize: size, node: guest.node, owner: guest.number,
                createdAt: time - 1, backup: Backup(kind: guest.kind, config: guest.config, hasSystem: guest.hasSystem)))
        save()
    }

    /// `2026_11_28-01_02_03`.
    private static func stamp(_ seconds: Int64) -> String {
        let text = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
        return String(text.dropLast()).replacing("-", with: "_").replacing(":", with: "_").replacing("T", with: "-")
    }

    /// Makes a guest of an archive; what is given beside it counts instead of what the archive has.
    func restore(
        _ id: String, _ kind: Guest.Kind, on node: String, _ number: Int, _ parameters: [String: String], values: [String: String],
        by caller: AccessControl.Caller
    ) throws(Fault) -> String {
        guard let archive = volume(id, from: node), let backup = archive.backup else { throw Fault(500, "volume '\(id)' does not exist") }
        guard backup.kind == kind else { throw Fault(500, "archive '\(id)' is no backup of a \(kind.word)") }
        let storage = parameters["storage"]
        if let storage, !may(caller, ["Datastore.AllocateSpace"], at: "/storage/\(storage)") {
            throw .forbidden("/storage/\(storage)", ["Datastore.AllocateSpace"])
        }
        var guest = Guest(kind: kind, number: number, node: node)
        guest.lock = "create"
        guest.pool = parameters["pool"] ?? ""
        state.guests[number] = guest
        save()
        return begin(
            "\(kind == .qemu ? "qm" : "vz")restore", "\(number)", on: node, by: caller, seconds: 5, undo: { $0.forget(number) }
        ) { cluster in
            var config = backup.config.merging(values) { $1 }
            for key in ["template", "parent", "vmstate", "lock"] { config[key] = nil }
            for (key, value) in backup.config where Self.isDisk(key, kind) {
                var properties = Properties(value)
                guard let old = properties.first, old != "none", properties["media"] != "cdrom" || old.contains("cloudinit") else {
                    continue
                }
                let place = storage ?? String(old.prefix { $0 != ":" })
                properties.first = try cluster.allocate(
                    place, for: number, on: node, size: properties["size"].flatMap(DiskSizes.bytes) ?? 1 << 30,
                    content: kind == .lxc ? "rootdir" : "images", suffix: old.contains("cloudinit") ? "cloudinit" : nil)
                config[key] = properties.text
            }
            let (settled, _) = try cluster.settleDisks(
                config.filter { $0.key.hasPrefix("net") && values[$0.key] != nil }, kind: kind, number: number, on: node)
            cluster.change(number) { guest in
                guest.config = config.merging(settled) { $1 }
                guest.hasSystem = backup.hasSystem
                guest.lock = ""
            }
            if Self.isTrue(parameters["unique"]) { cluster.readdress(number) }
            if Self.isTrue(parameters["start"]) { cluster.run(number) }
        }
    }
}
