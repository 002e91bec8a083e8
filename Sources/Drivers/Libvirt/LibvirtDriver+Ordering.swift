import Libvirt
import StrataAPI
import StrataDriverKit
import XMLDocuments

extension LibvirtDriver {
    /// Checks an order and puts it into libvirt's words.
    func plan(_ order: Order) async throws(DriverError) -> (MachinePlan, StoredImage) {
        let attempt = "create"
        let refuse = { (answer: String, hint: String) in DriverError.refused(.init(attempt, order.name.name, answer: answer, hint: hint)) }
        guard facts.canCreate else {
            throw refuse(
                "machines of \(facts.info.type) are not made through this driver",
                "Define it there, as with virsh -c \(options.uri) define FILE; it is then taken in")
        }
        guard order.uid.isUUID else { throw refuse("\(order.uid.text.printable(limit: 80)) is no instance's UID", "") }
        guard let image = order.image else { throw refuse("there is no image to start from", "Set spec.image") }
        guard order.type == .virtualMachine, image.type == .virtualMachine else {
            throw refuse("libvirt's driver makes virtual machines", "Choose an image of one, such as tiny or debian/12/vm")
        }
        let boot: MachinePlan.Boot =
            switch image.form {
            case .kernel: .kernel
            case .iso: .cdrom
            case .qcow2, .rawDisk, .rootFileSystem: .disk
            }
        let note = try note(of: order, OwnerNote(uid: order.uid), attempt, digest: image.digest)
        let memory = order.memory?.value ?? MachinePlan.standardMemory(boot)
        return (try await plan(order, note, architecture: image.architecture, boot, memory: memory, attempt), image)
    }

    /// What an order becomes that is for a copy of a machine.
    func plan(_ order: Order, like source: XMLElement, _ attempt: String) async throws(DriverError) -> MachinePlan {
        func refuse(_ answer: String, _ hint: String = "") -> DriverError {
            .refused(.init(attempt, order.name.name, answer: answer, hint: hint))
        }
        guard order.uid.isUUID else { throw refuse("\(order.uid.text.printable(limit: 80)) is no instance's UID") }
        let card = DomainCard(source)
        guard order.type == .virtualMachine, card.type == .virtualMachine else { throw refuse("a clone of a virtual machine is one") }
        let note = try note(of: order, OwnerNote(uid: order.uid), attempt, digest: card.note?.digest ?? "")
        let architecture = source.at("os", "type")?[attribute: "arch"] ?? facts.architecture
        let boot: MachinePlan.Boot =
            source.at("os", "kernel") != nil ? .kernel : card.disks.contains { $0.device == "cdrom" } ? .cdrom : .disk
        return try await plan(order, note, architecture: architecture, boot, memory: order.memory?.value ?? card.memory, attempt)
    }

    private func plan(
        _ order: Order, _ note: OwnerNote, architecture: String, _ boot: MachinePlan.Boot, memory: Int64, _ attempt: String
    ) async throws(DriverError) -> MachinePlan {
        func refuse(_ answer: String, _ hint: String) -> DriverError {
            .refused(.init(attempt, order.name.name, answer: answer, hint: hint))
        }
        guard let platform = Platform.named(architecture), facts.isSimulator || facts.guests[platform.architecture] != nil else {
            throw refuse(
                "libvirt there knows no QEMU for \(architecture.printable(limit: 40))",
                Platform.named(architecture).map { "Install it there: apt-get install -y \($0.package)" } ?? "")
        }
        let names = MachineName.candidates(for: order.name.name, uid: order.uid)
        guard !names.isEmpty else { throw refuse("libvirt cannot hold the name", "Use letters, digits, '.', '_' and '-'") }
        let isNative = platform.architecture == facts.architecture
        return MachinePlan(
            note: note, names: names, platform: platform, boot: boot, memory: memory,
            domainType: isNative ? facts.domainType : translated,
            network: try await network(note.options ?? MachineOptions(), order, attempt))
    }

    /// The kind of domain whose instructions are translated.
    var translated: String { facts.isSimulator ? "test" : "qemu" }

    /// The network that a machine is put on; nil for none.
    func network(_ wished: MachineOptions, _ order: Order, _ attempt: String) async throws(DriverError) -> String? {
        if wished.network == "none" || facts.isSimulator { return nil }
        let wanted = wished.network.isEmpty ? options.network : wished.network
        if wanted == "none" { return nil }
        let connection = try await site.connection(attempt, order.name.name)
        let networks = try await translating(attempt, order.name.name) { () throws(LibvirtError) in try await connection.networks() }
        if wanted.isEmpty { return networks.contains { $0.name == "default" } ? "default" : nil }
        guard networks.contains(where: { $0.name == wanted }) else {
            throw .refused(
                .init(
                    attempt, order.name.name, answer: "libvirt has no network \(wanted)",
                    hint: "Name one of these: \(networks.map(\.name).joined(separator: ", ")), or none"))
        }
        return wanted
    }

    /// Takes over from an order what may be changed later too, but for the amounts that stand in the definition itself.
    func note(of order: Order, _ note: OwnerNote, _ attempt: String, digest: String) throws(DriverError) -> OwnerNote {
        let refuse = { (answer: String, hint: String) in DriverError.refused(.init(attempt, order.name.name, answer: answer, hint: hint)) }
        var note = note
        do {
            note.options = try MachineOptions.schema.value(from: order.options, at: FieldPath("spec", "stack", Self.stack))
        } catch {
            throw refuse("\(error)", "")
        }
        try order.checkForVirtualMachine(attempt)
        if note.options?.encryption == .luks { try requireEncryption(order, attempt) }
        if !order.ports.isEmpty {
            throw refuse("libvirt's networks publish no ports", "Leave spec.ports out, and reach the machine by its address")
        }
        if !order.networks.isEmpty, facts.isSimulator || !facts.canCreate {
            throw .unavailable(.networks, because: "\(facts.info.type) keeps no networks that machines could be put on")
        }
        if !order.networks.isEmpty, let network = note.options?.network, !network.isEmpty {
            throw refuse("spec.networks names networks, and spec.stack.libvirt.network says \(network)", "Leave one of them out")
        }
        note.cards = order.networks.map(MachineCard.init)
        guard order.volumes.count < 25 else { throw refuse("a machine has at most 24 volumes", "Leave some out") }
        note.volumes = order.volumes.map(VolumeDisk.init)
        note.uid = order.uid
        note.instance = order.name.description
        note.server = order.server
        note.hostname = order.hostname
        note.labels = order.labels
        note.cores = order.cpuCores
        note.disk = order.disk.map { ($0.value + 511) / 512 * 512 } ?? note.disk
        if !digest.isEmpty { note.digest = digest }
        return note
    }
}
