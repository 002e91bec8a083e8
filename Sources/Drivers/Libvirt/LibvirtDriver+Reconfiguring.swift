import Libvirt
import StrataAPI
import StrataCloudInit
public import StrataDriverKit
import XMLDocuments

extension LibvirtDriver: Comparing {
    /// See ``Reconfiguring/update(_:to:)``. The definition is changed for the next start, with all that is not Strata's in it left as it is; processors and memory are those of
    /// the running guest at once, as far as it was started with room for them; a disk grows at once. A machine that is nobody's is taken over by this.
    public func update(_ id: NativeID, to order: Order) async throws(DriverError) -> [String] {
        let attempt = "change"
        var (connection, document) = try await existing(id, attempt)
        let old = DomainCard(document)
        var note = try taken(old, by: order, attempt)
        try requireSameEncryption(old, note, attempt)
        let record = try await translating(attempt, id.text) { () throws(LibvirtError) in try await connection.domain(.name(id.text)) }
        let isActive = record?.isActive ?? false
        var waiting: [String] = []
        // First, since it may be refused.
        if let disk = note.disk, disk != old.note?.disk { try await growDisk(of: id, old, to: disk, isActive: isActive, connection) }
        try await requireFree(note.volumes, for: order.uid, attempt, id.text)
        let had = old.note?.cards ?? []
        let own = try await ownNetwork(of: old, note, order, attempt)
        note.cards = try await reserve(note.cards, for: note, had: had, own: own, connection, attempt)
        let (before, after) = (cards(of: old, old.note, own), cards(of: old, note, own))
        Self.change(&document, old, note, order)
        if before != after { change(&document, cards: after, was: before) }
        try await change(&document, volumes: note.volumes, was: old.note?.volumes ?? [], attempt, id.text)
        try await change(&document, seedOf: note, was: old, connection, attempt, id.text)
        let (changed, new) = (document, DomainCard(document))
        try await translating(attempt, id.text) { () throws(LibvirtError) in _ = try await connection.define(changed) }
        await site.forget(old.uuid)
        let kept = note.cards
        await settle(kept)
        await release(had.filter { card in !kept.contains { $0.uid == card.uid && $0.address == card.address } }, connection)
        guard isActive else { return [] }
        let live = try await liveCard(id, connection, attempt)
        if try await !syncVolumes(new, document, live, id, connection) { waiting.append("spec.volumes") }
        if before != after, try await !syncCards(after, was: before, live, id, connection) { waiting.append("spec.networks") }
        if new.processors != live.processors, try await !setProcessors(new.processors, live, id, connection) {
            waiting.append("spec.cpu.cores")
        }
        if new.memory != live.memory, try await !setMemory(new.memory, live, id, connection) { waiting.append("spec.memory") }
        // A machine that was just taken in has no wishes that something could be different from.
        if let was = old.note {
            if was.hostname != note.hostname { waiting.append("spec.hostname") }
            let (old, new) = (was.options ?? MachineOptions(), note.options ?? MachineOptions())
            if was.options != nil, old != new { waiting += Self.differences(old, new).map { "spec.stack.\(Self.stack).\($0)" } }
        }
        return waiting
    }

    /// See ``Comparing/changes(_:to:)``. Compares the domain's definition with what the order would make of it.
    public func changes(_ id: NativeID, to order: Order) async throws(DriverError) -> [SettingChange] {
        let attempt = "compare"
        var (connection, document) = try await existing(id, attempt)
        let old = DomainCard(document)
        let note = try taken(old, by: order, attempt)
        let record = try await translating(attempt, id.text) { () throws(LibvirtError) in try await connection.domain(.name(id.text)) }
        Self.change(&document, old, note, order)
        let new = DomainCard(document)
        let live = record?.isActive ?? false ? try await liveCard(id, connection, attempt) : nil
        return SettingChange.between(old.settings(note), new.settings()) { field in
            guard let live else { return false }
            return switch field {
            case "spec.cpu.cores": (limits.addsProcessors ? live.processorLimit : live.processors) < new.processors
            case "spec.memory": live.memoryLimit < new.memory
            case "spec.disk", "spec.networks", "spec.volumes": false
            default: true
            }
        }
    }

    /// What the running machine is.
    func liveCard(_ id: NativeID, _ connection: LibvirtConnection, _ attempt: String) async throws(DriverError) -> DomainCard {
        try await translating(attempt, id.text) { () throws(LibvirtError) in
            guard let text = try await connection.definition(of: .name(id.text), isInactive: false) else {
                throw LibvirtError.closed("the machine is gone")
            }
            return DomainCard(try XMLElement(definition: text))
        }
    }

