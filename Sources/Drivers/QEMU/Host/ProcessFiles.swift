import StrataAPI

/// What the files of /proc say about a process (proc(5)).
enum ProcessFiles {
    /// The fields of `stat` after the name, which may itself hold anything, parentheses too. The first of them is the state.
    private static func fields(_ stat: String) -> [Substring] {
        guard let end = stat.lastIndex(of: ")") else { return [] }
        return stat[stat.index(after: end)...].split(separator: " ")
    }

    /// When the process started, in hundredths of a second since the boot (time(7), USER_HZ).
    static func startTicks(stat: String) -> Int64? {
        let fields = fields(stat)
        return fields.count > 19 ? Int64(fields[19]) : nil
    }

    /// CPU time in user and kernel mode, in seconds.
    static func cpuSeconds(stat: String) -> Double? {
        let fields = fields(stat)
        guard fields.count > 12, let user = Int64(fields[11]), let system = Int64(fields[12]) else { return nil }
        return Double(user + system) / 100
    }

    /// Which process it is, and whether it is over.
    struct Status: Sendable, Equatable {
        var startTicks: Int64
        /// Whether it has ended with all its threads, and at most waits for its parent to notice.
        var hasEnded: Bool

        init?(stat: String) {
            let fields = fields(stat)
            guard let state = fields.first, let ticks = ProcessFiles.startTicks(stat: stat), let threads = Int(fields[17]) else {
                return nil
            }
            startTicks = ticks
            hasEnded = ["Z", "X"].contains(state) && threads <= 1
        }
    }

    /// Resident pages: the second field of `statm`.
    static func residentPages(statm: String) -> Int64? {
        let fields = statm.split(separator: " ")
        return fields.count > 1 ? Int64(fields[1]) : nil
    }

    /// When the machine was started, in seconds since 1970: `btime` of /proc/stat.
    static func bootTime(stat: String) -> Int64? {
        for line in stat.split(separator: "\n") where line.hasPrefix("btime ") { return Int64(line.dropFirst(6).prefix { $0.isNumber }) }
        return nil
    }

    /// The arguments of a process: `cmdline`, each ended by a NUL. Empty for one that is ending.
    static func arguments(cmdline: [UInt8]) -> [String] {
        cmdline.split(separator: 0, omittingEmptySubsequences: false).dropLast().map { String(decoding: $0, as: UTF8.self) }
    }
}
