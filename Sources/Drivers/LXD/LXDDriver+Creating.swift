import LXD
import StrataAPI
public import StrataDriverKit

extension LXDDriver {
    /// See ``Driver/create(_:)``. The instance is named after Strata's, with dots as hyphens, or has a part of the UID added where that name is taken.
    public func create(_ order: Order) async throws(DriverError) -> NativeID {
        let attempt = "create"
        let plan = try plan(order, attempt)
        return try await make(order, plan, attempt) { () async throws(DriverError) in
            if order.image == nil, !order.nativeImage.isEmpty {
                return try await source(ofImage: order.nativeImage, order.type, attempt, order.name.name)
            }
            guard let image = order.image else {
                throw .refused(
                    .init(attempt, order.name.name, answer: "it has no image", hint: "Name an image in spec.image, such as busybox"))
            }
            return ["type": "image", "fingerprint": .string(try await images.fingerprint(of: image, attempt, order.name.name))]
        }
    }

    /// Checks an order before anything is made for it.
    private func plan(_ order: Order, _ attempt: String) throws(DriverError) -> MachinePlan {
        if let image = order.image {
            guard order.type == image.type else {
                throw .refused(
                    .init(attempt, order.name.name, answer: "the image is for a \(image.type.rawValue), no \(order.type.rawValue)"))
            }
            try images.check(image, attempt, order.name.name)
        }
        return try MachinePlan(order, old: nil, site: options, isVirtualMachine: try isVirtualMachine(order, attempt), attempt)
    }

    /// Whether an order is for a virtual machine; refuses what the daemon has no engine for.
    func isVirtualMachine(_ order: Order, _ attempt: String) throws(DriverError) -> Bool {
        let refuse = { (answer: String, hint: String) in DriverError.refused(.init(attempt, order.name.name, answer: answer, hint: hint)) }
        switch order.type {
        case .container:
            guard facts.engines.contains("lxc") else { throw refuse("this daemon runs no containers", "") }
            return false
        case .virtualMachine:
            guard facts.engines.contains("qemu") else {
                throw refuse(
                    "this daemon runs no virtual machines: it found no QEMU, KVM or vhost_vsock",
                    "Install qemu-system-x86 and OVMF on a host with KVM, and start the daemon again")
            }
            return true
        default: throw refuse("LXD runs containers and virtual machines, no \(order.type.rawValue)", "Set spec.type to Container")
        }
    }

    /// Makes the instance of a plan, or completes it.
    ///
    /// - Parameter source: tells what it is made from. It is asked, as is the root disk, while it is looked for, and does not count where there is one.
    func make(
        _ order: Order, _ plan: MachinePlan, _ attempt: String, _ source: @escaping @Sendable () async throws(DriverError) -> JSONValue
    ) async throws(DriverError) -> NativeID {
        let names = MachineName.candidates(for: order.name.name, uid: order.uid)
        guard !names.isEmpty else {
            throw .refused(
                .init(attempt, order.name.name, answer: "the daemon cannot hold the name", hint: "Use letters, digits and hyphens"))
        }
        // Another call's creation may come to light, or to nothing, while this one goes on.
        for _ in 0..<5 {
            async let asked = Self.result { () async throws(DriverError) in try await source() }
            async let placed = Self.result { () async throws(DriverError) in try await rootDisk(of: plan, attempt, order.name.name) }
            if let found = try await find(order.uid, attempt, order.name.name) {
                if let id = try await complete(found, plan, attempt) { return id }
                continue
            }
            let (source, root) = (try await asked.get(), try await placed.get())
            for name in names {
                do throws(DriverError) {
                    try await post(name, order, plan, source, root, attempt)
                    return NativeID(name)
                } catch {
                    guard Self.saysTaken(error) else { throw error }
                    // The name may be taken by what an earlier call of this order began.
                    try await settle(name, attempt)
                    if try await record(name, attempt)?.tag?.uid == order.uid { break }
                }
            }
        }
        throw .refused(
            .init(
                attempt, order.name.name, answer: "the names \(names.joined(separator: " and ")) are taken by other instances",
                hint: "\(facts.client) list shows them; give this instance another name"))
    }

