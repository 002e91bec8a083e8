import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import StrataNetwork

/// Everything Strata writes into a container's configuration.
struct Blueprint: Sendable {
    /// The container's directory.
    var directory: String
    var tag: ContainerTag
    /// The lines that say what the root file system is and whose ids its processes have. They stay as they were made.
    var foundation: [String]
    var options = ContainerOptions()
    var limits = Limits()
    var hostname = ""
    var command: [String] = []
    var environment: [String: String] = [:]
    var stopSignal = ""
    /// One for each network card, in their order.
    var leases: [NetworkLease] = []
    /// The lines of its volumes.
    var mounts: [String] = []
    /// The configuration files that the host's LXC package has for every container.
    var includes: [String] = []
    var layout: CgroupLayout
    var hasAppArmor = false

    /// The keys of ``foundation``.
    static let foundationKeys = ["lxc.rootfs.path", "lxc.rootfs.options", "lxc.idmap"]
    /// The first process of an image that names none.
    static let standardCommand = ["/sbin/init"]

    /// The section of the file that is Strata's.
    /// - Throws: ``DriverError/refused(_:)`` for a value that no line can hold.
    func section() throws(DriverError) -> [String] {
        var tag = tag
        var lines = includes.map { "lxc.include = \($0)" } + foundation
        if tag.origin == .created { lines += try ownLines(&tag) }
        lines += limits.lines(layout)
        lines += options.config
        for line in lines + tag.lines where line.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            throw .refused(
                .init(
                    "configure", tag.name,
                    answer: "a line of the configuration would hold a control character: \(line.printable(limit: 120))"))
        }
        return [ContainerConfig.begin] + tag.lines + lines + [ContainerConfig.end]
    }

    /// The whole file, with the lines of others that it held before.
    func text(keeping old: ContainerConfig? = nil) throws(DriverError) -> [UInt8] {
        let lines = (old?.linesBefore ?? []) + (try section()) + (old?.linesAfter ?? [])
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// What a container that Strata made has and one that was taken over keeps as it is.
    private func ownLines(_ tag: inout ContainerTag) throws(DriverError) -> [String] {
        var lines = ["lxc.uts.name = \(hostname)"]
        if options.apparmorProfile.isEmpty {
            lines.append("lxc.apparmor.profile = \(hasAppArmor ? "generated" : "unconfined")")
            if hasAppArmor { lines.append("lxc.apparmor.allow_nesting = 1") }
        } else {
            lines.append("lxc.apparmor.profile = \(options.apparmorProfile)")
        }
        if includes.isEmpty { lines.append("lxc.mount.auto = proc:mixed sys:mixed cgroup:mixed") }
        if !stopSignal.isEmpty { lines.append("lxc.signal.halt = \(stopSignal)") }
        lines += [
            "lxc.console.logfile = \(directory)/console.log", "lxc.console.size = 1MB", "lxc.console.rotate = 1",
        ]
        for file in ContainerTree.mounted {
            lines.append("lxc.mount.entry = \(directory)/\(ContainerTree.files(of: tag.uid))/\(file) etc/\(file) none bind,optional 0 0")
        }
        lines += mounts
        lines += network
        let command = command.isEmpty ? Self.standardCommand : command
        if command.allSatisfy(Self.isPlainWord) {
            lines.append("lxc.init.cmd = \(command.joined(separator: " "))")
        } else {
            tag.command = command
        }
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            if value.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
                tag.environment[name] = value
            } else {
                // The outer quotes are liblxc's to remove, and keep white space at the ends (confile.c, parse_line).
                lines.append("lxc.environment = \"\(name)=\(value)\"")
            }
        }
        if options.autostart {
            guard tag.command.isEmpty, tag.environment.isEmpty else {
                throw .refused(
                    .init(
                        "configure", tag.name,
                        answer: "lxc-autostart cannot pass on a command with spaces or quotes, or variables with line breaks",
                        hint: "Set spec.stack.lxc.autostart to false, or put the command into a script in the image"))
            }
            lines.append("lxc.start.auto = 1")
        }
        return lines
    }

    /// The lines of the container's network cards. The first one is the way out.
    var network: [String] {
        if leases.isEmpty { return ["lxc.net.0.type = empty"] }
        return leases.enumerated().flatMap { number, lease in
            let settings = [
                "type = veth", "link = \(lease.bridge)", "flags = up", "name = eth\(number)", "hwaddr = \(lease.mac)",
                "ipv4.address = \(lease.address)/\(lease.prefix)\(broadcast(lease))",
            ]
            return (settings + (number == 0 ? ["ipv4.gateway = \(lease.gateway)"] : [])).map { "lxc.net.\(number).\($0)" }
        }
    }

    /// Without one, liblxc 5.0 computes the broadcast address without the network's part.
    private func broadcast(_ lease: NetworkLease) -> String {
        let parts = lease.address.split(separator: ".").compactMap { UInt32($0) }
        guard parts.count == 4, (1...30).contains(lease.prefix) else { return "" }
        let bits = parts.reduce(0) { $0 << 8 | $1 } | UInt32.max >> UInt32(lease.prefix)
        return " " + [24, 16, 8, 0].map { String(bits >> UInt32($0) & 0xFF) }.joined(separator: ".")
    }

    /// liblxc splits `lxc.init.cmd` at white space and knows no quotes.
    private static func isPlainWord(_ word: String) -> Bool {
        !word.isEmpty && word.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") }
    }
}
