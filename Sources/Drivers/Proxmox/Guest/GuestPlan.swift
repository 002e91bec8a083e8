import StrataAPI
import StrataDriverKit

/// What an order makes of a guest's configuration.
struct GuestPlan: Sendable {
    let order: Order
    let options: GuestOptions
    let kind: GuestID.Kind
    let site: SiteOptions

    /// MiB of a guest that wishes for none.
    static let standardMemory: Int64 = 512

    /// - Throws: ``DriverError/refused(_:)`` for what no guest of this stack can have.
    init(_ order: Order, site: SiteOptions, kind: GuestID.Kind, _ attempt: String) throws(DriverError) {
        self.order = order
        self.site = site
        self.kind = kind
        func refuse(_ answer: String, _ hint: String = "Leave it out") -> DriverError {
            .refused(.init(attempt, order.name.name, answer: answer, hint: hint))
        }
        do {
            options = try GuestOptions.schema.value(from: order.options, at: FieldPath("spec", "stack", ProxmoxDriver.stack))
        } catch {
            throw refuse("\(error)", "")
        }
        guard order.networks.isEmpty else {
            throw refuse(
                "spec.networks is for networks of Strata's own; a guest here is put on a bridge", "Set spec.stack.proxmox.bridge instead")
        }
        guard order.volumes.isEmpty else { throw refuse("spec.volumes is not for guests of Proxmox VE") }
        guard order.ports.isEmpty else {
            throw refuse("spec.ports is not for guests of Proxmox VE: a guest on a bridge has an address of its own")
        }
        switch kind {
        case .qemu: try order.checkForVirtualMachine(attempt)
        case .lxc:
            for (field, isSet) in [
                ("command", !order.command.isEmpty), ("environment", !order.environment.isEmpty), ("processes", order.processes != nil),
            ] where isSet {
                throw refuse("spec.\(field) is not for containers of Proxmox VE: they start as their image says")
            }
        }
        if let memory = order.memory, memory.value < 16 << 20 { throw refuse("spec.memory must be at least 16Mi", "Give it more") }
    }

    /// The keys that stand for the fields of an instance, and their values; nil for keys that must not be there.
    ///
    /// - Parameter old: the configuration so far, whose parts that are nobody's business stay.
    func values(over old: GuestConfig?) -> [String: String?] {
        var values = limits(over: old)
        values[kind == .qemu ? "name" : "hostname"] = order.hostname
        values["onboot"] = options.onBoot ? "1" : "0"
        values["net0"] = card(over: old)
        switch kind {
        case .qemu: if old?.isAgentEnabled != options.agent { values["agent"] = options.agent ? "1" : "0" }
        case .lxc:
            var features = PropertyList(old?.values["features"] ?? "")
            features["nesting"] = options.nesting ? "1" : nil
            values["features"] = features.text.isEmpty ? .some(nil) : features.text
        }
        for (key, value) in options.config { values[key] = value }
        return values
    }

    /// Processors and memory alone.
    func limits(over old: GuestConfig?, isAdopted: Bool = false) -> [String: String?] {
        var values: [String: String?] = [:]
        if let memory = order.memory {
            values["memory"] = "\(max(16, (memory.value + (1 << 20) - 1) >> 20))"
        } else if !isAdopted {
            values["memory"] = "\(Self.standardMemory)"
        }
        if let cores = order.cpuCores {
            let whole = max(1, Int(cores.rounded(.up)))
            // What stands there in sockets and plugged processors stays where it says the same.
            let has = old?.fields(kind, site: site, keys: [String](), isAdopted: true)["spec.cpu.cores"]
            if has != .amount(Double(whole)) {
                values["cores"] = "\(whole)"
                if kind == .qemu {
                    values["sockets"] = "1"
                    values["vcpus"] = .some(nil)
                }
            }
            if !isAdopted { values["cpulimit"] = Double(whole) == cores ? .some(nil) : Self.text(cores) }
        } else if !isAdopted {
            values["cores"] = kind == .qemu ? "1" : .some(nil)
            values["cpulimit"] = .some(nil)
        }
        return values
    }

    /// The network card, with the hardware address and all else that it has.
    private func card(over old: GuestConfig?) -> String {
        var card = PropertyList(old?.values["net0"] ?? (kind == .qemu ? "virtio" : "name=eth0,ip=dhcp,type=veth"))
        card["bridge"] = options.bridge.isEmpty ? site.bridge : options.bridge
        let vlan = options.vlan ?? site.vlan
        card["tag"] = vlan > 0 ? "\(vlan)" : nil
        return card.text
    }

    private static func text(_ cores: Double) -> String {
        let thousandths = Int((cores * 1000).rounded())
        return "\(thousandths / 1000).\(String("\(1000 + thousandths % 1000)".dropFirst()))"
    }
}
