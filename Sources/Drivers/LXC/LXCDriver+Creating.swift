import StrataAPI
public import StrataDriverKit
import StrataLinuxHost
import StrataNetwork
import StrataVolumes

extension LXCDriver {
    /// See ``Driver/create(_:)``. The container is named after the instance, or has a part of the UID added where that name is taken.
    public func create(_ order: Order) async throws(DriverError) -> NativeID {
        try await create(order, try Plan(order, self))
    }

    /// Makes the container of a plan, or completes it.
    func create(_ order: Order, _ plan: Plan) async throws(DriverError) -> NativeID {
        if let found = try await find(order) {
            try await connectNetwork(order, options: plan.options)
            try await attachments.claimVolumes(of: order)
            return found
        }
        try Workshop.enter(order.uid, "create", order.name.name)
        defer { Workshop.leave(order.uid) }
        do throws(DriverError) {
            return try await make(order, plan)
        } catch {
            // Nothing may be left of an order that is perhaps given up. What cannot be removed now is found by the next connection.
            if try await find(order) == nil {
                try? await attachments.release(order.uid, "create")
                try? await tools.remove(Workshop.bench(of: order.uid, in: tools.path), "create", order.name.name)
            }
            throw error
        }
    }

    private func make(_ order: Order, _ plan: Plan) async throws(DriverError) -> NativeID {
        let bench = Workshop.bench(of: order.uid, in: tools.path)
        // The UID is on disk before anything is made for it, so that a later call finds what this one leaves when it is killed.
        try await tools.makeDirectory(bench, mode: 0o700, "create", order.name.name)
        if let map = plan.map { try checkIDs(map) }
        let root: String
        let isOverlay: Bool
        switch plan.source {
        case .image(let image):
            root = try await images.rootFileSystem(of: image, map: plan.map)
            isOverlay = try await rootFileSystems.overlay(map: plan.map) == .yes
        case .copy(let origin):
            root = origin.root.lower ?? ""
            isOverlay = origin.root.lower != nil
        }
        let leases = try await connectNetwork(order, options: plan.options)
        try await attachments.claimVolumes(of: order)
        for name in plan.names {
            var blueprint = plan.blueprint(name, leases: leases)
            blueprint.foundation = RootFileSystems.lines(root: root, directory: directory(name), isOverlay: isOverlay, map: plan.map)
            let files = NameFiles.contents(hostname: order.hostname, leases: leases)
            let upper = isOverlay ? (plan.isCopy ? ContainerTree.Upper.copied : .new) : .none
            let tree = ContainerTree(uid: order.uid, config: try blueprint.text(), files: files, map: plan.map, upper: upper)
            let isPlaced = try await place(tree, from: bench, as: name) { () async throws(DriverError) in
                switch plan.source {
                case .copy(let origin): try await copy(origin, to: "\(bench)/\(isOverlay ? "upper" : "rootfs")", name: name)
                case .image: if !isOverlay { try await rootFileSystems.copy(root, to: bench, map: plan.map, name: name) }
                }
            }
            if isPlaced { return NativeID(name) }
            // Another process may have been first.
            if let found = try await find(order) { return found }
        }
        throw .refused(
            .init(
                "create", order.name.name,
                answer: "containers named \(plan.names.joined(separator: " and ")) exist and are not this instance's",
                hint: "Choose another name, or remove those with lxc-destroy"))
    }

    /// The container made for an order. It can only have one of the names that ``ContainerName/candidates(for:uid:)`` gives.
    private func find(_ order: Order) async throws(DriverError) -> NativeID? {
        for name in ContainerName.candidates(for: order.name.name, uid: order.uid) {
            guard let config = try await configuration(name, "create") else { continue }
            if ContainerTag(config, name: name)?.uid == order.uid { return NativeID(name) }
        }
        return nil
    }

    private func place(
        _ tree: ContainerTree, from bench: String, as name: String, filling: () async throws(DriverError) -> Void
    ) async throws(DriverError) -> Bool {
        if try await tools.exists(directory(name), "create", name) { return false }
        do throws(TransportError) {
            try await trees.make(tree.entries, at: bench)
        } catch {
            throw DriverError(error, "create", name)
        }
        try await filling()
        do throws(TransportError) {
            return try await trees.place(bench, at: directory(name))
        } catch {
            throw DriverError(error, "create", name)
        }
    }

