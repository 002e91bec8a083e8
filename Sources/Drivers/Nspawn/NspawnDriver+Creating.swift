import StrataAPI
public import StrataDriverKit
import StrataLinuxHost
import StrataNetwork
import StrataVolumes

extension NspawnDriver {
    /// See ``Driver/create(_:)``. The machine is named after the instance, or has a part of the UID added where that name is taken.
    public func create(_ order: Order) async throws(DriverError) -> NativeID {
        try await create(order, try MachinePlan(order, self))
    }

    /// Makes the machine of a plan, or completes it.
    func create(_ order: Order, _ plan: MachinePlan) async throws(DriverError) -> NativeID {
        if let found = try await find(order) {
            try await connectNetwork(plan.definition, "create")
            try await attachments.claimVolumes(of: order)
            return found
        }
        try Workshop.enter(order.uid, "create", order.name.name)
        defer { Workshop.leave(order.uid) }
        do throws(DriverError) {
            return try await make(order, plan)
        } catch {
            // Nothing may be left of an order that is perhaps given up. What cannot be removed now is found by the next connection.
            if try await find(order) == nil { try? await giveUp(order) }
            throw error
        }
    }

    private func giveUp(_ order: Order) async throws(DriverError) {
        for name in MachineName.candidates(for: order.name.name, uid: order.uid) {
            if let definition = try await definition(name, "create"), definition.uid == order.uid { try await forget(definition, "create") }
        }
        try await removeSide(order.uid, "create")
        try await tools.remove(places.bench(order.uid), "create", order.name.name)
    }

    private func make(_ order: Order, _ plan: MachinePlan) async throws(DriverError) -> NativeID {
        let attempt = "create"
        var definition = plan.definition
        // The UID is on disk before anything is made for it, so that a later call finds what this one leaves when it is killed.
        try await makeBench(order.uid, attempt)
        let origin: Origin?
        switch plan.source {
        case .image(let image):
            origin = nil
            definition.lower = try await images.rootFileSystem(of: image, map: plan.map)
            definition.root = try await trial.outcome(map: nil) == .yes ? .overlay : .directory
            definition.boots = try await boots(order, definition)
        case .copy(let source): origin = source
        }
        let leases = try await connectNetwork(definition, attempt)
        try await attachments.claimVolumes(of: order)
        try await makeSide(definition, leases, isCopy: origin != nil, attempt)
        if let origin {
            try await copy(origin, to: places.tree(definition), definition)
        } else if definition.root == .directory {
            try await copy(definition.lower, to: places.bench(order.uid), definition, attempt)
        }
        for name in plan.names {
            definition.name = name
            if try await claim(definition, attempt) { return NativeID(name) }
            // Another process may have been first.
            if let found = try await find(order) { return found }
        }
        throw .refused(
            .init(
                attempt, order.name.name,
                answer: "machines named \(plan.names.joined(separator: " and ")) exist and are not this instance's",
                hint: "Choose another name, or remove those with machinectl remove"))
    }

    /// Makes the empty directory that becomes a machine's root. What a killed call left in its place goes.
    func makeBench(_ uid: UID, _ attempt: String) async throws(DriverError) {
        let bench = places.bench(uid)
        try await tools.makeDirectory(places.path, mode: 0o700, attempt, places.path)
        try await tools.makeDirectory(Workshop.directory(in: places.path), mode: 0o711, attempt, places.path)
        try await tools.makeDirectory(places.state, mode: 0o711, attempt, places.state)
        if places.settings != places.path { try await tools.makeDirectory(places.settings, mode: 0o755, attempt, places.settings) }
        if try await !tools.entries(in: bench, attempt, bench).isEmpty { try await tools.remove(bench, attempt, bench) }
        try await tools.makeDirectory(bench, mode: 0o755, attempt, bench)
    }

    /// Gives a machine its name: its settings, then its root directory.
    /// - Returns: false when the name is taken.
    private func claim(_ definition: MachineDefinition, _ attempt: String) async throws(DriverError) -> Bool {
        let name = definition.name
        if try await root(name, attempt) != nil { return false }
        let settings = try await tools.read(places.settings(name), attempt, name).map(SettingsFile.init(parsing:))
        if let settings, settings.definition(name)?.uid != definition.uid { return false }
        try await write(definition, SettingsFile(), attempt)
        if try await place(places.bench(definition.uid), at: places.root(name), attempt, name) { return true }
        try await forget(definition, attempt)
        return false
    }

