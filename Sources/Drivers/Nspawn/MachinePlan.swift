import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import StrataNetwork

/// An order, checked and put into nspawn's words.
struct MachinePlan {
    /// What the machine's root file system is made of.
    enum Source: Sendable {
        case image(StoredImage)
        case copy(Origin)
    }

    var definition: MachineDefinition
    var source: Source
    var map: IDMap?
    var names: [String]

    /// A plan to make a machine from the order's image.
    init(_ order: Order, _ driver: NspawnDriver) throws(DriverError) {
        let refuse = { (answer: String, hint: String) in
            DriverError.refused(.init("create", order.name.name, answer: answer, hint: hint))
        }
        guard order.type == .container else {
            throw refuse("systemd-nspawn runs containers, no \(order.type.rawValue)", "Set spec.type to Container")
        }
        guard let image = order.image, image.form == .rootFileSystem, image.type == .container else {
            throw refuse("it has no image with a root file system", "Name a container image in spec.image, such as busybox")
        }
        guard Architecture.canRun(image.architecture, on: driver.facts.architecture) else {
            throw refuse(
                "the image is for \(image.architecture), this host for \(driver.facts.architecture)",
                "Choose an image for this architecture")
        }
        try ImageStore.check(image)
        var definition = MachineDefinition()
        definition.digest = image.digest
        try self.init(order, definition, .image(image), driver)
    }

    /// A plan to make a machine as a copy of another one.
    init(_ order: Order, copying origin: Origin, _ driver: NspawnDriver) throws(DriverError) {
        var definition = MachineDefinition()
        definition.digest = origin.digest
        definition.root = origin.root
        definition.lower = origin.lower
        definition.command = origin.command
        definition.stopSignal = origin.stopSignal
        try self.init(order, definition, .copy(origin), driver)
        try driver.check(origin, map: map, order)
        switch self.definition.options.start {
        case .boot: self.definition.boots = true
        case .process: self.definition.boots = false
        case .auto: self.definition.boots = order.command.isEmpty && origin.boots
        }
        // A whole tree is put over the root directory when the machine starts, as a layer is.
        if self.definition.root == .directory { self.definition.tree = MachineDefinition.newTree() }
    }

    private init(_ order: Order, _ definition: MachineDefinition, _ source: Source, _ driver: NspawnDriver) throws(DriverError) {
        let refuse = { (answer: String, hint: String) in
            DriverError.refused(.init("create", order.name.name, answer: answer, hint: hint))
        }
        var definition = definition
        try driver.settle(order, into: &definition, "create")
        guard order.uid.isUUID else { throw refuse("its UID is no UUID: \(order.uid.text.printable(limit: 80))", "") }
        definition.uid = order.uid
        map = definition.options.privileged ? nil : driver.facts.map
        guard map == nil || driver.facts.hasAllIDs else {
            throw refuse(
                "an unprivileged machine needs the ids from \(driver.facts.map.user) up, which do not exist here, in a user namespace",
                "Set spec.stack.nspawn.privileged to true, or run Strata outside of the container it is in")
        }
        definition.firstID = map.map { Int64($0.user) }
        names = MachineName.candidates(for: order.name.name, uid: order.uid)
        guard !names.isEmpty else {
            throw refuse(
                "systemd cannot hold the name", "Use letters, digits, '.', '_' and '-', at most \(MachineName.limit) of them")
        }
        self.definition = definition
        self.source = source
    }
}

extension NspawnDriver {
    /// Takes over from an order what may be changed later too; everything that ends up in a settings file is checked again here: lines of it are the host's.
    func settle(_ order: Order, into definition: inout MachineDefinition, _ attempt: String) throws(DriverError) {
        let refuse = { (answer: String, hint: String) in DriverError.refused(.init(attempt, order.name.name, answer: answer, hint: hint)) }
        do {
            definition.options = try MachineOptions.schema.value(from: order.options, at: FieldPath("spec", "stack", Self.stack))
        } catch {
            throw refuse("\(error)", "")
        }
        if !options.hostAccess, let setting = definition.options.settings.compactMap(RawSetting.init).first(where: \.reachesHost) {
            throw refuse(
                "\(setting.section).\(setting.key) lets an instance act on the host",
                "If that is wanted, set spec.options.hostAccess of the Site to true")
        }
        if definition.options.autostart, !facts.hasMachined {
            throw refuse(
                "nothing would start it: \(facts.machinedLack)",
                "Set spec.stack.nspawn.autostart to false; a Strata server starts what should run")
        }
        if let reason = StringRule.label.check?(order.hostname) {
            throw refuse("the host name \(order.hostname.printable(limit: 80)) is wrong: \(reason)", "")
        }
        for name in order.environment.keys
        where name.isEmpty || name.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "=") }) {
            throw refuse("\(name.printable(limit: 80)) is no name for a variable", "")
        }
        guard !(order.command + order.environment.values).contains(where: { $0.utf8.contains(0) }) else {
            throw refuse("a command or variable holds a NUL byte", "")
        }
        if !order.ports.isEmpty, definition.options.network == .none {
            throw refuse("ports cannot be published without a network", "Set spec.stack.nspawn.network to managed")
        }
        if !order.networks.isEmpty, definition.options.network == .none {
            throw refuse("spec.networks names networks, and spec.stack.nspawn.network says none", "Leave one of them out")
        }
        try ContainerMount.check(order, attempt)
        for (index, mount) in order.volumes.enumerated() where mount.path.contains(":") {
            throw refuse("spec.volumes[\(index)].path holds a colon, which parts the words of such a setting", "Choose another path")
        }
        if definition.options.start == .boot, !order.command.isEmpty {
            throw refuse(
                "a machine that boots runs its own init system, no command",
                "Leave spec.command out, or set spec.stack.nspawn.start to process")
        }
        if let image = order.image {
            let signal = image.stopSignal
            guard signal.utf8.count <= 32, signal.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }) else {
                throw refuse("the image's stop signal \(signal.printable(limit: 40)) is none", "")
            }
            definition.stopSignal = signal
            definition.command = order.command.isEmpty ? image.command : order.command
        } else if !order.command.isEmpty {
            definition.command = order.command
        }
        definition.instance = order.name.description
        definition.server = order.server
        definition.hostname = order.hostname
        definition.environment = order.environment
        definition.ports = order.ports
        definition.cards = order.networks.map(CardPlace.init)
        definition.mounts = order.volumes.map(ContainerMount.init)
        definition.labels = order.labels
        definition.cpuCores = order.cpuCores
        definition.memory = order.memory?.value
        definition.processes = order.processes
    }
}
