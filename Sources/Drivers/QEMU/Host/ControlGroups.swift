import StrataDriverKit

/// The control groups that bound a machine's process (cgroups(7)): one named after the machine below `strata` in each hierarchy that has a controller.
struct ControlGroups: Sendable, Equatable {
    /// Where the controllers of version 1 are mounted.
    private(set) var legacy: [String: String] = [:]
    /// Where version 2 is mounted, if it has controllers.
    private(set) var unified: String?
    private(set) var unifiedControllers: Set<String> = []

    private static let controllers = ["cpu", "memory", "pids"]
    /// The accounting period of CPU time in microseconds.
    private static let period = 100_000
    /// What QEMU may use beyond its guest's memory: its own, its devices', translated code.
    static let overhead: Int64 = (TCG.translated << 20) + 448 << 20

    static func look(at machine: any Machine) async throws(TransportError) -> ControlGroups {
        let mounts = try await machine.read("/proc/self/mounts") ?? []
        let roots = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"]
        var available = ""
        for root in roots where available.isEmpty {
            available = String(decoding: try await machine.read("\(root)/cgroup.controllers") ?? [], as: UTF8.self)
        }
        return ControlGroups(mounts: String(decoding: mounts, as: UTF8.self), available: available)
    }

    /// Reads a mount table and version 2's `cgroup.controllers`.
    init(mounts: String, available: String) {
        for line in mounts.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count >= 4 else { continue }
            if words[2] == "cgroup2", unified == nil { unified = String(words[1]) }
            guard words[2] == "cgroup" else { continue }
            for option in words[3].split(separator: ",") where Self.controllers.contains(String(option)) {
                legacy[String(option)] = String(words[1])
            }
        }
        unifiedControllers = Set(available.split(whereSeparator: \.isWhitespace).map(String.init)).intersection(Self.controllers)
        if unifiedControllers.isEmpty { unified = nil }
    }

    var mode: String { legacy.isEmpty ? (unified == nil ? "none" : "cgroup v2") : (unified == nil ? "cgroup v1" : "hybrid") }

    func has(_ controller: String) -> Bool { legacy[controller] != nil || unifiedControllers.contains(controller) }

    /// A machine's groups, the hierarchies' roots before them.
    private func groups(_ uid: String) -> [(root: String, path: String)] {
        var roots = Set(legacy.values)
        if let unified { roots.insert(unified) }
        return roots.sorted().map { ($0, "\($0)/strata/\(uid)") }
    }

    /// The files that hold limits, with their values.
    private func settings(_ uid: String, cpuCores: Double?, memory: Int64) -> [(file: String, value: String)] {
        var settings: [(file: String, value: String)] = []
        let quota = cpuCores.map { max(Int(($0 * Double(Self.period)).rounded()), 1_000) }
        if let root = legacy["cpu"] {
            settings.append(("\(root)/strata/\(uid)/cpu.cfs_quota_us", "\(quota ?? -1)"))
        } else if let unified, unifiedControllers.contains("cpu") {
            settings.append(("\(unified)/strata/\(uid)/cpu.max", "\(quota.map(String.init) ?? "max") \(Self.period)"))
        }
        if let root = legacy["memory"] {
            settings.append(("\(root)/strata/\(uid)/memory.limit_in_bytes", "\(memory + Self.overhead)"))
        } else if let unified, unifiedControllers.contains("memory") {
            settings.append(("\(unified)/strata/\(uid)/memory.max", "\(memory + Self.overhead)"))
        }
        return settings
    }

    /// Arguments: the process that is watched and the file with its number, the most bytes of a log, then each log with the file that takes its older half.
    /// Ends soon after the process. What a log's owner appends between the copy and the emptying is lost.
    private static let watchingScript = #"""
        p=$1 file=$2 most=$3; shift 3
        while sleep 20; do
            [ -d "/proc/$p" ] && [ "$(cat "$file")" = "$p" ] || exit 0
            for log; do
                [ "$(stat -c %s "$log" || echo 0)" -le "$most" ] && continue
                case $log in */qemu.log) older=/dev/null ;; *) older=$log.1 ;; esac
                tail -c "$most" "$log" >"$older" && : >"$log"
            done
        done
        """#

    /// Arguments: the script that watches the logs, the file with the command's number, the most bytes of a log, the log of its console, the file for what it
    /// says, how many groups, the groups' roots and names in pairs, how many settings, pairs of file and value, then the
    /// command. It leads a session of its own within the groups, is nobody's child once this shell has ended, and its number is what is printed. Settings that
    /// cannot be made are passed over: a machine without a limit is better than none, and the survey says what is missing.
    private static let script = #"""
        watch=$1 file=$2 most=$3 log=$4 said=$5; shift 5
        {
        n=$1; shift
        while [ "$n" -gt 0 ]; do
            mkdir -p "$1/strata" "$2" 2>/dev/null
            for d in "$1" "$1/strata"; do
                [ ! -e "$d/cgroup.subtree_control" ] || for c in cpu memory pids; do echo "+$c" >"$d/cgroup.subtree_control"; done 2>/dev/null
            done
            # 0 stands for whoever writes it, which here is no longer the shell that $$ names.
            echo 0 >"$2/cgroup.procs"
            shift 2; n=$((n - 1))
        done 2>/dev/null
        n=$1; shift
        while [ "$n" -gt 0 ]; do echo "$2" >"$1"; shift 2; n=$((n - 1)); done 2>/dev/null
        : >"$said" || exit 1
        setsid "$@" </dev/null >>"$said" 2>&1 &
        echo $!
        } | {
        # Outside of the groups, which it would keep from being removed.
        read -r p || exit 1
        setsid sh -c "$watch" sh "$p" "$file" "$most" "$log" "$said" </dev/null >/dev/null 2>&1 &
        echo "$p"
        }
        """#

    /// A command that starts another one in the background within a machine's groups, which are made for it, and prints its number.
    ///
    /// The command's logs, what it says among them, are kept short as long as it runs, whatever becomes of this program.
    func launch(
        _ executable: String, _ arguments: [String], of directory: MachineDirectory, in uid: String, cpuCores: Double?, memory: Int64
    ) -> Command {
        let groups = groups(uid)
        let settings = settings(uid, cpuCores: cpuCores, memory: memory)
        var words = [
            "-c", Self.script, "sh", Self.watchingScript, directory.process, "\(MachineDirectory.logLimit)", directory.log,
            directory.messages,
        ]
        words.append("\(groups.count)")
        for group in groups { words += [group.root, group.path] }
        words.append("\(settings.count)")
        for setting in settings { words += [setting.file, setting.value] }
        return Command(executable: "sh", arguments: words + [executable] + arguments)
    }

    /// Makes the limits of a running machine others. A limit of memory that cannot be changed now is passed over.
    /// - Returns: a command, which fails where the limit of CPU time cannot be changed; nil where nothing keeps limits.
    func change(_ uid: String, cpuCores: Double?, memory: Int64) -> Command? {
        let settings = settings(uid, cpuCores: cpuCores, memory: memory)
        guard !settings.isEmpty else { return nil }
        let script = #"while [ $# -gt 0 ]; do echo "$2" >"$1" || case $1 in */cpu.*) exit 1 ;; esac; shift 2; done 2>/dev/null"#
        return Command(executable: "sh", arguments: ["-c", script, "sh"] + settings.flatMap { [$0.file, $0.value] })
    }

    /// Arguments: a machine's groups, which go. The kernel keeps those in which something still runs, and takes a moment to notice an end.
    private static let removalScript = #"""
        n=0; for g; do
            while [ -d "$g" ] && ! rmdir "$g" 2>/dev/null; do n=$((n + 1)); [ $n -lt 100 ] || exit 1; sleep 0.01; done
        done
        """#

    /// A command that removes a machine's groups, and fails where something still runs in them.
    func removal(of uid: String) -> Command {
        Command(
            executable: "sh", arguments: ["-c", Self.removalScript, "sh"] + groups(uid).map(\.path))
    }
}
