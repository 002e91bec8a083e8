import StrataAPI
public import StrataDriverKit
import StrataLinuxHost
import StrataNetwork
import StrataVolumes

extension LXCDriver: Reconfiguring {
    /// See ``Reconfiguring/update(_:to:)``. Limits and ports change at once, everything else at the next start.
    ///
    /// A container that Strata did not make is taken over by this: it gets the order's UID, labels and limits and keeps all else.
    public func update(_ id: NativeID, to order: Order) async throws(DriverError) -> [String] {
        let attempt = "change"
        let config = try await existing(id, attempt)
        let options = try checkedOptions(of: order, attempt)
        let blueprint = try await changed(id, config, order, options)
        let isRunning = try await isActive(id.text)
        var waiting: [String] = []
        if isRunning { waiting = try await applyLimits(id, from: Limits(config), to: blueprint.limits) }
        let text = try blueprint.text(keeping: config)
        let new = ContainerConfig(parsing: text)
        if isRunning, blueprint.tag.origin == .created, try await !syncCards(id, blueprint.leases, from: config) {
            waiting.append("spec.networks")
        }
        var held = Set(blueprint.tag.mounts.map(\.volume))
        if isRunning, blueprint.tag.origin == .created {
            let was = ContainerTag(config, name: id.text)?.mounts ?? []
            let busy = try await syncMounts(id, blueprint.tag.mounts, was: was, isUnprivileged: config.isUnprivileged)
            held.formUnion(busy ?? Set(was.map(\.volume)))
            if busy.map({ !$0.isEmpty }) ?? true { waiting.append("spec.volumes") }
        }
        if new != config { try await tools.write("\(directory(id.text))/config", text, mode: 0o600, attempt, id.text) }
        if blueprint.tag.origin == .created, config.tags["hostname"] != order.hostname || config.cards != new.cards {
            try await writeFiles(blueprint.tag, hostname: order.hostname, leases: blueprint.leases, config)
        }
        try await attachments.volumes.release(owner: order.uid, except: held)
        return isRunning ? (waiting + fields(changedFrom: config, to: new)).uniqued() : []
    }

    /// The container as the order wants it, with all that is to stay.
    /// - Parameter connects: whether it is given its address and ports; otherwise nothing is changed.
    func changed(
        _ id: NativeID, _ config: ContainerConfig, _ order: Order, _ options: ContainerOptions, connects: Bool = true
    ) async throws(DriverError) -> Blueprint {
        let noted = ContainerTag(config, name: id.text)
        guard noted.map({ order.mayHave(notedAs: $0.uid) }) ?? true else {
            let (instance, uid) = (noted?.instance ?? "", noted?.uid.text ?? "")
            throw .notOwned(
                .init("change", id.text, answer: "it belongs to the instance \(instance.printable(limit: 120)) with the UID \(uid)"))
        }
        if let noted, noted.uid != order.uid, noted.origin == .created { throw order.refusalToTakeOver("change", id) }
        // Another instance's container is taken over as any that was made by others.
        guard let old = noted, old.uid == order.uid else {
            guard ContainerName.isPlain(order.uid) else { throw .refused(.init("take over", id.text, answer: "its UID cannot be noted")) }
            var tag = ContainerTag(uid: order.uid, name: id.text, instance: order.name.description)
            tag.origin = .adopted
            return try adopted(tag, order)
        }
        if old.origin == .adopted { return try adopted(old, order) }
        guard options.privileged != config.isUnprivileged else {
            throw .refused(
                .init(
                    "change", id.text,
                    answer:
                        "a container cannot become \(options.privileged ? "privileged" : "unprivileged"): its files have owners already",
                    hint: "Delete the instance and create it anew"))
        }
        try checkVolumes(of: order, isUnprivileged: config.isUnprivileged, "change")
        let leases: [NetworkLease]
        if connects {
            try await attachments.claimVolumes(of: order)
            leases = try await connectNetwork(order, options: options)
            if options.network == .none, old.network == .managed { try await attachments.disconnect(order.uid, "change") }
        } else {
            leases = try await self.leases(order, options: options)
        }
        var blueprint = blueprint(order, tag: old, options: options, leases: leases, isUnprivileged: config.isUnprivileged)
        blueprint.foundation = Blueprint.foundationKeys.flatMap { key in config.values(key).map { "\(key) = \($0)" } }
        if order.image == nil {
            blueprint.stopSignal = config.value("lxc.signal.halt") ?? ""
            if order.command.isEmpty {
                blueprint.command =
                    old.command.isEmpty ? config.value("lxc.init.cmd")?.split(separator: " ").map(String.init) ?? [] : old.command
            }
        }
        return blueprint
    }

