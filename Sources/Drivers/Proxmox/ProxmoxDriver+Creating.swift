import HTTPS
import Proxmox
import StrataAPI
public import StrataDriverKit

extension ProxmoxDriver {
    /// See ``Driver/create(_:)``. The guest is called as the instance; its number is the lowest that is free.
    public func create(_ order: Order) async throws(DriverError) -> NativeID { try await create(order, "create") }

    func create(_ order: Order, _ attempt: String) async throws(DriverError) -> NativeID {
        guard let kind = Self.kind(of: order.type) else {
            throw .refused(
                .init(attempt, order.name.name, answer: "Proxmox VE runs virtual machines and containers, no \(order.type.rawValue)"))
        }
        guard order.uid.isUUID else { throw .refused(.init(attempt, order.name.name, answer: "its UID is no UUID")) }
        let plan = try GuestPlan(order, site: options, kind: kind, attempt)
        if let image = order.image {
            guard image.type == order.type else {
                throw .refused(
                    .init(attempt, order.name.name, answer: "the image is for a \(image.type.rawValue), no \(order.type.rawValue)"))
            }
            try ImageShelf.check(image, version, attempt, order.name.name)
        }
        if order.image == nil, !order.nativeImage.isEmpty {
            let name = try OwnImageName(order.nativeImage, attempt)
            if case .template = name { return try await create(from: name, plan, attempt) }
        }
        try Workshop.enter(order.uid, attempt, order.name.name)
        defer { Workshop.leave(order.uid) }
        var guest: GuestRecord
        if let found = try await find(order, attempt) {
            guest = found
        } else {
            guest = try await make(plan, attempt)
            // What a process asked for that was killed may have come to the server only now.
            if let first = try await find(order, attempt) { guest = first }
        }
        try await grow(guest, to: order.disk, attempt)
        return guest.id.native
    }

    static func kind(of type: InstanceType) -> GuestID.Kind? {
        switch type {
        case .virtualMachine: .qemu
        case .container: .lxc
        default: nil
        }
    }

    private func make(_ plan: GuestPlan, _ attempt: String) async throws(DriverError) -> GuestRecord {
        let name = plan.order.name.name
        let (node, volume, isBackup): (String, String, Bool)
        if let image = plan.order.image {
            node = try await nodes(for: plan, attempt)[0]
            isBackup = false
            volume = try await ImageShelf(driver: self, node: node).volume(of: image, attempt, name)
        } else if case .volume(let own) = try OwnImageName(plan.order.nativeImage, attempt) {
            (node, volume, isBackup) = (
                try await holder(of: own, among: try await nodes(for: plan, attempt), attempt), own.id, own.isBackup
            )
        } else {
            throw .refused(.init(attempt, name, answer: "it has no image", hint: "Name an image in spec.image"))
        }
        let storage = try await storage(for: plan, on: node, attempt)
        return try await withNumber(attempt, name) { number async throws(DriverError) in
            let parameters =
                isBackup
                ? rebirth(plan, number, archive: volume, storage: storage) : birth(plan, number, volume: volume, storage: storage)
            try await ask(attempt, name) { client throws(ProxmoxError) in
                try await client.perform(.post, ["nodes", node, plan.kind.rawValue], parameters, within: .seconds(1800))
            }
            let id = GuestID(plan.kind, number)
            guests[id] = node
            guard var made = try await record(id, attempt) else {
                throw .failed(.init(attempt, name, answer: "it was removed while it was made"))
            }
            if isBackup {
                // What the archive has of network cards' and others' particulars stays.
                try await christen(made, plan, attempt)
                made = try await record(id, attempt) ?? made
            }
            return made
        }
    }

