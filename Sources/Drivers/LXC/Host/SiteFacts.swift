import StrataAPI
import StrataDriverKit
import StrataLinuxHost

/// What does not change about a site while it is connected.
struct SiteFacts: Sendable {
    /// The host's name.
    var host = ""
    var architecture = ""
    /// LXC's version: `5.0.2`.
    var version = ""
    /// The kernel's release: `6.1.0-40-amd64`.
    var kernel = ""
    /// Where the containers lie.
    var path = ""
    var isRoot = false
    /// LXC's tools that are missing.
    var missing: [String] = []
    /// The configuration files of the host's LXC package for all containers, and for unprivileged ones.
    var includes: [String] = []
    var unprivilegedIncludes: [String] = []
    var hasNewuidmap = false
    /// Where LXC's tools lie.
    var toolDirectory = "/usr/bin"
    /// Whether containers can be confined by AppArmor.
    var hasAppArmor: Bool { isAppArmorOn && appArmorLack.isEmpty }
    /// Whether the kernel has it, and it is on.
    var isAppArmorOn = false
    /// What LXC needs to load a profile and the machine lacks.
    var appArmorLack = ""
    var map = IDMap(user: IDMap.standard, group: IDMap.standard)
    /// Whether ids can be mapped at all: not where this root is itself one of few mapped ids.
    var hasAllIDs = true
    var layout = CgroupLayout(mounts: "", unifiedControllers: "")
    /// When the host was started, in seconds since 1970.
    var bootTime: Int64?