    /// Writes a machine's settings, and what its supervisor needs.
    func write(_ definition: MachineDefinition, _ settings: SettingsFile, _ attempt: String) async throws(DriverError) {
        let lines = definition.lines(
            bridge: network.name, files: places.side(definition.uid).files, volume: attachments.volumes.mountPoint)
        for line in lines where line.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            throw .refused(
                .init(
                    attempt, definition.name, answer: "a line of the settings would hold a control character: \(line.printable(limit: 120))"
                ))
        }
        try await supervisor.write(definition, attempt)
        let text = settings.text(definition, lines)
        guard try await tools.read(places.settings(definition.name), attempt, definition.name) != text else { return }
        try await tools.write(places.settings(definition.name), text, mode: 0o600, attempt, definition.name)
    }

    private func makeSide(
        _ definition: MachineDefinition, _ leases: [NetworkLease], isCopy: Bool, _ attempt: String
    ) async throws(DriverError) {
        let hasUsr = definition.lower.isEmpty ? true : try await tools.exists("\(definition.lower)/usr", attempt, definition.instance)
        let files = NameFiles.contents(hostname: definition.hostname, leases: leases)
        do throws(TransportError) {
            try await trees.make(
                MachineTree.entries(definition, files: files, leases: leases, hasUsr: hasUsr, isCopy: isCopy),
                at: places.side(definition.uid).path)
        } catch {
            throw DriverError(error, attempt, definition.instance)
        }
    }

    /// Gives a file or directory another place unless that is taken.
    func place(_ path: String, at destination: String, _ attempt: String, _ name: String) async throws(DriverError) -> Bool {
        do throws(TransportError) {
            return try await trees.place(path, at: destination)
        } catch {
            throw DriverError(error, attempt, name)
        }
    }

    /// The machine made for an order. It can only have one of the names that ``MachineName/candidates(for:uid:)`` gives.
    func find(_ order: Order) async throws(DriverError) -> NativeID? {
        for name in MachineName.candidates(for: order.name.name, uid: order.uid) {
            guard try await definition(name, "create")?.uid == order.uid, try await root(name, "create") != nil else { continue }
            return NativeID(name)
        }
        return nil
    }

    /// Whether nspawn is to look for an init system.
    private func boots(_ order: Order, _ definition: MachineDefinition) async throws(DriverError) -> Bool {
        switch definition.options.start {
        case .boot: return true
        case .process: return false
        case .auto:
            guard order.command.isEmpty, definition.command.isEmpty || definition.command == ["/sbin/init"] else { return false }
            for file in ["etc/os-release", "usr/lib/os-release"] {
                if try await tools.exists("\(definition.lower)/\(file)", "create", order.name.name) { return true }
            }
            return false
        }
    }

    /// Arguments: a root file system, a directory for its copy, the owner, then the names in /etc to make ready.
    private static let copyScript = #"""
        set -e; cp -a --reflink=auto -- "$1/." "$2"; cd "$2"; owner=$3:$3; shift 3
        [ -e usr ] || { mkdir usr; chown "$owner" usr; }
        if [ ! -L etc ] && [ -d etc ]; then for f; do rm -rf -- "etc/$f"; : >"etc/$f"; chown "$owner" "etc/$f"; done; fi
        """#

    /// Copies a root file system into a directory that is no machine's yet.
    func copy(_ root: String, to directory: String, _ definition: MachineDefinition, _ attempt: String) async throws(DriverError) {
        let arguments = [root, directory, "\(definition.firstID ?? 0)"] + NameFiles.names
        try await tools.check(tools.script(Self.copyScript, arguments, deadline: .seconds(1800)), attempt, definition.instance)
    }

    /// Gives the instance its addresses and ports; none where it has no network.
    @discardableResult
    func connectNetwork(_ definition: MachineDefinition, _ attempt: String) async throws(DriverError) -> [NetworkLease] {
        guard !definition.places.isEmpty else { return [] }
        return try await attachments.connect(
            definition.uid, hostname: definition.hostname, cards: definition.places, ports: definition.ports, attempt,
            definition.name.isEmpty ? definition.instance : definition.name)
    }
}
