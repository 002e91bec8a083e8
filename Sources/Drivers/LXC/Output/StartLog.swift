import StrataAPI

/// What `lxc-start` and the monitor it leaves behind write to their log, at the level INFO.
enum StartLog {
    /// The level that tells how the first process ended.
    static let level = "INFO"

    /// How the run ended of which this is the log: `lxc-start NAME TIME INFO     error - …:lxc_error_set_and_log:31 - Child <PID> ended on error (3)`, or
    /// `… ended on signal Killed(9)`. LXC says nothing of a first process that ended with zero (error.c).
    ///
    /// - Returns: nil for a log that does not tell of a start.
    static func exit(in text: String) -> Instance.Exit? {
        let lines = text.split(separator: "\n")
        if let line = lines.last(where: { $0.contains(":lxc_error_set_and_log:") }), let words = line.firstRange(of: " ended on ") {
            let rest = line[words.upperBound...]
            guard let open = rest.lastIndex(of: "("), rest.last == ")",
                let number = Int(rest[rest.index(after: open)...].dropLast()), (1...255).contains(number)
            else { return .unknown }
            if rest.hasPrefix("error") { return .exited(number) }
            // The kernel ends a first process that asked for a halt with SIGINT (reboot(2), "Behavior inside PID namespaces").
            return number == 2 ? Instance.Exit(reason: "Completed") : Instance.Exit(signal: number, reason: "Killed")
        }
        return lines.contains { $0.contains(":post_start:") } ? .exited(0) : nil
    }
}
