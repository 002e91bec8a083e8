import StrataAPI
import StrataDriverKit

/// What systemd can hold as a machine's name: a host name, a directory below the machines' and a unit's instance (machine-id and hostname rules, hostname(7)).
enum MachineName {
    /// The longest name (HOST_NAME_MAX).
    static let limit = 64

    /// Whether the name can be handed to systemd: labels of letters, digits, `_` and `-`, with single dots between them (hostname_is_valid).
    static func isValid(_ name: String) -> Bool {
        guard (1...limit).contains(name.utf8.count) else { return false }
        return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            guard let first = label.utf8.first, let last = label.utf8.last else { return false }
            return first != UInt8(ascii: "-") && last != UInt8(ascii: "-")
                && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        }
    }

    /// The names a machine of this order may have, the best first: the instance's, and one that no other instance has.
    static func candidates(for name: String, uid: UID) -> [String] {
        let digits = String(uid.text.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(8))
        var stem = name.prefix(limit - digits.count - 1)
        while let last = stem.last, "._-".contains(last) { stem.removeLast() }
        return [name, "\(stem)-\(digits)"].filter(isValid)
    }

    /// Whether a UID is a UUID in lower case: it becomes the machine's id, the name of a directory and of control groups (RFC 9562).
    static func isUUID(_ uid: UID) -> Bool { isUUID(uid.text[...]) }

    static func isUUID(_ text: Substring) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
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
