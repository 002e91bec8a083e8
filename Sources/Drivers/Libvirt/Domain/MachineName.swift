import StrataAPI

/// What can name a domain. libvirt takes more; what Strata makes is also a file's name.
enum MachineName {
    private static let limit = 64

    /// Whether there may be a domain of the name.
    static func isPossible(_ name: String) -> Bool {
        (1...255).contains(name.utf8.count) && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0 != "/" }
    }

    /// The names a machine of this order may have, the best first: the instance's, and one that no other instance has.
    static func candidates(for name: String, uid: UID) -> [String] {
        let digits = uid.text.prefix(8)
        var stem = name.prefix(limit - digits.count - 1)
        while let last = stem.last, "._-".contains(last) { stem.removeLast() }
        return [name, "\(stem)-\(digits)"].filter { isPlain($0) && $0.utf8.count <= limit }
    }

    private static func isPlain(_ name: String) -> Bool {
        guard let first = name.utf8.first, isAlphanumeric(first) else { return false }
        return name.utf8.allSatisfy { isAlphanumeric($0) || "._-".utf8.contains($0) }
    }

    /// Whether a UID is a UUID in lower case, which is what libvirt keeps (RFC 9562).
    static func isUUID(_ uid: UID) -> Bool {
        let groups = uid.text.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && groups.allSatisfy { group in
                group.utf8.allSatisfy {
                    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
                }
            }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}
