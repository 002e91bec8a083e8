import Libvirt
import StrataAPI
public import StrataDriverKit

extension LibvirtDriver {
    /// See ``Driver/create(_:)``. The machine is named after the instance, or has a part of the UID added where that name is taken or too long.
    public func create(_ order: Order) async throws(DriverError) -> NativeID {
        let attempt = "create"
        let plan = try await plan(order)
        try Workshop.enter(order.uid, attempt, order.name.name)
        defer { Workshop.leave(order.uid) }
        let connection = try await site.connection(attempt, order.name.name)
        if let found = try await find(order.uid, connection, attempt) { return found }
        do throws(DriverError) {
            try await requireFree(plan.note.volumes, for: order.uid, attempt, order.name.name)
            let files = try await files(for: plan, connection)
            let id = try await define(plan, files, connection)
            return try await settled(id, plan, connection)
        } catch {
            // Nothing may be left of an order that is perhaps given up. What cannot be removed now is found by the next connection.
            await Task { try? await self.removeVolumes(of: order.uid, attempt, unlessDefined: true) }.value
            throw error
        }
    }

    /// A machine that was defined, unless another one has taken its volumes at the same moment.
    private func settled(_ id: NativeID, _ plan: MachinePlan, _ connection: LibvirtConnection) async throws(DriverError) -> NativeID {
        guard !plan.note.volumes.isEmpty else { return id }
        do throws(DriverError) {
            try await requireFree(plan.note.volumes, for: plan.note.uid, "create", id.text)
        } catch {
            try? await connection.undefine(.uuid(plan.note.uid.text))
            await site.forget(plan.note.uid.text)
            throw error
        }
        return id
    }

    /// The machine made for an instance; nil when there is none.
    func find(_ uid: UID, _ connection: LibvirtConnection, _ attempt: String) async throws(DriverError) -> NativeID? {
        guard uid.isUUID else { return nil }
        let text = try await translating(attempt, uid.text) { () throws(LibvirtError) in
            try await connection.definition(of: .uuid(uid.text))
        }
        guard let text else { return nil }
        let card = DomainCard(try await translating(attempt, uid.text) { () throws(LibvirtError) in try XMLElement(parsing: text) })
        guard card.owner == uid else {
            throw .refused(
                .init(
                    attempt, card.name, answer: "a domain has the UUID \(uid.text) and is not this instance's: \(card.belonging)",
                    hint: "Remove it, if it is of no use: virsh undefine \(card.uuid)"))
        }
        return NativeID(card.name)
    }

    /// Defines the domain under the first of the names that is free.
    private func define(
        _ plan: MachinePlan, _ files: MachinePlan.Files, _ connection: LibvirtConnection
    ) async throws(DriverError) -> NativeID {
        let attempt = "create"
        for name in plan.names {
            var files = files
            if !files.log.isEmpty { files.log += "/\(name).log" }
            do throws(LibvirtError) {
                let uuid = try await connection.define(plan.domain(named: name, files))
                await site.forget(uuid)
                return NativeID(name)
            } catch {
                guard error.code == .operationFailed || error.code == .internalError else { throw DriverError(error, attempt, name) }
                // Another process may have been first, or another machine has the name.
                if let found = try await find(plan.note.uid, connection, attempt) { return found }
                let holder = try await translating(attempt, name) { () throws(LibvirtError) in try await connection.domain(.name(name)) }
                if holder == nil { throw DriverError(error, attempt, name) }
            }
        }
        throw .refused(
            .init(
                attempt, plan.note.instance,
                answer: "domains named \(plan.names.joined(separator: " and ")) exist and are not this instance's",
                hint: "Choose another name, or remove them: virsh undefine \(plan.names[0])"))
    }

    /// Makes what a machine consists of.
    private func files(for plan: MachinePlan, _ connection: LibvirtConnection) async throws(DriverError) -> MachinePlan.Files {
        let (attempt, name) = ("create", plan.note.instance)
        var files = MachinePlan.Files()
        guard !facts.isSimulator else { return files }
        let pool = try await pool(connection, attempt)
        let images = ImageVolumes(connection: connection, pool: pool.name, workDirectory: "\(stateDirectory)/libvirt-work")
        let paths = try await images.place(plan.image, for: name)
        let disk = "\(plan.note.uid.text).qcow2"
        let size = plan.note.disk ?? MachinePlan.standardDisk(plan.boot)
        var below: (String, String)?
        switch plan.boot {
        case .kernel: (files.kernel, files.initrd) = (paths[0], paths[1])
        case .cdrom: files.cdrom = paths[0]
        case .disk: below = (paths[0], plan.image.form == .qcow2 ? "qcow2" : "raw")
        }
        let capacity = plan.boot == .disk ? try await capacity(of: plan, at: paths[0], size, connection) : size
        do throws(LibvirtError) {
            files.disk = try await connection.makeVolume(
                VolumeDocument.of(disk, format: "qcow2", size: capacity, below: below), in: pool.name
            ).path
        } catch {
            guard error.code == .storageVolumeExists else { throw DriverError(error, attempt, name) }
            // What a call that was cut short left may be half a disk.
            files.disk = try await translating(attempt, name) { () throws(LibvirtError) in
                try await connection.deleteVolume(disk, in: pool.name)
                return try await connection.makeVolume(
                    VolumeDocument.of(disk, format: "qcow2", size: capacity, below: below), in: pool.name
                ).path
            }
        }
        if pool.type == "dir" { files.log = pool.path }
        files.volumes = try await self.paths(of: plan.note.volumes, attempt, name)
        return files
    }

