import StrataAPI
import StrataLinuxHost

/// One line `KEY = VALUE` of lxc.container.conf(5) that a user adds.
struct RawConfigLine: Sendable, Equatable {
    var key: String
    var value: String

    /// Takes the line apart; nil for what is no such line.
    init?(_ text: String) {
        guard let equals = text.firstIndex(of: "="), !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            return nil
        }
        key = text[..<equals].trimmed
        value = text[text.index(after: equals)...].trimmed
        let isKey =
            key.hasPrefix("lxc.")
            && key.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || "._-".utf8.contains(byte)
            }
        guard isKey else { return nil }
    }

    /// What keeps a line from being added on any site; nil when nothing does.
    static func problem(with text: String) -> String? {
        guard let line = RawConfigLine(text) else {
            return "must be a line KEY = VALUE with a key of lxc.container.conf(5) that begins with lxc."
        }
        if let field = line.owned { return "\(line.key) is set by Strata: use \(field)" }
        return nil
    }

    /// The field to use instead of a key that Strata sets itself; nil for other keys.
    var owned: String? {
        let fields: [(prefix: String, field: String)] = [
            ("lxc.rootfs", "spec.image"), ("lxc.uts.name", "spec.hostname"), ("lxc.idmap", "spec.stack.lxc.privileged"),
            ("lxc.init.cmd", "spec.command"), ("lxc.execute.cmd", "spec.command"), ("lxc.environment", "spec.environment"),
            ("lxc.net.0", "spec.stack.lxc.network"), ("lxc.start.auto", "spec.stack.lxc.autostart"),
            ("lxc.apparmor.profile", "spec.stack.lxc.apparmorProfile"), ("lxc.signal.halt", "the image's stop signal"),
            ("lxc.console", "instances/NAME/log"), ("lxc.log", "instances/NAME/log"), ("lxc.cgroup.memory", "spec.memory"),
            ("lxc.cgroup2.memory", "spec.memory"), ("lxc.cgroup.cpu.cfs", "spec.cpu"), ("lxc.cgroup2.cpu.max", "spec.cpu"),
            ("lxc.cgroup.pids", "spec.processes"), ("lxc.cgroup2.pids", "spec.processes"),
            ("lxc.cgroup.dir", "nothing: it is needed to find the container"),
            ("lxc.cgroup.relative", "nothing: it is needed to find the container"), ("lxc.ephemeral", "power and deletion"),
        ]
        return fields.first {
            key == $0.prefix || key.hasPrefix($0.prefix + ".") || ($0.prefix.hasSuffix("cfs") && key.hasPrefix($0.prefix))
        }?.field
    }

    /// Whether the key lets the container, or whoever sets it, act on the host itself. A list of what is known to be harmless, so that
    /// keys of later LXC versions are refused until they are known.
    var reachesHost: Bool {
        let harmless = [
            "lxc.prlimit", "lxc.sysctl", "lxc.signal", "lxc.start", "lxc.group", "lxc.tty", "lxc.pty", "lxc.cap.drop", "lxc.no_new_privs",
            "lxc.arch", "lxc.init.uid", "lxc.init.gid", "lxc.init.cwd", "lxc.cgroup2.cpuset", "lxc.cgroup.cpuset", "lxc.cgroup2.cpu",
            "lxc.cgroup.cpu",
            "lxc.cgroup2.io", "lxc.cgroup.blkio", "lxc.monitor.signal.pdeath", "lxc.autodev.tmpfs.size",
        ]
        return !harmless.contains { key == $0 || key.hasPrefix($0 + ".") }
    }
}