    /// Gives the instance its addresses and ports; none where it has no network.
    @discardableResult
    func connectNetwork(_ order: Order, options: ContainerOptions) async throws(DriverError) -> [NetworkLease] {
        guard options.network == .managed else { return [] }
        return try await attachments.connect(
            order.uid, hostname: order.hostname, cards: Self.cards(of: order), ports: order.ports, "connect to the network", order.name.name
        )
    }

    /// Where an order's cards lead: to the site's own network when it names none.
    static func cards(of order: Order) -> [CardPlace] { order.networks.isEmpty ? [CardPlace()] : order.networks.map(CardPlace.init) }

    private func checkIDs(_ map: IDMap) throws(DriverError) {
        guard facts.hasAllIDs else {
            throw .refused(
                .init(
                    "create", "an unprivileged container", answer: "the ids from \(map.user) up do not exist here, in a user namespace",
                    hint: "Set spec.stack.lxc.privileged to true, or run Strata outside of the container it is in"))
        }
    }
}

extension LXCDriver {
    /// An order, checked and put into LXC's words.
    struct Plan {
        var order: Order
        var options: ContainerOptions
        var source: Source
        var map: IDMap?
        var names: [String]
        private let driver: LXCDriver

        /// What the root file system is made of.
        enum Source: Sendable {
            case image(StoredImage)
            case copy(Origin)
        }

        var isCopy: Bool { if case .copy = source { true } else { false } }

        init(_ order: Order, _ driver: LXCDriver) throws(DriverError) {
            let refuse = { (answer: String, hint: String) in
                DriverError.refused(.init("create", order.name.name, answer: answer, hint: hint))
            }
            guard let image = order.image, image.type == .container else {
                throw refuse("it has no image with a root file system", "Name a container image in spec.image, such as busybox")
            }
            guard Architecture.canRun(image.architecture, on: driver.facts.architecture) else {
                throw refuse(
                    "the image is for \(image.architecture), this host for \(driver.facts.architecture)",
                    "Choose an image for this architecture")
            }
            try ImageStore.check(image)
            try self.init(order, .image(image), driver)
        }

        init(_ order: Order, copying origin: Origin, _ driver: LXCDriver) throws(DriverError) {
            try self.init(order, .copy(origin), driver)
            try driver.check(origin, map: map, order)
        }

        private init(_ order: Order, _ source: Source, _ driver: LXCDriver) throws(DriverError) {
            self.order = order
            self.source = source
            self.driver = driver
            let refuse = { (answer: String, hint: String) in
                DriverError.refused(.init("create", order.name.name, answer: answer, hint: hint))
            }
            options = try driver.checkedOptions(of: order, "create")
            guard ContainerName.isPlain(order.uid) else {
                throw refuse("its UID cannot be noted: \(order.uid.text.printable(limit: 80))", "")
            }
            guard order.type == .container else {
                throw refuse("LXC runs containers, no \(order.type.rawValue)", "Set spec.type to Container")
            }
            map = options.privileged ? nil : driver.facts.map
            try driver.checkVolumes(of: order, isUnprivileged: map != nil, "create")
            names = ContainerName.candidates(for: order.name.name, uid: order.uid)
            guard !names.isEmpty else {
                throw refuse("LXC cannot hold the name", "Use letters, digits, '.', '_' and '-', at most \(ContainerName.limit) of them")
            }
        }

        func blueprint(_ name: String, leases: [NetworkLease]) -> Blueprint {
            var tag = ContainerTag(uid: order.uid, name: name, instance: order.name.description)
            switch source {
            case .image(let image):
                tag.digest = image.digest
                return driver.blueprint(order, tag: tag, options: options, leases: leases, isUnprivileged: map != nil)
            case .copy(let origin):
                tag.digest = origin.digest
                var blueprint = driver.blueprint(order, tag: tag, options: options, leases: leases, isUnprivileged: map != nil)
                if blueprint.command.isEmpty { blueprint.command = LXCDriver.command(of: origin.config, origin.id.text) }
                blueprint.stopSignal = origin.config.value("lxc.signal.halt") ?? ""
                return blueprint
            }
        }
    }