    /// The note of a machine that is the order's own; one that is nobody's becomes it.
    private func taken(_ card: DomainCard, by order: Order, _ attempt: String) throws(DriverError) -> OwnerNote {
        if let why = limits.fixedDefinitions {
            let hint = facts.info.type == "ESX" ? "Make a Site of the stack vsphere for the same server" : "Use the hypervisor's own tools"
            throw .refused(.init(attempt, card.name, answer: why, hint: hint))
        }
        guard card.owner.map(order.mayHave) ?? true else {
            throw .notOwned(.init(attempt, card.name, answer: card.belonging))
        }
        return try note(of: order, card.note ?? OwnerNote(uid: order.uid), attempt, digest: order.image?.digest ?? "")
    }

    /// Makes a definition what the order says, in the places that are Strata's.
    static func change(_ document: inout XMLElement, _ old: DomainCard, _ note: OwnerNote, _ order: Order) {
        note.write(into: &document)
        let memory = order.memory?.value ?? (old.note == nil ? old.memory : standardMemory(document))
        if memory != old.memory {
            // Whoever made room above what the guest has keeps it.
            if memory > old.memoryLimit || old.memory == old.memoryLimit { DomainMemory.set("memory", memory, in: &document) }
            DomainMemory.set("currentMemory", memory, in: &document)
        }
        // What a machine has that was made by somebody else stays where the order wishes for nothing.
        guard note.cores != nil || old.note != nil else { return }
        let processors = max(1, Int((note.cores ?? 1).rounded(.up)))
        guard processors != old.processors, var element = document["vcpu"] else { return }
        element[attribute: "current"] = "\(processors)"
        if processors > old.processorLimit { element.text = "\(processors)" }
        document["vcpu"] = element
    }

    /// The site's own network as a machine has it, or would have it.
    private func ownNetwork(of card: DomainCard, _ note: OwnerNote, _ order: Order, _ attempt: String) async throws(DriverError) -> String?
    {
        let mac = HardwareAddress.of(note.uid, "0")
        if let has = card.cards.first(where: { $0.mac == mac })?.network, !has.isEmpty { return has }
        guard let options = note.options, !order.networks.isEmpty || card.note?.cards.isEmpty == false else { return nil }
        return try await network(options, order, attempt)
    }

    /// The cards that are the instance's: those that it asks for, or one on the site's own network. A machine that somebody else made keeps what it has beside
    /// them.
    private func cards(of card: DomainCard, _ note: OwnerNote?, _ own: String?) -> [MachineCard] {
        guard let note, note.cards.isEmpty else { return note?.cards ?? [] }
        return card.note?.options == nil ? [] : MachinePlan.standardCards(note.uid, own)
    }

    private func change(_ document: inout XMLElement, cards: [MachineCard], was: [MachineCard]) {
        guard var devices = document["devices"] else { return }
        let (wanted, had) = (Set(cards.map(\.mac)), Set(was.map(\.mac)))
        devices.nodes.removeAll { node in
            guard case .element(let element) = node, element.name == "interface",
                let mac = element["mac"]?[attribute: "address"]?.lowercased()
            else { return false }
            return had.contains(mac) && !wanted.contains(mac)
        }
        let present = Set(devices.children("interface").compactMap { $0["mac"]?[attribute: "address"]?.lowercased() })
        devices.nodes += cards.filter { !present.contains($0.mac) }.map { .element($0.device) }
        document["devices"] = devices
    }

    /// Makes the disks of a definition that are volumes those of the order; others stay as they are.
    private func change(
        _ document: inout XMLElement, volumes: [VolumeDisk], was: [VolumeDisk], _ attempt: String, _ name: String
    ) async throws(DriverError) {
        guard volumes != was, var devices = document["devices"] else { return }
        let paths = try await paths(of: volumes, attempt, name)
        devices.nodes.removeAll { node in
            guard case .element(let element) = node, element.name == "disk",
                let volume = VolumeDisk.volume(at: element["source"]?[attribute: "file"] ?? "")
            else { return false }
            return !volumes.contains { $0.volume == volume && was.contains($0) }
        }
        for volume in volumes where !was.contains(volume) {
            let taken = Set(devices.children("disk").compactMap { $0["target"]?[attribute: "dev"] })
            guard let path = paths[volume.volume], let target = VolumeDisk.freeTarget(taken) else { continue }
            devices.nodes.append(.element(volume.device(at: path, as: target)))
        }
        document["devices"] = devices
    }