    /// The size of a disk above an image's, which must not be less.
    private func capacity(
        of plan: MachinePlan, at path: String, _ size: Int64?, _ connection: LibvirtConnection
    ) async throws(DriverError) -> Int64? {
        // What was uploaded is known to libvirt by its content only once the pool was read anew.
        let pool = options.pool
        let base = try await translating("create", plan.note.instance) { () throws(LibvirtError) in
            try await connection.refresh(pool: pool)
            return try await connection.volumes(in: pool).first { $0.path == path }
        }
        guard let base else { return size }
        guard let size, size < base.capacity else { return size ?? base.capacity }
        throw .refused(
            .init(
                "create", plan.note.instance,
                answer: "spec.disk is \(Quantity(bytes: size).text), and the image has \(Quantity(bytes: base.capacity).text)",
                hint: "Set spec.disk to at least that, or leave it out"))
    }

    /// The pool that machines lie in, made where it is missing.
    func pool(_ connection: LibvirtConnection, _ attempt: String) async throws(DriverError) -> StoragePool {
        let directory = options.path.isEmpty ? "\(stateDirectory)/libvirt" : options.path
        let name = options.pool
        let pool = try await translating(attempt, "the pool \(name)") { () throws(LibvirtError) in
            if let pool = try await connection.pool(name), pool.isActive { return StoragePool?.some(pool) }
            try await connection.makePool(name, directory: directory)
            return try await connection.pool(name)
        }
        guard let pool else { throw .failed(.init(attempt, "the pool \(name)", answer: "it is gone again")) }
        return pool
    }

    /// Checks an order and puts it into libvirt's words.
    private func plan(_ order: Order) async throws(DriverError) -> MachinePlan {
        let refuse = { (answer: String, hint: String) in DriverError.refused(.init("create", order.name.name, answer: answer, hint: hint)) }
        guard facts.canCreate else {
            throw refuse(
                "machines of \(facts.info.type) are not made through this driver",
                "Make it with the hypervisor's own tools; it is then taken in")
        }
        guard order.uid.isUUID else {
            throw refuse("\(order.uid.text.printable(limit: 80)) is no instance's UID", "")
        }
        guard let image = order.image else { throw refuse("there is no image to start from", "Set spec.image") }
        guard order.type == .virtualMachine, image.type == .virtualMachine else {
            throw refuse("libvirt's driver makes virtual machines", "Choose an image of one, such as tiny or debian/12/vm")
        }
        let note = try note(of: order, OwnerNote(uid: order.uid), "create", digest: image.digest)
        guard let platform = Platform.named(image.architecture), facts.isSimulator || facts.guests[platform.architecture] != nil else {
            throw refuse(
                "libvirt there knows no QEMU for \(image.architecture.printable(limit: 40))",
                Platform.named(image.architecture).map { "Install it there: apt-get install -y \($0.package)" } ?? "")
        }
        let names = MachineName.candidates(for: order.name.name, uid: order.uid)
        guard !names.isEmpty else { throw refuse("libvirt cannot hold the name", "Use letters, digits, '.', '_' and '-'") }
        let boot: MachinePlan.Boot =
            switch image.form {
            case .kernel: .kernel
            case .iso: .cdrom
            case .qcow2, .rawDisk, .rootFileSystem: .disk
            }
        let isNative = platform.architecture == facts.architecture
        return MachinePlan(
            note: note, names: names, platform: platform, boot: boot,
            memory: order.memory?.value ?? MachinePlan.standardMemory(boot), domainType: isNative ? facts.domainType : translated,
            network: try await network(note.options ?? MachineOptions(), order), image: image)
    }

    /// The kind of domain whose instructions are translated.
    private var translated: String { facts.isSimulator ? "test" : "qemu" }

    /// The network that a machine is put on; nil for none.
    private func network(_ wished: MachineOptions, _ order: Order) async throws(DriverError) -> String? {
        if wished.network == "none" || facts.isSimulator { return nil }
        let wanted = wished.network.isEmpty ? options.network : wished.network
        if wanted == "none" { return nil }
        let connection = try await site.connection("create", order.name.name)
        let networks = try await translating("create", order.name.name) { () throws(LibvirtError) in try await connection.networks() }
        if wanted.isEmpty { return networks.contains { $0.name == "default" } ? "default" : nil }
        guard networks.contains(where: { $0.name == wanted }) else {
            throw .refused(
                .init(
                    "create", order.name.name, answer: "libvirt has no network \(wanted)",
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
        if !order.ports.isEmpty {
            throw refuse("libvirt's networks publish no ports", "Leave spec.ports out, and reach the machine by its address")
        }
        if !order.networks.isEmpty {
            throw refuse("libvirt sites keep no networks of Strata's", "Name one of libvirt's in spec.stack.libvirt.network")
        }
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
