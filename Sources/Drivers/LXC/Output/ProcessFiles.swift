/// What the files of /proc/PID say about a container's first process.
enum ProcessFiles {
    /// Whether a process is the first of a process namespace right below this one: the line `NSpid` of `status` has its numbers in each
    /// namespace, from the reader's on (proc(5)).
    static func isFirst(status: String) -> Bool {
        for line in status.split(separator: "\n") where line.hasPrefix("NSpid:") {
            let numbers = line.dropFirst(6).split(whereSeparator: \.isWhitespace)
            return numbers.count == 2 && numbers[1] == "1"
        }
        return false
    }

    /// The parent's number: the line `PPid` of `status`.
    static func parent(status: String) -> Int? {
        status.split(separator: "\n").first { $0.hasPrefix("PPid:") }.flatMap { Int($0.dropFirst(5).trimmed) }
    }

    /// Whether this is the title that LXC gives to a container's monitor: `[lxc monitor] PATH NAME` (lxccontainer.c, do_lxcapi_start).
    static func isMonitor(cmdline: [UInt8], of name: String, in path: String) -> Bool {
        String(decoding: cmdline.prefix { $0 != 0 }, as: UTF8.self) == "[lxc monitor] \(path) \(name)"
    }

    /// When a process started, in clock ticks since the boot: field 22 of `stat` (proc(5)). The name before it may hold anything, parentheses too.
    static func startTicks(stat: String) -> Int64? {
        guard let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        return fields.count > 19 ? Int64(fields[19]) : nil
    }

    /// When the machine was started, in seconds since 1970: `btime` of /proc/stat.
    static func bootTime(stat: String) -> Int64? {
        for line in stat.split(separator: "\n") where line.hasPrefix("btime ") { return Int64(line.dropFirst(6).trimmed) }
        return nil
    }

    /// The IPv4 addresses of a network namespace, in the order of their numbers, without loopback: the leaves of `net/fib_trie` that are `/32 host LOCAL`.
    static func addresses(fibTrie: String) -> [String] {
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
    static func addresses(inet6: String) -> [String] {
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
