import StrataAPI
import StrataDriverKit

/// What can name a machine: one directory below the site's, part of sockets' paths and an argument of QEMU's.
enum MachineName {
    /// The longest socket path that SwiftNIO takes, in bytes, which is less than unix(7) allows, less the longest name of a socket in a machine's directory and
    /// the slashes.
    private static let room = 103 - "qmp".utf8.count - 2

    /// The longest name of a machine in a directory.
    static func limit(in path: String) -> Int { min(64, room - path.utf8.count) }

    /// Whether the name can be one.
    static func isValid(_ name: String) -> Bool {
        guard (1...64).contains(name.utf8.count), let first = name.utf8.first, isAlphanumeric(first) else { return false }
        return name.utf8.allSatisfy { isAlphanumeric($0) || "._-".utf8.contains($0) }
    }

    /// The names a machine of this order may have, the best first: the instance's, and one that no other instance has.
    static func candidates(for name: String, uid: UID, limit: Int) -> [String] {
        let digits = uid.text.prefix(8)
        var stem = name.prefix(max(0, limit - digits.count - 1))
        while let last = stem.last, "._-".contains(last) { stem.removeLast() }
        return [name, "\(stem)-\(digits)"].filter { isValid($0) && $0.utf8.count <= limit }
    }

    /// Whether a UID is a UUID in lower case, which is what QEMU keeps (RFC 9562).
    static func isUUID(_ uid: UID) -> Bool {
        let groups = uid.text.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && groups.allSatisfy { group in
                group.utf8.allSatisfy {
                    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
                }
            }
    }

    /// The name of a machine's network device on the host: at most 15 bytes (IFNAMSIZ), the same for one UID always.
    static func tap(of uid: UID, isTwin: Bool = false) -> String { (isTwin ? "vn" : "vm") + uid.text.filter { $0 != "-" }.prefix(12) }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}
