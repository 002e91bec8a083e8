import LXD
import StrataAPI
public import StrataDriverKit

/// The move of one instance between two daemons, or two projects of one. It is off while it is carried: a virtual machine that runs is suspended for that,
/// and runs on from its memory once it is there, or where it was. LXD 5.0's own live moves of virtual machines do the same in one step.
///
/// ```
///   at the target:  user.strata.incoming = UID     carried over; the instance is the source's
///                   user.strata.uid = UID          written by `commit` in its place: the instance is the target's
/// ```
/// Between daemons the target pulls from the source over HTTPS, with the secrets of an operation there, and knows the source by its certificate.
struct LXDMove: MachineMove {
    let source: LXDDriver
    let target: LXDDriver
    let order: MoveOrder

    /// How long a disk may take.
    private static let patience = Duration.seconds(6 * 3600)

    private var uid: UID { order.order.uid }
    private var name: String { order.id.text }

    private func refusal(_ answer: String, hint: String = "") -> DriverError { .refused(.init("move", name, answer: answer, hint: hint)) }

    /// Whether one daemon has both sites.
    private var isOneDaemon: Bool {
        let (here, there) = (source.facts.fingerprint, target.facts.fingerprint)
        return !here.isEmpty && here == there
    }

    /// See ``MachineMove/whereabouts()``.
    func whereabouts() async throws(DriverError) -> Whereabouts {
        try await target.find(uid, "look for", name).map { .target(NativeID($0.name)) } ?? .source
    }

    /// See ``MachineMove/check()``.
    func check() async throws(DriverError) {
        guard !(isOneDaemon && source.options.projectName == target.options.projectName) else {
            throw refusal(
                "both sites are the project \(source.options.projectName) of one daemon",
                hint: "Give the other site another spec.options.project")
        }
        let record = try await machine()
        if let other = try await target.find(uid, "move", name) {
            throw refusal(
                "\(other.name) there is noted as the same instance's, a copy that somebody made",
                hint: "Remove it, or have it be another's by strata adopt --take-over")
        }
        if !isOneDaemon, source.facts.addresses.isEmpty {
            throw refusal(
                "its daemon does not listen on the network",
                hint: "\(source.facts.client) config set core.https_address :8443 on its machine")
        }
        guard !record.isVirtualMachine || target.facts.engines.contains("qemu") else {
            throw refusal("the daemon there runs no virtual machines")
        }
        if !record.isOff || record.isSuspended, let reason = KeptMemory.mismatch(source.facts, target.facts) {
            throw refusal(reason, hint: "Stop it first: strata stop")
        }
        guard !MachineName.candidates(for: order.order.name.name, uid: uid).isEmpty else {
            throw refusal("the daemon there cannot hold the name")
        }
    }

    /// The instance at the source, which is off or can be suspended.
    private func machine() async throws(DriverError) -> InstanceRecord {
        let record = try await source.existing(order.id, "move")
        guard record.tag?.uid == uid else { throw .notOwned(.init("move", name, answer: "it is not this instance's")) }
        guard !record.isOff else { return record }
        guard order.isLive else { throw refusal("it runs", hint: "Stop it first: strata stop") }
        guard record.power == .running else {
            throw refusal("it is \(record.power), and would not be so there", hint: "Let it run, or stop it")
        }
        try source.checkKeepsMemory(record, .move, "move")
        return record
    }

    /// See ``MachineMove/prepare(_:)``. What an earlier try left there is removed.
    func prepare(_ report: @escaping @Sendable (MoveProgress) -> Void) async throws(DriverError) {
        _ = try await machine()
        try await clear()
    }

    /// See ``MachineMove/send(_:)``.
    func send(_ report: @escaping @Sendable (MoveProgress) -> Void) async throws(DriverError) -> Duration {
        let began = ContinuousClock.now
        var record = try await machine()
        if try await arrived() != nil { return .zero }
        let size = try await source.used(record)
        if !record.isOff {
            try await telling(report, size) { () async throws(DriverError) in try await source.suspend(order.id) }
            record = try await machine()
        }
        report(MoveProgress(done: 0, left: size, part: "disk"))
        var failure: DriverError?
        // With memory the daemon makes no copy within itself under another name.
        let hasToKeepName = isOneDaemon && record.isSuspended
        for candidate in hasToKeepName ? [record.name] : MachineName.candidates(for: order.order.name.name, uid: uid) {
            do throws(DriverError) {
                try await carry(record, as: candidate, Pulse(size, report))
                report(MoveProgress(done: size, left: 0, part: "disk"))
                return ContinuousClock.now - began
            } catch {
                guard LXDDriver.saysTaken(error) else { throw error }
                failure = error
            }
        }
        throw failure ?? refusal("the daemon there cannot hold the name")
    }

