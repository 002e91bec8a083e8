import FoundationEssentials
import SimulatorKit
import StrataAPI

extension Cluster {
    /// `vzdump`: packs guests into archives.
    func backUp(on node: String, _ parameters: [String: String], by caller: AccessControl.Caller) throws(Fault) -> String {
        let numbers = Self.words(parameters["vmid"]).compactMap { Int($0) }
        guard !numbers.isEmpty else { throw .parameters(["vmid": "property is missing and it is not optional"]) }
        for key in ["notes-template", "protected"] where parameters[key] != nil && parameters["storage"] == nil {
            throw .parameters(["storage": "missing property - required by '\(key)'"])
        }
        _ = try notes(parameters["notes-template"] ?? "", of: nil, on: node)
        let name = parameters["storage"] ?? "local"
        let needed = parameters["prune-backups"] == nil ? "Datastore.AllocateSpace" : "Datastore.Allocate"
        guard may(caller, [needed], at: "/storage/\(name)") else { throw .forbidden("/storage/\(name)", [needed]) }
        guard try storage(name).content.contains("backup") else {
            throw Fault(500, "can't use storage '\(name)' for backups - wrong content type")
        }
        for number in numbers where !may(caller, ["VM.Backup"], guest: number) { throw .forbidden("/vms/\(number)", ["VM.Backup"]) }
        let guests = numbers.compactMap { state.guests[$0] }.filter { $0.node == node }
        // Each node cares for its own guests, and one that has none of them says nothing.
        guard !guests.isEmpty else { return "OK" }
        let wasRunning = parameters["mode"] == "stop" ? guests.filter { $0.power != .stopped }.map(\.number) : []
        // What another task holds fails, and does not hold up the others.
        let free = guests.filter(\.lock.isEmpty).map(\.number)
        for number in free { change(number) { $0.lock = "backup" } }
        for number in wasRunning where free.contains(number) { turnOff(number) }
        let release: @Sendable (isolated Cluster) -> Void = { cluster in
            for number in free { cluster.change(number) { $0.lock = "" } }
            for number in wasRunning where free.contains(number) { cluster.run(number) }
        }
        return begin(
            "vzdump", guests.count == 1 ? "\(guests[0].number)" : "", on: node, by: caller, seconds: 5 * Double(guests.count), undo: release
        ) { cluster in
            var hasLostNotes = false
            for number in free {
                guard let guest = cluster.state.guests[number] else { continue }
                if try !cluster.keepArchive(of: guest, in: name, parameters) { hasLostNotes = true }
            }
            release(cluster)
            if let held = guests.first(where: { !free.contains($0.number) }) {
                throw Self.jobErrors(held, "\(held.kind.word) is locked (\(held.lock))")
            }
            if hasLostNotes { throw TaskWarning(line: "unable to add notes - Input/output error") }
        }
    }

    private static func jobErrors(_ guest: Guest, _ why: String) -> Fault {
        var fault = Fault(500, "job errors")
        fault.logLine = "ERROR: Backup of VM \(guest.number) failed - \(why)"
        return fault
    }

    /// - Returns: whether its notes were written.
    private func keepArchive(of guest: Guest, in name: String, _ parameters: [String: String]) throws(Fault) -> Bool {
        let size = guest.diskKeys.compactMap { Properties(guest.config[$0] ?? "")["size"] }.compactMap(DiskSizes.bytes).reduce(0, +) / 8
        guard used(name, on: guest.node) + size <= (try storage(name)).size << 30 else {
            throw Self.jobErrors(guest, "error writing archive: No space left on device")
        }
        let ending = ["gzip": "gz", "1": "lzo", "lzo": "lzo", "zstd": "zst"][parameters["compress"] ?? "0"]
        let format = [guest.kind == .qemu ? "vma" : "tar", ending ?? ""].filter { !$0.isEmpty }.joined(separator: ".")
        // Two within a second have two names.
        var time = seconds
        var id: String
        repeat {
            id = "\(name):backup/vzdump-\(guest.kind.rawValue)-\(guest.number)-\(Self.stamp(time)).\(format)"
            time += 1
        } while volume(id, from: guest.node) != nil
        var archive = Volume(
            id: id, content: "backup", format: format, size: size, virtualSize: size, node: guest.node, owner: guest.number,
            createdAt: time - 1, backup: Backup(kind: guest.kind, config: guest.config, hasSystem: guest.hasSystem))
        archive.isProtected = Self.isTrue(parameters["protected"])
        let isLost = parameters["notes-template"] != nil && disturbances.strikes("notes-lost")
        if let template = parameters["notes-template"], !isLost { archive.notes = try notes(template, of: guest, on: guest.node) }
        state.volumes.append(archive)
        save()
        return !isLost
    }

    /// The notes that a template makes: `{{vmid}}` and others of the kind stand for what they name, `\\n` and `\\\\` for the end of a line and a backslash.
    ///
    /// - Parameter guest: nil to look only whether the template is right.
    private func notes(_ template: String, of guest: Guest?, on node: String) throws(Fault) -> String {
        func wrong(_ what: String) -> Fault { .parameters(["notes-template": what]) }
        var text = ""
        var rest = template[...]
        while let character = rest.popFirst() {
            guard character == "\\" else {
                text.append(character)
                continue
            }
            switch rest.popFirst() {
            case "n": text.append("\n")
            case "\\": text.append("\\")
            case let other: throw wrong("unexpected escape character '\(other.map(String.init) ?? "")'")
            }
        }
        let values = [
            "cluster": inventory.clusterName, "guestname": guest?.name ?? "", "node": node, "vmid": guest.map { "\($0.number)" } ?? "",
        ]
        var notes = ""
        var left = text[...]
        while let start = left.firstRange(of: "{{"), let end = left[start.upperBound...].firstRange(of: "}}") {
            let name = String(left[start.upperBound..<end.lowerBound])
            guard let value = values[name] else { throw wrong("unexpected variable name '\(name)'") }
            notes += left[..<start.lowerBound] + value
            left = left[end.upperBound...]
        }
        return notes + left
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
