import StrataAPI
public import StrataDriverKit
import StrataLinuxHost
import StrataNetwork

extension QEMUDriver {
    /// See ``Driver/create(_:)``. The machine is named after the instance, or has a part of the UID added where that name is taken or too long.
    public func create(_ order: Order) async throws(DriverError) -> NativeID {
        let plan = try plan(order)
        if let platform = facts.platforms.first(where: { $0.architecture == plan.definition.architecture }) {
            _ = try await firmware(of: plan.definition, on: platform, "create")
        }
        if let found = try await find(order) {
            try await connectNetwork(plan.definition, "create")
            try await attachments.claimVolumes(of: order)
            return found
        }
        return try await make(order, plan.definition, plan.names) { bench throws(DriverError) in
            try await placeImage(plan.image, in: bench, for: plan)
            return MachineDefinition.firstDisk
        }
    }

    /// Makes a machine in the workshop and lets it appear under the first of the names that is free.
    ///
    /// - Parameter fill: puts into its directory what it starts from; returns the file that its disk is written to.
    func make(
        _ order: Order, _ definition: MachineDefinition, _ names: [String],
        fill: (MachineDirectory) async throws(DriverError) -> String
    ) async throws(DriverError) -> NativeID {
        try Workshop.enter(order.uid, "create", order.name.name)
        defer { Workshop.leave(order.uid) }
        do throws(DriverError) {
            return try await build(order, definition, names, fill)
        } catch {
            // Nothing may be left of an order that is perhaps given up. What cannot be removed now is found by the next connection.
            if try await find(order) == nil {
                try? await attachments.release(order.uid, "create")
                try? await place.remove(Workshop.bench(of: order.uid, in: path), "create", order.name.name)
            }
            throw error
        }
    }

    private func build(
        _ order: Order, _ definition: MachineDefinition, _ names: [String], _ fill: (MachineDirectory) async throws(DriverError) -> String
    ) async throws(DriverError) -> NativeID {
        let attempt = "create"
        let bench = MachineDirectory(path: Workshop.bench(of: order.uid, in: path))
        // What a killed call left goes first. The UID is on disk before anything is made for it.
        try await place.remove(bench.path, attempt, order.name.name)
        try await place.makeDirectory(bench.path, mode: 0o700, attempt, order.name.name)
        var definition = definition
        definition.diskFile = try await fill(bench)
        try await connectNetwork(definition, attempt)
        try await attachments.claimVolumes(of: order)
        for name in names {
            definition.name = name
            try await place.write(bench.definition, definition.bytes, mode: 0o600, attempt, name)
            if try await place.move(bench.path, to: directory(name).path, attempt, name) { return NativeID(name) }
            // Another process may have been first.
            if let found = try await find(order) { return found }
        }
        throw .refused(
            .init(
                attempt, order.name.name,
                answer: "machines named \(names.joined(separator: " and ")) exist and are not this instance's",
                hint: "Choose another name, or remove what lies in \(path)"))
    }

    /// The machine made for an order. It can only have one of the names that ``MachineName/candidates(for:uid:limit:)`` gives.
    func find(_ order: Order) async throws(DriverError) -> NativeID? {
        for name in MachineName.candidates(for: order.name.name, uid: order.uid, limit: MachineName.limit(in: path)) {
            if try await definition(name, "create")?.owner == order.uid { return NativeID(name) }
        }
        return nil
    }

    /// Puts what a machine starts from into its directory.
    private func placeImage(_ image: StoredImage, in bench: MachineDirectory, for plan: MachinePlan) async throws(DriverError) {
        let (name, size) = (plan.definition.instance, plan.definition.diskSize)
        var image = image
        do throws(TransportError) {
            image.path = try await images.path(of: image)
        } catch {
            throw DriverError(error, "send the image of", name)
        }
        switch image.form {
        case .kernel:
            try await place.check(
                Command(
                    executable: "tar",
                    arguments: ["-x", "--no-same-owner", "--force-local", "-f", image.path, "-C", bench.path, "./kernel", "./initrd"],
                    deadline: .seconds(120)), "unpack the image for", name)
            if let size { try await disks.create(bench.disk, size: size, name) }
        case .qcow2, .rawDisk:
            try await place.share(image.path, as: bench.base, "create", name)
            try await disks.create(bench.disk, above: "base", format: image.form == .qcow2 ? "qcow2" : "raw", size: size, name)
        case .iso:
            try await place.share(image.path, as: bench.base, "create", name)
            try await disks.create(bench.disk, size: size ?? MachineDefinition.blankDisk, name)
        case .rootFileSystem:
            throw .refused(.init("create", name, answer: "the image is a container's root file system"))
        }
    }