    /// Makes the disk that tells cloud-init say what the order does, and be there where it should.
    private func change(
        _ document: inout XMLElement, seedOf note: OwnerNote, was old: DomainCard, _ connection: LibvirtConnection, _ attempt: String,
        _ name: String
    ) async throws(DriverError) {
        guard let was = old.note, let before = was.options?.cloudInit, let now = note.options?.cloudInit, var devices = document["devices"],
            !facts.isSimulator, document.at("os", "kernel") == nil
        else { return }
        let hasSeed = devices.children.contains { SeedDisk.isDevice($0, of: note.uid) }
        let isWanted = now.isOffered && (hasSeed || !before.isOffered) && !old.disks.contains { $0.device == "cdrom" }
        if isWanted, !hasSeed || before != now || was.hostname != note.hostname {
            let seed = CloudInitSeed(uid: note.uid, hostname: note.hostname, options: now, mac: old.cards.first?.mac)
            let path = try await placeSeed(seed, of: note.uid, connection, attempt, name)
            if !hasSeed { devices.nodes.append(.element(SeedDisk.device(at: path))) }
        } else if !isWanted, hasSeed {
            devices.nodes.removeAll { if case .element(let element) = $0 { SeedDisk.isDevice(element, of: note.uid) } else { false } }
        }
        document["devices"] = devices
    }

    private static func standardMemory(_ document: XMLElement) -> Int64 {
        MachinePlan.standardMemory(document.at("os", "kernel") == nil ? .disk : .kernel)
    }

    private static func differences(_ before: MachineOptions, _ after: MachineOptions) -> [String] {
        let encode = { (options: MachineOptions) in MachineOptions.schema.encode(options)?.object ?? [:] }
        let (old, new) = (encode(before), encode(after))
        return Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted()
    }

    /// - Returns: false where the next start has to do it.
    private func setProcessors(
        _ count: Int, _ live: DomainCard, _ id: NativeID, _ connection: LibvirtConnection
    ) async throws(DriverError) -> Bool {
        guard count <= (limits.addsProcessors ? live.processorLimit : live.processors) else { return false }
        do throws(LibvirtError) {
            try await connection.setProcessors(count, of: .name(id.text), .live)
            return true
        } catch {
            // A guest need not let go of a processor, and not every board can plug one in.
            guard error.code != nil, !error.isDisconnection else { throw DriverError(error, "change", id.text) }
            return false
        }
    }

    /// - Returns: false where the next start has to do it.
    private func setMemory(
        _ bytes: Int64, _ live: DomainCard, _ id: NativeID, _ connection: LibvirtConnection
    ) async throws(DriverError) -> Bool {
        guard bytes <= live.memoryLimit else { return false }
        do throws(LibvirtError) {
            try await connection.setMemory(bytes, of: .name(id.text), .live)
            return true
        } catch {
            guard error.code != nil, !error.isDisconnection else { throw DriverError(error, "change", id.text) }
            return false
        }
    }

    /// Lets the machine's own disk grow.
    private func growDisk(
        of id: NativeID, _ card: DomainCard, to size: Int64, isActive: Bool, _ connection: LibvirtConnection
    ) async throws(DriverError) {
        let (attempt, pool) = ("change", options.pool)
        let names = [false, true].map { MachineVolumes.disk(UID(card.uuid), isEncrypted: $0) }
        guard !facts.isSimulator, let disk = card.disks.first(where: { disk in names.contains { disk.path.hasSuffix("/\($0)") } }),
            let name = names.first(where: { disk.path.hasSuffix("/\($0)") })
        else { return }
        let volume = try await translating(attempt, id.text) { () throws(LibvirtError) in
            try await connection.refresh(pool: pool)
            return try await connection.volume(name, in: pool)
        }
        guard let volume, volume.capacity != size else { return }
        guard volume.capacity < size else {
            throw .refused(
                .init(
                    attempt, id.text,
                    answer: "its disk has \(Quantity(bytes: volume.capacity).text) and cannot shrink to \(Quantity(bytes: size).text)",
                    hint: "Set spec.disk to at least what it has"))
        }
        try await translating(attempt, id.text) { () throws(LibvirtError) in
            if isActive {
                try await connection.resizeDisk(disk.target, of: .name(id.text), to: size)
            } else {
                try await connection.resizeVolume(name, in: pool, to: size)
            }
        }
    }
}
