import StrataAPI

/// The installed packages of dpkg's status file (dpkg(1), deb822(5)).
struct PackageList {
    private(set) var versions: [String: String] = [:]

    init(parsing text: String) {
        var name = ""
        var version = ""
        var isInstalled = false
        func close() {
            if isInstalled, !name.isEmpty { versions[name] = version }
            name = ""
            version = ""
            isInstalled = false
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty {
                close()
            } else if line.hasPrefix("Package: ") {
                name = String(line.dropFirst(9)).printable(limit: 100)
            } else if line.hasPrefix("Version: ") {
                version = String(line.dropFirst(9)).printable(limit: 100)
            } else if line.hasPrefix("Status: ") {
                isInstalled = line.hasSuffix(" ok installed")
            }
        }
        // A file cut short ends within an entry, of which nothing is believed.
        if text.hasSuffix("\n") { close() }
    }
}

/// How control groups are laid out, by the mount table (cgroups(7)).
struct ControlGroupReader {
    let groups: MachineFacts.ControlGroups

    private static let known: Set<Substring> = [
        "cpu", "cpuacct", "cpuset", "memory", "pids", "freezer", "devices", "blkio", "hugetlb", "net_cls", "net_prio", "perf_event",
    ]

    init(mounts: String, unified: String) {
        var controllers: Set<Substring> = []
        var hasLegacy = false
        var hasUnified = false
        for line in mounts.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count >= 4 else { continue }
            if words[2] == "cgroup2" { hasUnified = true }
            guard words[2] == "cgroup" else { continue }
            let found = words[3].split(separator: ",").filter(Self.known.contains)
            if !found.isEmpty { hasLegacy = true }
            controllers.formUnion(found)
        }
        if hasUnified { controllers.formUnion(unified.split(whereSeparator: \.isWhitespace)) }
        let version = hasLegacy ? (hasUnified ? "hybrid" : "1") : hasUnified ? "2" : "none"
        groups = MachineFacts.ControlGroups(version: version, controllers: controllers.map { String($0).printable(limit: 40) }.sorted())
    }
}

extension MachineFacts {
    /// The disks by name, without loop devices, memory and what is made of other disks.
    static func diskNames(_ record: MachineRecord) -> [String] {
        let virtual = ["loop", "ram", "zram", "dm-", "md", "sr", "fd", "nbd"]
        return (record.names("/sys/block").value ?? []).filter { name in
            !name.contains("/") && name != "." && name != ".." && !virtual.contains { name.hasPrefix($0) }
        }
    }
}

extension MachineRecord {
    /// QEMU's emulators.
    var emulators: Reading<[String]> { names("/usr/bin").map { $0.filter { $0.hasPrefix("qemu-system-") } } }

    /// Whether a program is installed in one of the usual places.
    func hasProgram(_ name: String) -> Reading<Bool> {
        var unknown: String?
        for directory in Places.programDirectories {
            switch names(directory) {
            case .known(let names): if names.contains(name) { return .known(true) }
            case .unknown(let why): unknown = why
            }
        }
        return unknown.map { .unknown($0) } ?? .known(false)
    }
}

extension Reading {
    /// The same with the value turned into another, which may be unknown.
    func flatMap<Other>(_ transform: (Value) -> Reading<Other>) -> Reading<Other> {
        switch self {
        case .known(let value): transform(value)
        case .unknown(let why): .unknown(why)
        }
    }
}

extension StringProtocol {
    /// The first line without blanks around it, fit for a terminal. Files of the device tree end in a NUL.
    var firstLine: String {
        let line = String(prefix { !$0.isNewline && $0 != "\0" })
        return String(line.trimmingBlanks).printable(limit: 200)
    }
}

extension StringProtocol where SubSequence == Substring {
    var trimmingBlanks: Substring {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }

    var trimmingQuotes: String {
        var text = trimmingBlanks
        if text.count > 1, let first = text.first, first == text.last, first == "\"" || first == "'" {
            text.removeFirst()
            text.removeLast()
        }
        return String(text)
    }
}