    /// Gives the machine its addresses and ports; none where it has no network.
    @discardableResult
    func connectNetwork(_ definition: MachineDefinition, _ attempt: String) async throws(DriverError) -> [MachineCard] {
        let places = definition.places
        guard !places.isEmpty else { return [] }
        let leases = try await attachments.connect(
            definition.uid, hostname: definition.hostname, cards: places, ports: definition.ports, attempt,
            definition.name.isEmpty ? definition.instance : definition.name)
        return Self.cards(definition, places, leases)
    }

    private func plan(_ order: Order) throws(DriverError) -> MachinePlan {
        let refuse = { (answer: String, hint: String) in DriverError.refused(.init("create", order.name.name, answer: answer, hint: hint)) }
        var definition = MachineDefinition()
        definition.boot = order.image.map { Self.boot(from: $0.form) } ?? .disk
        try settle(order, into: &definition, "create")
        guard order.uid.isUUID else { throw refuse("its UID is no UUID: \(order.uid.text.printable(limit: 80))", "") }
        guard order.type == .virtualMachine else {
            throw refuse("QEMU runs virtual machines, no \(order.type.rawValue)", "Set spec.type to VirtualMachine")
        }
        guard let image = order.image, image.form.type == .virtualMachine else {
            throw refuse("its image is not a virtual machine's", "Name one in spec.image, such as tiny")
        }
        let wanted = image.architecture.isEmpty ? facts.architecture : image.architecture
        guard let platform = facts.platforms.first(where: { $0.debianName == wanted || $0.architecture == wanted }) else {
            throw noEmulator(of: wanted, "create", order.name.name)
        }
        guard !Engine.needsHostArchitecture || platform.architecture == facts.architecture else {
            throw refuse(
                "the image is for \(platform.architecture), and KVM runs guests of \(facts.architecture) only", "Use a site of qemu-tcg")
        }
        if image.form == .kernel, definition.options.firmware == .uefi {
            throw refuse("the image is started by its kernel, without a firmware", "Leave spec.stack.\(Self.stack).firmware out")
        }
        let names = MachineName.candidates(for: order.name.name, uid: order.uid, limit: MachineName.limit(in: path))
        guard !names.isEmpty else { throw refuse("QEMU cannot hold the name", "Use letters, digits, '.', '_' and '-'") }
        definition.uid = order.uid
        definition.owner = order.uid
        definition.digest = image.digest
        definition.architecture = platform.architecture
        definition.board = platform.board
        return MachinePlan(definition: definition, image: image, names: names)
    }

    private static func boot(from form: StoredImage.Form) -> MachineDefinition.Boot {
        switch form {
        case .kernel: .kernel
        case .iso: .cdrom
        case .qcow2, .rawDisk, .rootFileSystem: .disk
        }
    }

    /// Takes over from an order what may be changed later too.
    func settle(_ order: Order, into definition: inout MachineDefinition, _ attempt: String) throws(DriverError) {
        let refuse = { (answer: String, hint: String) in DriverError.refused(.init(attempt, order.name.name, answer: answer, hint: hint)) }
        do {
            definition.options = try MachineOptions.schema.value(from: order.options, at: FieldPath("spec", "stack", Self.stack))
        } catch {
            throw refuse("\(error)", "")
        }
        try order.checkForVirtualMachine(attempt)
        if !order.ports.isEmpty, definition.options.network == .none {
            throw refuse("ports cannot be published without a network", "Set spec.stack.\(Self.stack).network to managed")
        }
        if !order.networks.isEmpty, definition.options.network == .none {
            throw refuse("spec.networks names networks, and spec.stack.\(Self.stack).network says none", "Leave one of them out")
        }
        definition.cards = order.networks.map(CardPlace.init)
        definition.disks = order.volumes.map(VolumeDisk.init)
        definition.instance = order.name.description
        definition.server = order.server
        definition.hostname = order.hostname
        definition.ports = order.ports
        definition.labels = order.labels
        definition.cpuCores = order.cpuCores
        definition.memory = order.memory?.value ?? definition.standardMemory
        if let disk = order.disk { definition.diskSize = DiskTool.wholeSectors(disk.value) }
    }
}

/// An order, checked and put into QEMU's words.
struct MachinePlan {
    var definition: MachineDefinition
    var image: StoredImage
    var names: [String]
}