    /// What a guest is restored with: its archive, and what makes it the order's own.
    private func rebirth(_ plan: GuestPlan, _ number: Int, archive: String, storage: String) -> Parameters {
        var parameters: Parameters = [
            "vmid": "\(number)", plan.kind == .qemu ? "archive" : "ostemplate": archive, "storage": storage, "unique": "1",
            "tags": OwnerTags(plan.order).write(over: [], of: number), "description": Self.description(of: plan.order, site),
            plan.kind == .qemu ? "name" : "hostname": plan.order.hostname,
        ]
        if plan.kind == .lxc { parameters["restore"] = "1" }
        if !options.pool.isEmpty { parameters["pool"] = options.pool }
        return parameters
    }

    /// What a guest is made with: all in one request, so that it is never there without its tags.
    private func birth(_ plan: GuestPlan, _ number: Int, volume: String, storage: String) -> Parameters {
        let order = plan.order
        var parameters: Parameters = [
            "vmid": "\(number)",
            "tags": OwnerTags(order).write(over: [], of: number),
            "description": Self.description(of: order, site),
        ]
        if !options.pool.isEmpty { parameters["pool"] = options.pool }
        for (key, value) in plan.values(over: nil) { parameters[key] = value }
        switch plan.kind {
        case .qemu:
            let isISO = volume.contains(":iso/")
            let gigabytes = max(1, ((order.disk?.value ?? (8 << 30)) + (1 << 30) - 1) >> 30)
            parameters["scsi0"] = isISO ? "\(storage):\(gigabytes)" : "\(storage):0,import-from=\(volume)"
            if isISO { parameters["ide2"] = "\(volume),media=cdrom" }
            for (key, value) in [("scsihw", "virtio-scsi-single"), ("ostype", "l26"), ("serial0", "socket")]
            where parameters[key] == nil { parameters[key] = value }
            parameters["boot"] = isISO ? "order=scsi0;ide2" : "order=scsi0"
            if plan.options.firmware == .uefi {
                parameters["bios"] = "ovmf"
                parameters["efidisk0"] = "\(storage):1,efitype=4m"
            }
            if let start = plan.options.cloudInit {
                parameters["ide3"] = "\(storage):cloudinit"
                for entry in Self.cloudInit(start).entries { parameters[entry.name] = entry.value }
            }
        case .lxc:
            parameters["ostemplate"] = volume
            let gigabytes = max(1, ((order.disk?.value ?? (8 << 30)) + (1 << 30) - 1) >> 30)
            parameters["rootfs"] = "\(storage):\(gigabytes)"
            parameters["unprivileged"] = plan.options.privileged ? "0" : "1"
            // What the server would look into the image for, and refuse where it does not know it.
            if parameters["ostype"] == nil { parameters["ostype"] = "unmanaged" }
        }
        return parameters
    }

    /// What cloud-init is told.
    static func cloudInit(_ start: GuestOptions.CloudInit) -> Parameters {
        var parameters: Parameters = [:]
        if !start.user.isEmpty { parameters["ciuser"] = start.user }
        // The server decodes this one once more.
        if !start.sshKeys.isEmpty { parameters["sshkeys"] = encoded(start.sshKeys.joined(separator: "\n")) }
        var address = "ip=\(start.address.isEmpty ? "dhcp" : start.address)"
        if !start.gateway.isEmpty { address += ",gw=\(start.gateway)" }
        parameters["ipconfig0"] = address
        return parameters
    }

    private static func encoded(_ text: String) -> String {
        Parameters(dictionaryLiteral: ("", text)).encoded.dropFirst().description
    }

    /// What people read of a guest, and by what a copy that was cut short is known.
    static func description(of order: Order, _ site: String) -> String {
        "The instance \(order.name) of Strata (UID \(order.uid)), at the site \(site)."
    }

    /// Takes a number that no guest has, and gives it to a body; anew where somebody else was faster, since nothing reserves a number.
    func withNumber(
        _ attempt: String, _ object: String, _ body: (Int) async throws(DriverError) -> GuestRecord
    ) async throws(DriverError) -> GuestRecord {
        for _ in 0..<16 {
            let number = try await freeNumber(attempt, object)
            defer { guests.giveBack(number) }
            do throws(DriverError) { return try await body(number) } catch {
                switch error {
                case .failed(let failure), .refused(let failure):
                    guard failure.answer.contains("already exists"), failure.answer.contains("\(number)") else { throw error }
                default: throw error
                }
            }
        }
        throw .failed(.init(attempt, object, answer: "others took each number that was free"))
    }

