import StrataAPI
import StrataDriverKit

/// An order, checked and put into the daemon's words: what its configuration, devices and profiles should be.
struct MachinePlan: Sendable {
    var tag: MachineTag
    var limits: MachineLimits
    var options: MachineOptions
    /// Strata's own devices, by name.
    var devices: InstanceRecord.Devices = [:]
    var hostname: String
    var disk: Int64?
    var isVirtualMachine: Bool

    /// Devices that Strata makes have names of their own.
    static let devicePrefix = "strata-"
    /// The keys of `raw.lxc` that Strata sets.
    private static let ownLines = ["lxc.init.cmd", "lxc.uts.name", "lxc.signal.halt"]

    /// - Parameter old: the tag that the instance has; nil for a new one.
    init(_ order: Order, old: MachineTag?, site: SiteOptions, isVirtualMachine: Bool, _ attempt: String) throws(DriverError) {
        let name = order.name.name
        let refuse = { (answer: String, hint: String) in DriverError.refused(.init(attempt, name, answer: answer, hint: hint)) }
        do {
            options = try MachineOptions.schema.value(from: order.options, at: FieldPath("spec", "stack", LXDDriver.stack))
        } catch {
            throw refuse("\(error)", "")
        }
        if !site.hostAccess, let key = options.reachingHost.first {
            throw refuse(
                "\(key.printable(limit: 80)) lets an instance act on the host",
                "If that is wanted, set spec.options.hostAccess of the Site to true")
        }
        if let reason = StringRule.label.check?(order.hostname) {
            throw refuse("the host name \(order.hostname.printable(limit: 80)) is wrong: \(reason)", "")
        }
        for name in order.environment.keys where name.isEmpty || !name.utf8.allSatisfy(Self.isOfVariable) {
            throw refuse("\(name.printable(limit: 80)) is no name for a variable", "Use letters, digits and underscores")
        }
        guard !(order.command + order.environment.values).contains(where: { $0.utf8.contains(0) }) else {
            throw refuse("a command or variable holds a NUL byte", "")
        }
        if isVirtualMachine, !order.command.isEmpty || !order.environment.isEmpty || !order.ports.isEmpty || order.processes != nil {
            throw refuse(
                "a virtual machine has no command, environment, published ports or limit of processes that LXD could set",
                "Leave spec.command, spec.environment, spec.ports and spec.processes out")
        }
        guard isVirtualMachine || !options.stateful else { throw refuse(KeptMemory.containers, "Leave spec.stack.lxd.stateful out") }
        var tag = old ?? MachineTag(uid: order.uid, instance: order.name.description, origin: .created)
        tag.uid = order.uid
        tag.instance = order.name.description
        tag.server = order.server
        tag.labels = order.labels
        tag.environment = order.environment
        if let image = order.image {
            tag.command = order.command.isEmpty ? image.command : order.command
            let signal = image.stopSignal
            guard signal.utf8.count <= 32, signal.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw refuse("the image's stop signal \(signal.printable(limit: 40)) is none", "")
            }
            tag.stopSignal = signal
        } else if !order.command.isEmpty {
            tag.command = order.command
        }
        tag.keys = options.config.keys.sorted()
        self.tag = tag
        limits = MachineLimits(order)
        hostname = order.hostname
        disk = order.disk?.value
        self.isVirtualMachine = isVirtualMachine
        for port in order.ports { devices[PublishedPort.device(port)] = PublishedPort.settings(port) }
    }

    private static func isOfVariable(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// The configuration that an instance should have: what it has, with what Strata sets made anew.
    ///
    /// - Parameter name: the instance's, which is its host name unless it is given another.
    func config(over old: [String: String], name: String) -> [String: String] {
        let former = MachineTag(old)?.keys ?? []
        var config = old.filter { key, _ in
            !key.hasPrefix(MachineTag.prefix) && !key.hasPrefix("environment.") && !former.contains(key)
        }
        limits.write(to: &config, isVirtualMachine: isVirtualMachine)
        config["security.privileged"] = options.privileged ? "true" : nil
        config["security.nesting"] = options.nesting ? "true" : nil
        config["boot.autostart"] = options.autostart ? "true" : nil
        config["migration.stateful"] = options.stateful ? "true" : nil
        for (key, value) in options.config { config[key] = value }
        config.merge(tag.config) { $1 }
        guard !isVirtualMachine else { return config }
        for (key, value) in tag.environment where FirstProcess.canHold(value) { config["environment.\(key)"] = value }
        let lines = Self.lines(config["raw.lxc"]).filter { line in !Self.ownLines.contains(Self.key(line)) } + ownLines(name)
        config["raw.lxc"] = lines.isEmpty ? nil : lines.joined(separator: "\n")
        return config
    }

    private func ownLines(_ name: String) -> [String] {
        var lines: [String] = []
        if let first = FirstProcess.line(tag.command, tag.environment.filter { !FirstProcess.canHold($0.value) }) {
            lines.append("lxc.init.cmd = \(first)")
        }
        if hostname != name { lines.append("lxc.uts.name = \(hostname)") }
        // What the daemon sends anyway.
        if !tag.stopSignal.isEmpty, tag.stopSignal != "SIGPWR" { lines.append("lxc.signal.halt = \(tag.stopSignal)") }
        return lines
    }

    /// The devices that an instance should have: others' stay.
    ///
    /// - Parameter root: its root disk, as its profiles or its own devices give it.
    func devices(over old: InstanceRecord.Devices, root: (device: String, settings: [String: String])?) -> InstanceRecord.Devices {
        var new = old.filter { !Self.isOwn($0.key, $0.value) }
        new.merge(devices) { $1 }
        guard let root else { return new }
        var settings = root.settings
        if let disk, settings["size"].flatMap(MachineLimits.bytes) ?? 0 < disk { settings["size"] = "\(disk)" }
        if isVirtualMachine, options.stateful,
            settings["size.state"].flatMap(MachineLimits.bytes) ?? 0 < KeptMemory.room(for: limits.memory)
        {
            settings["size.state"] = "\(KeptMemory.room(for: limits.memory))"
        }
        if settings != root.settings { new[root.device] = settings }
        return new
    }

    /// Whether Strata made a device. Those that stand for ones of a profile have its name, and say so.
    static func isOwn(_ name: String, _ settings: [String: String]) -> Bool {
        name.hasPrefix(devicePrefix) || settings[NetworkCard.mark] != nil
    }

    /// Whether all lines of `raw.lxc` are such as Strata sets.
    static func isOwn(lines raw: String) -> Bool { lines(raw).allSatisfy { ownLines.contains(key($0)) } }

    static func lines(_ raw: String?) -> [String] {
        (raw ?? "").split(separator: "\n").map(String.init)
    }

    static func key(_ line: String) -> String {
        String(line.prefix { $0 != "=" }.filter { $0 != " " && $0 != "\t" })
    }
}
