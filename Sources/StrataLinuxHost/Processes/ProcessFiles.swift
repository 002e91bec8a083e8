/// What the files of /proc say about processes (proc(5)).
package enum ProcessFiles {
    /// Whether a process is the first of a process namespace right below this one: the line `NSpid` of `status` has its numbers in each
    /// namespace, from the reader's on (proc(5)).
    package static func isFirst(status: String) -> Bool {
        for line in status.split(separator: "\n") where line.hasPrefix("NSpid:") {
            let numbers = line.dropFirst(6).split(whereSeparator: \.isWhitespace)
            return numbers.count == 2 && numbers[1] == "1"
        }
        return false
    }

    /// The number of a process's parent: the line `PPid` of `status`.
    package static func parent(status: String) -> Int? {
        for line in status.split(separator: "\n") where line.hasPrefix("PPid:") {
            return Int(line.dropFirst(5).trimmed).flatMap { $0 > 1 ? $0 : nil }
        }
        return nil
    }

    /// The fields of `stat` after the name, which may itself hold anything, parentheses too. The first of them is the state.
    private static func fields(_ stat: String) -> [Substring] {
        guard let end = stat.lastIndex(of: ")") else { return [] }
        return stat[stat.index(after: end)...].split(separator: " ")
    }

    /// When the process started, in hundredths of a second since the boot (time(7), USER_HZ).
    package static func startTicks(stat: String) -> Int64? {
        let fields = fields(stat)
        return fields.count > 19 ? Int64(fields[19]) : nil
    }

    /// CPU time in user and kernel mode, in seconds.
    package static func cpuSeconds(stat: String) -> Double? {
        let fields = fields(stat)
        guard fields.count > 12, let user = Int64(fields[11]), let system = Int64(fields[12]) else { return nil }
        return Double(user + system) / 100
    }

    /// Which process it is, and whether it is over.
    package struct Status: Sendable, Equatable {
        package var startTicks: Int64
        /// Whether it has ended with all its threads, and at most waits for its parent to notice.
        package var hasEnded: Bool

        package init?(stat: String) {
            let fields = fields(stat)
            guard let state = fields.first, let ticks = ProcessFiles.startTicks(stat: stat), let threads = Int(fields[17]) else {
                return nil
            }
            startTicks = ticks
            hasEnded = ["Z", "X"].contains(state) && threads <= 1
        }
    }

    /// Resident pages: the second field of `statm`.
    package static func residentPages(statm: String) -> Int64? {
        let fields = statm.split(separator: " ")
        return fields.count > 1 ? Int64(fields[1]) : nil
    }

    /// The arguments of a process: `cmdline`, each ended by a NUL. Empty for one that is ending.
    package static func arguments(cmdline: [UInt8]) -> [String] {
        cmdline.split(separator: 0, omittingEmptySubsequences: false).dropLast().map { String(decoding: $0, as: UTF8.self) }
    }

    /// When the machine was started, in seconds since 1970: `btime` of /proc/stat.
    package static func bootTime(stat: String) -> Int64? {
        for line in stat.split(separator: "\n") where line.hasPrefix("btime ") { return Int64(line.dropFirst(6).trimmed) }
        return nil
    }

    /// The IPv4 addresses of a network namespace, in the order of their numbers, without loopback: the leaves of `net/fib_trie` that are `/32 host LOCAL`.
    package static func addresses(fibTrie: String) -> [String] {
        var addresses: [String] = []
        var leaf = ""
        for line in fibTrie.split(separator: "\n") {
            let text = line.trimmed
            if text.hasPrefix("|-- ") {
                leaf = String(text.dropFirst(4))
            } else if text.hasPrefix("/32 host LOCAL"), !leaf.hasPrefix("127."), !addresses.contains(leaf), isIPv4(leaf) {
                addresses.append(leaf)
            }
        }
        return addresses
    }

    /// The global IPv6 addresses of a network namespace, shortened as RFC 5952 wants them: scope 00 in `net/if_inet6`.
    package static func addresses(inet6: String) -> [String] {
        inet6.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count >= 6, fields[0].utf8.count == 32, fields[3] == "00" else { return nil }
            var groups: [String] = []
            var rest = fields[0][...]
            while !rest.isEmpty {
                guard let group = UInt16(rest.prefix(4), radix: 16) else { return nil }
                groups.append(String(group, radix: 16))
                rest = rest.dropFirst(4)
            }
            return shortened(groups)
        }
    }

    private static func shortened(_ groups: [String]) -> String {
        var longest = 0..<0
        var start: Int?
        for index in 0...groups.count {
            if index < groups.count, groups[index] == "0" {
                start = start ?? index
            } else if let first = start {
                if index - first > longest.count { longest = first..<index }
                start = nil
            }
        }
        guard longest.count > 1 else { return groups.joined(separator: ":") }
        return groups[..<longest.lowerBound].joined(separator: ":") + "::" + groups[longest.upperBound...].joined(separator: ":")
    }

    private static func isIPv4(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}