    private func freeNumber(_ attempt: String, _ object: String) async throws(DriverError) -> Int {
        let answer = try await ask(attempt, object) { client throws(ProxmoxError) in try await client.get(["cluster", "nextid"]) }
        guard var number = answer.lenientInt.map({ Int($0) }), number >= 100 else {
            throw .failed(.init(attempt, object, answer: "the cluster names no free number"))
        }
        // Calls of this process that go on at the same time have theirs already.
        while true {
            if guests.take(number) {
                do throws(ProxmoxError) {
                    _ = try await client.get(["cluster", "nextid"], ["vmid": "\(number)"])
                    return number
                } catch {
                    guests.giveBack(number)
                    guard case .refused(_, 400, _, _) = error else { throw DriverError(error, attempt, object) }
                }
            }
            number += 1
        }
    }

    /// The guest of an order. One that is being made by a call that was given up is waited for.
    func find(_ order: Order, _ attempt: String) async throws(DriverError) -> GuestRecord? {
        for _ in 0..<8 {
            let all = try await resources(attempt)
            let own = all.filter { $0.owner?.uid == order.uid }
            if let first = own.first {
                for guest in own { try await settle(guest, attempt) }
                return own.count == 1 ? try await record(first.id, attempt) : try await onlyOne(of: own, order, attempt)
            }
            // While a guest is made, nothing but its number and its lock is there.
            let unborn = all.filter { $0.owner == nil && !guests.isTaken($0.id.number) && ["create", "clone"].contains($0.lock) }
            guard !unborn.isEmpty, try await settleOwn(unborn, attempt) else { return nil }
        }
        return nil
    }

    /// Removes guests that were made twice for one order, and were never started: by a request of a killed process that came late. The one that runs
    /// stays, else the one with the lowest number.
    private func onlyOne(of guests: [GuestRecord], _ order: Order, _ attempt: String) async throws(DriverError) -> GuestRecord? {
        var now: [GuestRecord] = []
        for guest in guests { if let record = try await record(guest.id, attempt), record.owner?.uid == order.uid { now.append(record) } }
        let running = now.filter { $0.power != .stopped }
        guard running.count < 2 else {
            throw .refused(
                .init(
                    attempt, order.name.name,
                    answer: "\(running.map(\.id.description).joined(separator: " and ")) are both noted as its machine",
                    hint: "Take the tags strata-… off the one that is not"))
        }
        guard let kept = running.first ?? now.min(by: { $0.id.number < $1.id.number }) else { return nil }
        for guest in now where guest.id != kept.id { try await delete(guest.id.native, owner: order.uid) }
        return kept
    }

    /// Waits for tasks of this user that make guests.
    ///
    /// - Returns: whether there were any.
    private func settleOwn(_ unborn: [GuestRecord], _ attempt: String) async throws(DriverError) -> Bool {
        var waited = false
        for record in unborn {
            for task in try await tasks(of: record, attempt) where task.user == user || task.user == user.prefix(while: { $0 != "!" }) {
                waited = true
                try await waitIgnoringResult(task, attempt)
            }
        }
        return waited
    }

    /// Waits until no task works on a guest.
    func settle(_ record: GuestRecord, _ attempt: String) async throws(DriverError) {
        guard !record.lock.isEmpty, record.lock != "suspended" else { return }
        for task in try await tasks(of: record, attempt) { try await waitIgnoringResult(task, attempt) }
    }

    private func waitIgnoringResult(_ task: UPID, _ attempt: String) async throws(DriverError) {
        do throws(ProxmoxError) {
            try await client.wait(for: task, within: .seconds(120))
        } catch {
            // How it ended is seen in what is there afterwards.
            if case .failed = error { return }
            throw DriverError(error, attempt, task.subject)
        }
    }