    private static let tools = [
        "lxc-start", "lxc-stop", "lxc-ls", "lxc-info", "lxc-attach", "lxc-console", "lxc-freeze", "lxc-unfreeze", "lxc-cgroup",
        "lxc-monitor",
        "lxc-usernsexec", "lxc-destroy", "tar", "flock",
    ]
    private static let files = [
        "/etc/subuid", "/etc/subgid", "/sys/module/apparmor/parameters/enabled", "/proc/self/uid_map", "/proc/self/mounts",
        "/sys/fs/cgroup/cgroup.controllers", "/sys/fs/cgroup/unified/cgroup.controllers", "/proc/stat",
    ]
    private static let script =
        Answers.preface + #"""
            p kernel "$(uname -r)"
            for t; do command -v "$t" >/dev/null || p missing "$t"; done
            p version "$(lxc-start --version 2>/dev/null)"; p path "$(lxc-config lxc.lxcpath 2>/dev/null)"
            command -v newuidmap >/dev/null && p newuidmap yes
            p lxc "$(command -v lxc-start)"
            command -v apparmor_parser >/dev/null || p apparmor 'apparmor_parser is not installed: apt-get install -y apparmor'
            for f in common userns; do [ -r "/usr/share/lxc/config/$f.conf" ] && p "$f" "/usr/share/lxc/config/$f.conf"; done; :
            """#

    /// Looks at a machine, without changing anything there.
    static func look(at machine: any Machine) async throws(TransportError) -> SiteFacts {
        let output = try await machine.check(Command(executable: "sh", arguments: ["-c", script, "sh"] + tools))
        let files = try await FileBatch.read(files, on: machine).mapValues { String(decoding: $0, as: UTF8.self) }
        return SiteFacts(answers: output.text, files: files)
    }

    init(answers: String, files: [String: String]) {
        for (key, value) in Answers(answers).pairs {
            switch key {
            case "uid": isRoot = value == "0"
            case "host": host = value
            case "arch": architecture = value
            case "kernel": kernel = value
            case "missing": missing.append(value)
            case "version": version = value
            case "path": path = value
            case "newuidmap": hasNewuidmap = true
            case "lxc" where value.hasPrefix("/"): toolDirectory = value.split(separator: "/").dropLast().map { "/\($0)" }.joined()
            case "apparmor": appArmorLack = value
            case "common": includes = [value]
            case "userns": unprivilegedIncludes = [value]
            default: continue
            }
        }
        isAppArmorOn = files["/sys/module/apparmor/parameters/enabled"]?.hasPrefix("Y") ?? false
        let mounts = files["/proc/self/mounts"] ?? ""
        // Profiles are loaded through securityfs (apparmor(7)).
        if appArmorLack.isEmpty, !mounts.contains(" securityfs ") {
            appArmorLack = "securityfs is not mounted: mount -t securityfs none /sys/kernel/security"
        }
        map = IDMap(subuid: files["/etc/subuid"] ?? "", subgid: files["/etc/subgid"] ?? "")
        hasAllIDs = files["/proc/self/uid_map"].map { Self.covers($0, map) } ?? false
        layout = CgroupLayout(
            mounts: mounts,
            unifiedControllers: files["/sys/fs/cgroup/cgroup.controllers"] ?? files["/sys/fs/cgroup/unified/cgroup.controllers"] ?? "")
        bootTime = files["/proc/stat"].flatMap(ProcessFiles.bootTime)
    }

    /// Whether the ids exist in this user namespace (user_namespaces(7)).
    private static func covers(_ uidMap: String, _ map: IDMap) -> Bool {
        uidMap.split(separator: "\n").contains { line in
            let numbers = line.split(separator: " ").compactMap { UInt64($0) }
            return numbers.count == 3 && numbers[0] <= UInt64(map.user) && numbers[0] + numbers[2] >= UInt64(map.user) + UInt64(IDMap.size)
        }
    }

    /// Whether a mount can show an unprivileged container its files' ids as it sees its own (mount_setattr(2); LXC 5.0, "idmap").
    var mapsMounts: Bool {
        func isAtLeast(_ text: String, _ major: Int, _ minor: Int) -> Bool {
            let numbers = text.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
            return numbers.count == 2 && (numbers[0], numbers[1]) >= (major, minor)
        }
        return isAtLeast(kernel, 5, 12) && isAtLeast(version, 5, 0)
    }

    /// Why LXC cannot be used there; nil when it can.
    var obstacle: (answer: String, hint: String)? {
        let lxc = missing.filter { $0.hasPrefix("lxc-") }
        if !lxc.isEmpty {
            return (
                "\(lxc.joined(separator: ", ")) \(lxc.count == 1 ? "is" : "are") not installed", "Install LXC there: apt-get install -y lxc"
            )
        }
        if !missing.isEmpty {
            return ("\(missing.joined(separator: ", ")) is not installed", "Install it there with the system's package manager")
        }
        if !isRoot { return ("only root can run LXC's containers for others", "Run Strata as root, or log in there as root") }
        if layout.mode == .none { return ("no control groups are mounted", "Mount them: mount -t cgroup2 none /sys/fs/cgroup") }
        return nil
    }

    /// Runs one of LXC's tools.
    ///
    /// Root may map any ids by itself. liblxc has newuidmap(1) do it where it finds that in PATH, which costs four processes, and fails where
    /// /etc/subuid grants root nothing. So PATH is taken away, but for the directories of apparmor_parser(8), which liblxc runs as well.
    func command(_ tool: String, _ arguments: [String], map: IDMap?) -> Command {
        guard map != nil, hasNewuidmap else { return Command(executable: tool, arguments: arguments) }
        return Command(
            executable: "\(toolDirectory)/\(tool)", arguments: arguments, environment: hasAppArmor ? ["PATH": Self.systemPath] : [:],
            unset: hasAppArmor ? [] : ["PATH"])
    }

    private static let systemPath = "/usr/sbin:/sbin"

    /// What runs a command as root of a user namespace with the map's ids.
    func inNamespace(_ map: IDMap) -> [String] {
        let command = command("lxc-usernsexec", map.arguments + ["--", "env", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"], map: map)
        let variables = command.unset.flatMap { ["-u", $0] } + command.environment.map { "\($0)=\($1)" }
        return (variables.isEmpty ? [] : ["env"] + variables) + [command.executable] + command.arguments
    }
}