    /// Tells every so often that a guest's memory is being written: how far that is the daemon does not say.
    private func telling(
        _ report: @escaping @Sendable (MoveProgress) -> Void, _ size: Int64, _ body: () async throws(DriverError) -> Void
    ) async throws(DriverError) {
        let began = ContinuousClock.now
        let beat = Task {
            while true {
                report(MoveProgress(done: 0, left: size, part: "memory, for \((ContinuousClock.now - began).components.seconds) s"))
                try await Task.sleep(for: .seconds(10))
            }
        }
        defer { beat.cancel() }
        try await body()
    }

    /// Makes the instance at the target from the one at the source.
    private func carry(_ record: InstanceRecord, as name: String, _ pulse: Pulse) async throws(DriverError) {
        let profiles = record.profiles == source.options.profiles ? target.options.profiles : record.profiles
        let root = try await target.rootDisk(profiles, pool: try await pool(), "move", name)
        var devices = record.devices.filter { $0.value["type"] != "disk" || $0.value["path"] != "/" }
        let sizes = record.rootDisk?.settings.filter { $0.key.hasPrefix("size") } ?? [:]
        if !sizes.isEmpty {
            devices[root.device] = root.settings.merging(sizes) { $1 }
        } else if root.own {
            devices[root.device] = root.settings
        }
        var config = record.config.filter { !$0.key.hasPrefix("volatile.") && !$0.key.hasPrefix(MachineTag.prefix) }
        config[MachineTag.arrivingKey] = uid.text
        config[MachineTag.carriedKey] = record.lastUse
        // What it is known by, to itself and on its networks.
        config.merge(record.config.filter { $0.key == "volatile.uuid" || $0.key.hasPrefix("volatile.") && $0.key.hasSuffix(".hwaddr") }) {
            $1
        }
        // A copy within one daemon has what its source has, but for what is said otherwise.
        for key in record.config.keys where key.hasPrefix(MachineTag.prefix) { config[key] = "" }
        var wish: JSONValue = [
            "name": .string(name), "type": .string(record.isVirtualMachine ? "virtual-machine" : "container"),
            "architecture": .string(record.architecture), "config": .object(config.mapValues { .string($0) }),
            "devices": .object(devices.mapValues { .object($0.mapValues { .string($0) }) }),
            "profiles": .array(profiles.map { .string($0) }), "ephemeral": false, "description": .string(record.description),
            "stateful": .bool(record.isSuspended),
        ]
        let query = target.options.target.isEmpty ? "" : "?target=\(LXDTarget.encoded(target.options.target))"
        guard !isOneDaemon else {
            wish["source"] = ["type": "copy", "source": .string(self.name), "project": .string(source.options.projectName)]
            let copy = wish
            return try await target.ask("move", self.name) { client in
                _ = try await client.perform(.post, "/1.0/instances\(query)", copy, within: Self.patience, report: pulse.beat)
            }
        }
        var last: DriverError?
        for address in source.facts.addresses {
            let offer = try await source.ask("move", self.name) { try await $0.offer(self.name) }
            wish["source"] = [
                "type": "migration", "mode": "pull", "operation": .string("https://\(address)\(offer.operation)"),
                "secrets": .object(offer.secrets.mapValues { .string($0) }), "certificate": .string(source.facts.certificate),
            ]
            let pull = wish
            do throws(DriverError) {
                return try await target.ask("move", self.name) { client in
                    _ = try await client.perform(.post, "/1.0/instances\(query)", pull, within: Self.patience, report: pulse.beat)
                }
            } catch {
                // An operation that nobody connects to holds the instance.
                _ = await Task { try? await source.ask("move", self.name) { _ = try await $0.send(.delete, offer.operation) } }.value
                // What cannot be reached at one of its addresses may be at another.
                guard case .failed(let failure) = error, failure.answer.contains("Unable to connect") || failure.answer.contains("dial tcp")
                else { throw error }
                last = error
            }
        }
        throw last ?? refusal("its daemon tells no address")
    }

