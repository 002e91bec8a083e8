import StrataAPI
import StrataDriverKit
import StrataLinuxHost

/// What does not change about a site while it is connected.
struct SiteFacts: Sendable {
    /// The host's name.
    var host = ""
    var architecture = ""
    /// systemd's version, such as `252`.
    var version = ""
    var isRoot = false
    /// Programs that are missing.
    var missing: [String] = []
    /// Whether systemd is the host's first process and machined can be asked.
    var hasMachined = false
    /// Why machined is not asked, where it is not.
    var machinedLack = ""
    /// The units of systemd's that run, of those that the stack's diagram shows.
    var activeUnits: Set<String> = []
    var map = IDMap(user: IDMap.standard, group: IDMap.standard)
    /// Whether ids can be mapped at all: not where this root is itself one of few mapped ids.
    var hasAllIDs = true
    var layout = CgroupLayout(mounts: "", unifiedControllers: "")
    /// When the host was started, in seconds since 1970.
    var bootTime: Int64?

    private static let tools = [
        "systemd-nspawn", "unshare", "nsenter", "setsid", "ip", "tar", "flock", "mount", "mkfifo", "stdbuf",
    ]
    static let units = ["systemd-machined", "systemd-networkd", "systemd-resolved", "systemd-journald"]
    private static let files = [
        "/etc/subuid", "/etc/subgid", "/proc/self/uid_map", "/proc/self/mounts", "/sys/fs/cgroup/cgroup.controllers",
        "/sys/fs/cgroup/unified/cgroup.controllers", "/proc/stat",
    ]
    private static let script =
        Answers.preface + #"""
            while [ "$1" != -- ]; do command -v "$1" >/dev/null || p missing "$1"; shift; done; shift
            p version "$(systemd-nspawn --version 2>/dev/null | head -n 1)"
            if [ ! -d /run/systemd/system ]; then p lack 'systemd is not the first process of this host'
            elif ! command -v machinectl >/dev/null; then p lack 'machinectl is not installed'
            elif [ ! -S /run/dbus/system_bus_socket ]; then p lack 'the system bus does not run'
            else
                p machined yes
                for u; do [ "$(systemctl is-active "$u.service" 2>/dev/null)" = active ] && p unit "$u"; done
            fi; :
            """#

    /// Looks at a machine, without changing anything there.
    static func look(at machine: any Machine) async throws(TransportError) -> SiteFacts {
        let output = try await machine.check(Command(executable: "sh", arguments: ["-c", script, "sh"] + tools + ["--"] + units))
        let files = try await FileBatch.read(files, on: machine).mapValues { String(decoding: $0, as: UTF8.self) }
        return SiteFacts(answers: output.text, files: files)
    }

    init(answers: String, files: [String: String]) {
        for (key, value) in Answers(answers).pairs {
            switch key {
            case "uid": isRoot = value == "0"
            case "host": host = value
            case "arch": architecture = value
            case "missing": missing.append(value)
            case "version": version = Self.version(value)
            case "machined": hasMachined = true
            case "lack": machinedLack = value
            case "unit": activeUnits.insert(value)
            default: continue
            }
        }
        map = Self.map(subuid: files["/etc/subuid"] ?? "", subgid: files["/etc/subgid"] ?? "")
        hasAllIDs = files["/proc/self/uid_map"].map { Self.covers($0, map) } ?? false
        layout = CgroupLayout(
            mounts: files["/proc/self/mounts"] ?? "",
            unifiedControllers: files["/sys/fs/cgroup/cgroup.controllers"] ?? files["/sys/fs/cgroup/unified/cgroup.controllers"] ?? "")
        bootTime = files["/proc/stat"].flatMap(ProcessFiles.bootTime)
    }

    /// nspawn has one range for users and groups.
    private static func map(subuid: String, subgid: String) -> IDMap {
        let map = IDMap(subuid: subuid, subgid: subgid)
        return map.user == map.group ? map : IDMap(subuid: "", subgid: "")
    }

    /// `systemd 252 (252.39-1~deb12u2)`.
    private static func version(_ line: String) -> String {
        let words = line.split(separator: " ")
        guard words.count > 1, words[0] == "systemd" else { return "" }
        let full = words.count > 2 ? words[2].filter { $0 != "(" && $0 != ")" } : ""
        return full.isEmpty ? String(words[1]) : String(full.prefix { $0 != "-" })
    }

    /// Whether the ids exist in this user namespace (user_namespaces(7)).
    private static func covers(_ uidMap: String, _ map: IDMap) -> Bool {
        uidMap.split(separator: "\n").contains { line in
            let numbers = line.split(separator: " ").compactMap { UInt64($0) }
            return numbers.count == 3 && numbers[0] <= UInt64(map.user) && numbers[0] + numbers[2] >= UInt64(map.user) + UInt64(IDMap.size)
        }
    }

    /// Why systemd-nspawn cannot be used there; nil when it can.
    var obstacle: (answer: String, hint: String)? {
        if missing.contains("systemd-nspawn") {
            return ("systemd-nspawn is not installed", "Install it there: apt-get install -y systemd-container")
        }
        if let program = missing.first {
            let package = ["ip": "iproute2", "tar": "tar", "stdbuf": "coreutils", "mkfifo": "coreutils"][program] ?? "util-linux"
            return ("\(program) is not installed", "Install it there: apt-get install -y \(package)")
        }
        if !isRoot { return ("only root can run systemd-nspawn", "Run Strata as root, or log in there as root") }
        if layout.mode == .none { return ("no control groups are mounted", "Mount them: mount -t cgroup2 none /sys/fs/cgroup") }
        return nil
    }

    /// Arguments: the first id, how many; then a command, which runs as root of a user namespace with these ids.
    private static let namespaceScript = #"""
        first=$1 count=$2; shift 2
        unshare --user sleep 3600 & h=$!
        trap 'kill "$h" 2>/dev/null' EXIT
        n=0; while [ "/proc/$h/ns/user" -ef /proc/self/ns/user ]; do n=$((n + 1)); [ $n -lt 500 ] || exit 1; sleep 0.01; done
        echo "0 $first $count" >"/proc/$h/uid_map" && echo "0 $first $count" >"/proc/$h/gid_map" || exit 1
        nsenter --user="/proc/$h/ns/user" --setuid 0 --setgid 0 -- "$@"
        """#

    /// What runs a command as root of a user namespace with the map's ids.
    static func inNamespace(_ map: IDMap) -> [String] { ["sh", "-c", namespaceScript, "sh", "\(map.user)", "\(IDMap.size)"] }
}