    private func adopted(_ tag: ContainerTag, _ order: Order) throws(DriverError) -> Blueprint {
        guard order.networks.isEmpty, order.volumes.isEmpty else {
            throw .refused(
                .init(
                    "change", tag.name, answer: "it was taken over, and keeps the network cards and mounts that its configuration gives it",
                    hint: "Leave spec.networks and spec.volumes out"))
        }
        var tag = tag
        tag.labels = order.labels
        tag.server = order.server
        var blueprint = Blueprint(directory: directory(tag.name), tag: tag, foundation: [], layout: facts.layout)
        blueprint.limits = Limits(order)
        return blueprint
    }

    /// Changes the limits of a running container.
    /// - Returns: the fields whose limits the kernel did not take, such as less memory than is in use.
    private func applyLimits(_ id: NativeID, from old: Limits, to new: Limits) async throws(DriverError) -> [String] {
        let before = Dictionary(old.settings(facts.layout).map { ($0.file, $0.value) }, uniquingKeysWith: { $1 })
        let live = try await liveLimits(id.text, "change")
        let deviating = live.deviations(from: new)
        var refused: [String] = []
        for setting in new.settings(facts.layout)
        where live.isKnown ? deviating.keys.contains(where: { $0.hasPrefix(setting.field) }) : before[setting.file] != setting.value {
            let output = try await tools.run(tools.command("lxc-cgroup", id.text, ["--", setting.file, setting.value]), "change", id.text)
            if !output.succeeded { refused.append(setting.field) }
        }
        return refused
    }

    /// The fields behind the settings that differ and are read at the start only.
    private func fields(changedFrom old: ContainerConfig, to new: ContainerConfig) -> [String] {
        var fields: [String] = []
        let settings: [(prefix: String, field: String)] = [
            ("lxc.uts.name", "spec.hostname"), ("lxc.environment", "spec.environment"), ("lxc.init.cmd", "spec.command"),
            ("lxc.apparmor.", "spec.stack.lxc.apparmorProfile"),
        ]
        let live = [
            "lxc.cgroup.memory", "lxc.cgroup2.memory", "lxc.cgroup.cpu.cfs", "lxc.cgroup2.cpu.max", "lxc.cgroup.pids", "lxc.cgroup2.pids",
            "lxc.start.", "lxc.mount.entry=\(attachments.volumes.directory)/",
        ]
        // Cards and volumes were told of where they could not be changed at once.
        let cards = (0..<max(old.cards.count, new.cards.count, 1)).map { "lxc.net.\($0)." }
        let before = Set(old.settings.map { "\($0.key)=\($0.value)" })
        let after = Set(new.settings.map { "\($0.key)=\($0.value)" })
        for line in before.symmetricDifference(after).sorted() where !(live + cards).contains(where: line.hasPrefix) {
            fields.append(settings.first { line.hasPrefix($0.prefix) }?.field ?? "spec.stack.lxc.config")
        }
        if old.tags["command"] != new.tags["command"] { fields.append("spec.command") }
        if old.tags["environment"] != new.tags["environment"] { fields.append("spec.environment") }
        return fields
    }
}