    /// The pool at the target: that which the instance names, where the daemon there has it, else its site's.
    private func pool() async throws(DriverError) -> String {
        guard let wanted = order.order.options["pool"]?.string, !wanted.isEmpty else { return target.options.pool }
        let pools = try await target.ask("move", name) { try await $0.send(.get, "/1.0/storage-pools").metadata.array ?? [] }
        return pools.contains(.string("/1.0/storage-pools/\(LXDTarget.encoded(wanted))")) ? wanted : target.options.pool
    }

    /// What was carried over and is not the target's yet.
    private func arrived() async throws(DriverError) -> InstanceRecord? {
        try await target.records("look for", name).first { $0.isArriving && $0.config[MachineTag.arrivingKey] == uid.text }
    }

    /// See ``MachineMove/commit()``.
    func commit() async throws(DriverError) -> NativeID {
        if let found = try await target.find(uid, "move", name) { return try await run(found) }
        let was = try await source.existing(order.id, "move")
        guard let here = try await arrived(), let tag = was.tag else {
            throw .failed(.init("move", name, answer: "it was not carried over"))
        }
        guard was.isOff, here.config[MachineTag.carriedKey] == was.lastUse else {
            throw refusal("it was started while it was carried over")
        }
        let new = try await target.rewrite(here.name, "move") { here throws(DriverError) in
            var wanted = here
            (wanted.config[MachineTag.arrivingKey], wanted.config[MachineTag.carriedKey]) = (nil, nil)
            wanted.config.merge(tag.config) { $1 }
            return wanted
        }
        return try await run(new)
    }

    /// Lets it run. One that is refused to has come all the same, with all that it had, and its reconciler goes on from there.
    private func run(_ record: InstanceRecord) async throws(DriverError) -> NativeID {
        let id = NativeID(record.name)
        if order.runs { try await target.startOrLeave(id) }
        return id
    }

    /// See ``MachineMove/finish()``.
    func finish() async throws(DriverError) {
        guard case .target = try await whereabouts() else { throw refusal("it is not the other site's yet") }
        if let left = try await source.record(name, "move"), left.tag?.uid == uid, !left.isOff {
            throw refusal("it was started where it was left", hint: "Stop it there: what it does since is not taken along")
        }
        try await source.delete(order.id, owner: uid)
    }

    /// See ``MachineMove/abort(isUncommitted:)``. A guest that is certainly the source's runs on at once, whatever the target says.
    func abort(isUncommitted: Bool) async throws(DriverError) -> DriverError? {
        if isUncommitted { try await source.keep(order) }
        do throws(DriverError) {
            if !isUncommitted, case .target = try await whereabouts() { throw refusal("it is the other site's already") }
            try await clear()
        } catch {
            guard isUncommitted, case .unreachable = error else { throw error }
            return error
        }
        if !isUncommitted { try await source.keep(order) }
        return nil
    }

    private func clear() async throws(DriverError) {
        while let left = try await arrived() { try await target.remove(left, "move") }
    }
}

extension LXDDriver: Moving {
    /// See ``Moving/move(_:to:)``.
    public func move(_ order: MoveOrder, to target: LXDDriver) -> any MachineMove { LXDMove(source: self, target: target, order: order) }

    /// See ``Moving/keep(_:)``. What was suspended to be carried, or is about to be, runs on.
    public func keep(_ order: MoveOrder) async throws(DriverError) {
        guard order.runs else { return }
        try await settle(order.id.text, "move")
        guard let record = try await record(order.id.text, "move"), record.tag?.uid == order.order.uid, record.isSuspended else { return }
        try await startOrLeave(order.id)
    }

    /// Starts an instance; one that cannot be started is left to its reconciler, which tells why.
    func startOrLeave(_ id: NativeID) async throws(DriverError) {
        do throws(DriverError) {
            try await start(id)
        } catch {
            switch error {
            case .failed, .refused: return
            default: throw error
            }
        }
    }

    /// What an instance's disk takes, in bytes; zero where the daemon does not tell.
    func used(_ record: InstanceRecord) async throws(DriverError) -> Int64 {
        let state = try await ask("look at", record.name) { try await $0.send(.get, LXDTarget.instance(record.name, "/state")).metadata }
        return state["disk"]?.object?.values.reduce(0) { $0 + ($1["usage"]?.int ?? 0) } ?? 0
    }
}