    /// An order in LXC's words, but for the root file system.
    func blueprint(_ order: Order, tag: ContainerTag, options: ContainerOptions, leases: [NetworkLease], isUnprivileged: Bool) -> Blueprint
    {
        var tag = tag
        tag.network = options.network
        tag.cards = order.networks.map(CardPlace.init)
        tag.mounts = order.volumes.map(ContainerMount.init)
        tag.hostname = order.hostname
        tag.ports = order.ports
        tag.labels = order.labels
        var blueprint = Blueprint(directory: directory(tag.name), tag: tag, foundation: [], layout: facts.layout)
        blueprint.options = options
        blueprint.limits = Limits(order)
        blueprint.hostname = order.hostname
        blueprint.command = order.command.isEmpty ? order.image?.command ?? [] : order.command
        blueprint.environment = order.environment
        blueprint.stopSignal = order.image?.stopSignal ?? ""
        blueprint.leases = leases
        blueprint.mounts = tag.mounts.map { $0.line(source: attachments.volumes.mountPoint(of: $0.volume), isUnprivileged: isUnprivileged) }
        blueprint.includes = facts.includes + (isUnprivileged ? facts.unprivilegedIncludes : [])
        blueprint.hasAppArmor = facts.hasAppArmor
        return blueprint
    }

    /// The order's options, and everything in it that ends up in a configuration file, checked again here: lines of it are the host's.
    func checkedOptions(of order: Order, _ attempt: String) throws(DriverError) -> ContainerOptions {
        let refuse = { (answer: String, hint: String) in DriverError.refused(.init(attempt, order.name.name, answer: answer, hint: hint)) }
        let options: ContainerOptions
        do {
            options = try ContainerOptions.schema.value(from: order.options, at: FieldPath("spec", "stack", "lxc"))
        } catch {
            throw refuse("\(error)", "")
        }
        if !self.options.hostAccess, let line = options.config.compactMap(RawConfigLine.init).first(where: \.reachesHost) {
            throw refuse(
                "\(line.key) lets an instance act on the host", "If that is wanted, set spec.options.hostAccess of the Site to true")
        }
        if options.network == .none, !order.ports.isEmpty {
            throw refuse("ports cannot be published without a network", "Set spec.stack.lxc.network to managed")
        }
        if options.network == .none, !order.networks.isEmpty {
            throw refuse("spec.networks names networks, and spec.stack.lxc.network says none", "Leave one of them out")
        }
        if let line = options.config.first(where: { Self.isCard($0, below: order.networks.count) }) {
            throw refuse("\(line.printable(limit: 60)) is the line of a card that spec.networks gives it", "Use a higher number")
        }
        if let reason = StringRule.label.check?(order.hostname) {
            throw refuse("the host name \(order.hostname.printable(limit: 80)) is wrong: \(reason)", "")
        }
        let signal = order.image?.stopSignal ?? ""
        guard signal.utf8.count <= 32, signal.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }) else {
            throw refuse("the image's stop signal \(signal.printable(limit: 40)) is none", "")
        }
        for name in order.environment.keys
        where name.isEmpty || name.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "=") }) {
            throw refuse("\(name.printable(limit: 80)) is no name for a variable", "")
        }
        guard !(order.command + order.environment.values).contains(where: { $0.utf8.contains(0) }) else {
            throw refuse("a command or variable holds a NUL byte", "")
        }
        return options
    }

    /// Whether a line of a configuration sets a network card of a number that Strata gives away.
    private static func isCard(_ line: String, below count: Int) -> Bool {
        guard let key = RawConfigLine(line)?.key, key.hasPrefix("lxc.net."),
            let number = Int(key.dropFirst("lxc.net.".count).prefix { $0.isNumber })
        else { return false }
        return number < count
    }
}
