import StrataAPI

/// The backups that lie in a pool, as the names of its volumes tell.
///
/// ```
///   backup-UID.N.qcow2        what the machine's disk N held; where it is incremental, above the earlier one's of the same number
///   backup-UID.above-EARLIER  it lies above that one: made before its disks, removed after them
///   backup-UID.record         of what and when it is, and the machine's definition (BackupRecord)
///   backup-UID.ready          it is whole, and wanted: made last, removed first
/// ```
/// One that is removed while others lie above it loses its `.ready`, and goes with the last of them.
struct BackupShelf: Sendable, Equatable {
    struct Entry: Sendable, Equatable {
        /// How many disks it holds.
        var disks = 0
        var hasRecord = false
        var isReady = false
        /// The one that it lies above.
        var earlier: UID?
        /// All its volumes, in the order in which they are removed.
        var volumes: [String] = []
    }

    /// How many may lie above one another. What is longer is slow to read, and one that is damaged damages all above it.
    static let tallest = 32

    private(set) var entries: [UID: Entry] = [:]

    init(_ names: some Sequence<String>) {
        for name in names {
            guard let (uid, part) = Self.parsed(name) else { continue }
            var entry = entries[uid] ?? Entry()
            switch part {
            case .disk: entry.disks += 1
            case .record: entry.hasRecord = true
            case .ready: entry.isReady = true
            case .above(let earlier): entry.earlier = earlier
            }
            entry.volumes.append(name)
            entries[uid] = entry
        }
        for uid in entries.keys { entries[uid]?.volumes.sort { Self.rank($0) < Self.rank($1) } }
    }

    static func disk(_ uid: UID, _ number: Int) -> String { "\(stem(uid))\(number).qcow2" }
    static func record(_ uid: UID) -> String { "\(stem(uid))record" }
    static func ready(_ uid: UID) -> String { "\(stem(uid))ready" }
    static func above(_ uid: UID, _ earlier: UID) -> String { "\(stem(uid))above-\(earlier.text)" }
    /// What the names of all of a backup's volumes begin with.
    static func stem(_ uid: UID) -> String { "backup-\(uid.text)." }

    /// Whether it is there in whole, with all that it lies above.
    func isWhole(_ uid: UID) -> Bool { entries[uid]?.isReady == true && chain(uid) != nil }

    /// A backup and those that it lies above, the lowest last; nil where one of them is missing.
    func chain(_ uid: UID) -> [UID]? {
        var chain: [UID] = []
        var next: UID? = uid
        while let uid = next {
            // What lies above itself was named so by nobody of ours.
            guard let entry = entries[uid], entry.disks > 0, chain.count <= Self.tallest * 2 else { return nil }
            chain.append(uid)
            next = entry.earlier
        }
        return chain
    }

    /// Whether others lie above one.
    func isNeeded(_ uid: UID) -> Bool { entries.values.contains { $0.earlier == uid } }

    private enum Part {
        case disk
        case record
        case ready
        case above(UID)
    }

    private static func parsed(_ name: String) -> (UID, Part)? {
        guard name.hasPrefix("backup-") else { return nil }
        let uid = UID(String(name.dropFirst(7).prefix(36)))
        guard uid.isUUID, name.hasPrefix(stem(uid)) else { return nil }
        let rest = name.dropFirst(stem(uid).count)
        switch rest {
        case "record": return (uid, .record)
        case "ready": return (uid, .ready)
        default:
            if rest.hasSuffix(".qcow2"), Int(rest.dropLast(6)) != nil { return (uid, .disk) }
            let earlier = UID(String(rest.dropFirst(6)))
            return rest.hasPrefix("above-") && earlier.isUUID ? (uid, .above(earlier)) : nil
        }
    }

    private static func rank(_ name: String) -> Int {
        if name.hasSuffix(".ready") { return 0 }
        if name.hasSuffix(".qcow2") { return 1 }
        return name.hasSuffix(".record") ? 2 : 3
    }
}
