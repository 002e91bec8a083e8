import StrataDriverKit

/// A command that ends a moment after its output, for daemons that now and then lose what a command writes at its very end: LXD before 5.0.3, and 5.1 to
/// 5.13 (https://github.com/canonical/lxd/issues/11422). It takes a shell inside.
enum LingeringCommand {
    /// Whether a daemon needs it. No API extension tells of the repair.
    static func isNeeded(product: String, version: String) -> Bool {
        let numbers = version.split(separator: ".").map { Int($0) ?? 0 }
        guard product == "lxd", let major = numbers.first else { return false }
        let minor = numbers.count > 1 ? numbers[1] : 0
        let patch = numbers.count > 2 ? numbers[2] : 0
        return major < 5 || (major == 5 && (minor == 0 ? patch < 3 : minor < 14))
    }

    /// On a terminal the command is the shell's foreground, as signals from there demand. Elsewhere a SIGTERM for the shell ends it; what runs in a shell's
    /// background would have no input unless it is given it.
    static func words(_ command: [String], onTerminal: Bool) -> [String] {
        let script =
            onTerminal
            ? #""$@"; r=$?; sleep 0.2 2>/dev/null; exit $r"#
            : #"exec 3<&0; p=; trap 'kill -9 $p' TERM; "$@" <&3 3<&- & p=$!; exec 3<&-; wait $p; r=$?; sleep 0.2 2>/dev/null; exit $r"#
        return ["/bin/sh", "-c", script, "sh"] + command
    }
}
