import QMP
import StrataAPI
import StrataDriverKit

extension QEMUDriver {
    /// Gives a running machine the processors that it lacks.
    /// - Returns: why it has to wait for the next start, to be added to the field's name; nil when it has them.
    func setProcessors(
        _ new: MachineDefinition, _ process: RunningProcess, _ monitor: QMPClient, _ isLimited: Bool, _ id: NativeID
    ) async throws(DriverError) -> String? {
        let slots = (try await hotpluggable(monitor, id, "change").array ?? [])
        let present = slots.isEmpty ? process.processors : slots.count { $0["qom-path"] != nil }
        if new.processors <= present { return isLimited || new.processors == present ? nil : "" }
        guard let room = process.room, new.processors <= room.mostProcessors else {
            return Self.reason(noMore: "processors", limit: process.room.map { "\($0.mostProcessors)" }, grows: slots.count > present)
        }
        let free = slots.filter { $0["qom-path"] == nil }.sorted { Self.place(of: $0).lexicographicallyPrecedes(Self.place(of: $1)) }
        guard free.count >= new.processors - present else { return Self.reason(noMore: "processors", limit: nil, grows: false) }
        for slot in free.prefix(new.processors - present) {
            let name = "cpu-" + Self.place(of: slot).map(String.init).joined(separator: "-")
            let device = AddedDevices.processor(
                slot["type"]?.string ?? "", id: name, properties: slot["props"] ?? .object([:]))
            try await ask(monitor, "device_add", id, "add a processor to", device)
        }
        return nil
    }

    /// The board's places for processors, some of them taken; an empty list for a board that has none to offer.
    func hotpluggable(_ monitor: QMPClient, _ id: NativeID, _ attempt: String) async throws(DriverError) -> JSONValue {
        do throws(QMPError) {
            return try await monitor.execute("query-hotpluggable-cpus")
        } catch .refused {
            return .array([])
        } catch {
            throw DriverError(error, attempt, id.text)
        }
    }

    private static func place(of slot: JSONValue) -> [Int64] {
        ["socket-id", "die-id", "core-id", "thread-id"].map { slot["props"]?[$0]?.int ?? 0 }
    }

    private static func reason(noMore what: String, limit: String?, grows: Bool) -> String {
        guard grows, let limit else { return " (this machine takes no more \(what) while it runs)" }
        return " (this machine was started with room for \(limit) \(what))"
    }

    /// Gives a running machine more memory, by adding to it what it lacks (pc-dimm), or takes some away and gives it back, by its balloon (virtio
    /// specification, "Traditional Memory Balloon Device").
    /// - Returns: why all or some of it has to wait for the next start; nil when the machine has what it should.
    func setMemory(
        _ new: MachineDefinition, _ process: RunningProcess, _ monitor: QMPClient, _ id: NativeID
    ) async throws(DriverError) -> String? {
        let attempt = "change the memory of"
        let wanted = MachineArguments.mebibytes(new.memory) << 20
        guard let room = process.room else { return "" }
        let summary = try await ask(monitor, "query-memory-size-summary", id, attempt)
        var present = room.memory + (summary["plugged-memory"]?.int ?? 0)
        let more = min(wanted, room.mostMemory) - present
        if more >= MachineRoom.step {
            let size = more / MachineRoom.step * MachineRoom.step
            try await plug(size, monitor, id, attempt)
            present += size
        }
        try await ask(monitor, "balloon", id, attempt, ["value": .int(min(wanted, present))])
        if wanted <= present { return nil }
        if room.mostMemory == room.memory { return " (this machine was started without room for more)" }
        if wanted > room.mostMemory { return " (this machine was started with room for \(Quantity(bytes: room.mostMemory).text))" }
        return " (while it runs it grows in steps of \(Quantity(bytes: MachineRoom.step).text))"
    }

    private func plug(_ size: Int64, _ monitor: QMPClient, _ id: NativeID, _ attempt: String) async throws(DriverError) {
        let name = NewName.digits()
        let (backend, dimm) = ("ram-\(name)", "dimm-\(name)")
        try await ask(monitor, "object-add", id, attempt, AddedDevices.backend(backend, size: size))
        do throws(DriverError) {
            try await ask(
                monitor, "device_add", id, attempt,
                ["driver": "pc-dimm", "id": .string(dimm), "memdev": .string(backend)])
        } catch {
            _ = try? await monitor.execute("object-del", ["id": .string(backend)])
            throw error
        }
    }

    /// Makes the machine's disk as large as it should be.
    /// - Returns: false where the machine gets its disk only at the next start.
    func setDisk(
        _ new: MachineDefinition, from old: MachineDefinition, _ monitor: QMPClient?, _ id: NativeID
    ) async throws(DriverError) -> Bool {
        guard let wanted = new.diskSize else { return true }
        let file = directory(id.text).file(new.diskFile)
        if !old.hasDisk, try await !place.exists(file, "resize the disk of", id.text) {
            try await disks.create(file, size: wanted, id.text)
            return monitor == nil
        }
        guard let monitor, let node = try await blockNodes(monitor, id, "resize the disk of").first(where: { $0.file == file }) else {
            let has = try await disks.facts(file, id.text).virtualSize
            try Self.checkGrowth(from: has, to: wanted, id)
            if wanted > has { try await disks.grow(file, to: wanted, id.text) }
            return monitor == nil
        }
        try Self.checkGrowth(from: node.size, to: wanted, id)
        if wanted > node.size {
            try await ask(monitor, "block_resize", id, "resize the disk of", ["node-name": .string(node.name), "size": .int(wanted)])
        }
        return true
    }

    private static func checkGrowth(from has: Int64, to wanted: Int64, _ id: NativeID) throws(DriverError) {
        guard wanted < has else { return }
        throw .refused(
            .init(
                "resize the disk of", id.text,
                answer: "it has \(Quantity(bytes: has).text) and cannot shrink to \(Quantity(bytes: wanted).text)",
                hint: "Set spec.disk to no less than \(Quantity(bytes: has).text)"))
    }
}