    /// The tasks that work on a guest now.
    private func tasks(of record: GuestRecord, _ attempt: String) async throws(DriverError) -> [UPID] {
        let answer = try await ask(attempt, record.id.description) { client throws(ProxmoxError) in
            try await client.get(["nodes", record.node, "tasks"], ["source": "active", "vmid": "\(record.id.number)"])
        }
        return (answer.array ?? []).filter { $0["endtime"] == nil }.compactMap { $0["upid"]?.string.flatMap(UPID.init) }
    }

    /// Where a guest may be made: the best first.
    private func nodes(for plan: GuestPlan, _ attempt: String) async throws(DriverError) -> [String] {
        let wanted = plan.options.node.isEmpty ? options.node : plan.options.node
        let name = plan.order.name.name
        let online = try await onlineNodes(attempt, name)
        if !wanted.isEmpty {
            guard online.contains(wanted) else {
                throw .failed(
                    .init(attempt, name, answer: "the node \(wanted) is not there, or not online", hint: "pvecm nodes shows the nodes"))
            }
            return [wanted]
        }
        guard !online.isEmpty else {
            throw .failed(
                .init(attempt, name, answer: "no node is online that this user may see", hint: "The user needs Sys.Audit on /nodes"))
        }
        return online
    }

    /// The nodes that are online, that with the most memory left first.
    func onlineNodes(_ attempt: String, _ object: String) async throws(DriverError) -> [String] {
        let answer = try await ask(attempt, object) { client throws(ProxmoxError) in try await client.get(["nodes"]) }
        func free(_ node: JSONValue) -> Int64 { (node["maxmem"]?.lenientInt ?? 0) - (node["mem"]?.lenientInt ?? 0) }
        return (answer.array ?? []).filter { $0["status"]?.string == "online" }.sorted { free($0) > free($1) }
            .compactMap { $0["node"]?.string }
    }

    func storage(for plan: GuestPlan, on node: String, _ attempt: String) async throws(DriverError) -> String {
        let wanted = plan.options.storage.isEmpty ? options.storage : plan.options.storage
        let content = plan.kind == .qemu ? "images" : "rootdir"
        let found = try await storages(of: content, on: node, attempt, plan.order.name.name)
        if !wanted.isEmpty, found.contains(wanted) { return wanted }
        guard wanted.isEmpty, let first = found.first else {
            throw .refused(
                .init(
                    attempt, plan.order.name.name,
                    answer: wanted.isEmpty
                        ? "no storage of the node \(node) takes \(content)"
                        : "the storage \(wanted) of the node \(node) does not take \(content)",
                    hint: "pvesm status --content \(content) shows those that do"))
        }
        return first
    }

    /// Lets a guest's disk grow to what the order asks for.
    func grow(_ guest: GuestRecord, to size: Quantity?, _ attempt: String) async throws(DriverError) {
        guard let size else { return }
        guard let disk = try await config(guest, attempt).rootDisk(guest.id.kind) else { return }
        let has = disk.properties["size"].flatMap(DiskSize.bytes) ?? 0
        guard has < size.value else { return }
        let target = "\((size.value + (1 << 20) - 1) >> 20)M"
        try await ask(attempt, guest.id.description) { client throws(ProxmoxError) in
            try await client.perform(.put, guest.id.path(on: guest.node, "resize"), ["disk": disk.key, "size": target])
        }
    }
}

/// Sizes of disks as the configuration has them: `8G`, `512M`.
enum DiskSize {
    static func bytes(_ text: String) -> Int64? {
        let units: [Character: Int64] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40]
        guard let last = text.last else { return nil }
        guard let unit = units[last] else { return Int64(text) }
        return Double(text.dropLast()).flatMap { $0 >= 0 && $0 < 1e9 ? Int64($0 * Double(unit)) : nil }
    }
}
