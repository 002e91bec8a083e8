import SimulatorKit

extension Center {
    /// Turns a machine on, or has it go on from where it was suspended.
    func turnOn(_ ref: Ref, host wanted: Ref?, user: String) throws(Fault) {
        let machine = try reachable(ref)
        guard !machine.isTemplate else { throw Fault("NotSupported", "The operation is not supported on a template.") }
        guard !machine.isOn else { throw .power(requested: "poweredOn", existing: "poweredOn") }
        var host = try self.host(wanted ?? machine.host ?? Ref("HostSystem", "none"))
        if host.isInMaintenance, wanted == nil, machine.power == "poweredOff", !state.isESXi {
            host = try choose(host: nil, pool: machine.pool)
        }
        try requireAvailable(host)
        let others = (placement.ofHost[host.ref] ?? []).compactMap { state.machines[$0.id] }.filter(\.isOn)
        let reserved = others.reduce(Int64(0)) { $0 + ($1.config.object("memoryAllocation")?.int("reservation") ?? 0) }
        let needed = machine.config.object("memoryAllocation")?.int("reservation") ?? 0
        let free = (host.memory >> 20) - reserved
        guard needed <= free else {
            throw Fault(
                "InsufficientMemoryResourcesFault", "The host does not have sufficient memory resources to satisfy the reservation.",
                ["unreserved": .long(free << 20), "requested": .long(needed << 20)])
        }
        guard machine.cpus <= Int64(host.cpus * 2) else {
            throw Fault(
                "InsufficientHostCapacityFault", "The host does not have as many logical processors as the virtual machine.",
                ["host": .ref(host.ref)])
        }
        let wasSuspended = machine.power == "suspended"
        change(machine: ref) {
            $0.power = "poweredOn"
            $0.host = host.ref
            $0.bootedAt = wasSuspended ? $0.bootedAt ?? now : now
            $0.suspendedAt = nil
        }
        touch(host.ref)
        post(
            "VmPoweredOnEvent", "\(machine.name) on \(host.name) in \(datacenter(of: ref)?.name ?? "") is powered on", user: user,
            about: ref)
        watchBoot(ref)
    }

    func turnOff(_ ref: Ref, user: String) throws(Fault) {
        let machine = try reachable(ref)
        guard machine.power != "poweredOff" else { throw .power(requested: "poweredOff", existing: "poweredOff") }
        change(machine: ref) {
            $0.power = "poweredOff"
            $0.bootedAt = nil
            $0.suspendedAt = nil
        }
        if let host = machine.host { touch(host) }
        post("VmPoweredOffEvent", "\(machine.name) is powered off", user: user, about: ref)
    }

    func suspend(_ ref: Ref, user: String) throws(Fault) {
        let machine = try reachable(ref)
        guard machine.isOn else { throw .power(requested: "suspended", existing: machine.power) }
        change(machine: ref) {
            $0.power = "suspended"
            $0.suspendedAt = now
        }
        post("VmSuspendedEvent", "\(machine.name) is suspended", user: user, about: ref)
    }

    func reset(_ ref: Ref, user: String) throws(Fault) {
        let machine = try reachable(ref)
        guard machine.isOn else { throw .power(requested: "poweredOn", existing: machine.power) }
        change(machine: ref) { $0.bootedAt = now }
        post("VmResettingEvent", "\(machine.name) is reset", user: user, about: ref)
        watchBoot(ref)
    }

    /// Asks the guest for something, which it does in its time.
    func askGuest(
        _ ref: Ref, _ event: String, _ words: String, user: String, then work: @escaping @Sendable (isolated Center) throws -> Void
    ) throws(Fault) {
        let machine = try reachable(ref)
        guard machine.isOn else { throw .power(requested: "poweredOn", existing: machine.power) }
        guard hasTools(machine) else {
            throw Fault("ToolsUnavailable", "Cannot complete operation because VMware Tools is not running in this virtual machine.")
        }
        post(event, "Guest OS \(words) for \(machine.name)", user: user, about: ref)
        Task {
            try await time.pass(2)
            guard state.machines[ref.id]?.isOn == true else { return }
            try work(self)
        }
    }
}