    static func saysTaken(_ error: DriverError) -> Bool {
        switch error {
        case .failed(let failure), .refused(let failure):
            DriverError.saysExists(failure.answer) || ["already in use", "is busy running"].contains { failure.answer.contains($0) }
        default: false
        }
    }

    /// What an earlier call began: its name once it is whole; nil where it has to be made anew.
    private func complete(_ found: InstanceRecord, _ plan: MachinePlan, _ attempt: String) async throws(DriverError) -> NativeID? {
        if found.isComplete { return NativeID(found.name) }
        try await settle(found.name, attempt)
        guard let now = try await record(found.name, attempt), now.tag?.uid == plan.tag.uid else { return nil }
        if now.isComplete { return NativeID(now.name) }
        // The daemon was killed while it made it. It never ran.
        try await remove(now, attempt)
        return nil
    }

    private func post(
        _ name: String, _ order: Order, _ plan: MachinePlan, _ source: JSONValue, _ root: RootDisk, _ attempt: String
    ) async throws(DriverError) {
        let profiles = profiles(of: plan)
        var devices = root.own ? ["root": root.settings] : [:]
        var plan = plan
        plan.devices.merge(try await attachments(order, network: plan.options.network, old: [:], profiles: profiles, attempt)) { $1 }
        devices = plan.devices(over: devices, root: (root.device, root.settings))
        let wish: JSONValue = [
            "name": .string(name), "type": .string(plan.isVirtualMachine ? "virtual-machine" : "container"), "source": source,
            "config": .object(plan.config(over: [:], name: name).mapValues { .string($0) }),
            "devices": .object(devices.mapValues { .object($0.mapValues { .string($0) }) }),
            "profiles": .array(profiles.map { .string($0) }),
        ]
        let member = plan.options.member.isEmpty ? options.target : plan.options.member
        let target = member.isEmpty ? "" : "?target=\(LXDTarget.encoded(member))"
        _ = try await ask(attempt, order.name.name) { client in
            try await client.perform(.post, "/1.0/instances\(target)", wish, within: .seconds(600))
        }
        guard !order.volumes.isEmpty else { return }
        // Another instance may have been given the same volumes between the look at them and this.
        do throws(DriverError) {
            try await checkVolumes(order, attempt)
        } catch {
            if let made = try await record(name, attempt), made.tag?.uid == order.uid { try await remove(made, attempt) }
            throw error
        }
    }

    /// The device of a root disk, and whether it is the instance's own and not its profiles'.
    typealias RootDisk = (device: String, settings: [String: String], own: Bool)

    private func profiles(of plan: MachinePlan) -> [String] { plan.options.profiles.isEmpty ? options.profiles : plan.options.profiles }

    private func rootDisk(of plan: MachinePlan, _ attempt: String, _ name: String) async throws(DriverError) -> RootDisk {
        try await rootDisk(profiles(of: plan), pool: plan.options.pool.isEmpty ? options.pool : plan.options.pool, attempt, name)
    }

    private static func result<Value>(_ body: () async throws(DriverError) -> Value) async -> Result<Value, DriverError> {
        do throws(DriverError) { return .success(try await body()) } catch { return .failure(error) }
    }

    /// The root disk of a new instance: its profiles' where no pool is named, else one of its own.
    func rootDisk(_ profiles: [String], pool: String, _ attempt: String, _ name: String) async throws(DriverError) -> RootDisk {
        if pool.isEmpty {
            for profile in profiles.reversed() {
                for (device, settings) in try await profileDevices(profile, attempt, name)
                where settings["path"] == "/" && settings["type"] == "disk" {
                    return (device, settings, false)
                }
            }
        }
        var chosen = pool
        if chosen.isEmpty {
            let pools = try await ask(attempt, name) { try await $0.send(.get, "/1.0/storage-pools").metadata.array ?? [] }
            chosen = pools.first?.string?.split(separator: "/").last.map(String.init) ?? ""
        }
        guard !chosen.isEmpty else {
            throw .refused(
                .init(
                    attempt, name, answer: "the daemon has no storage pool",
                    hint: "Make one with \(facts.client) storage create default dir"))
        }
        return ("root", ["type": "disk", "path": "/", "pool": chosen], true)
    }
}
