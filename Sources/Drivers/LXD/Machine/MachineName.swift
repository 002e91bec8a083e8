import StrataAPI
import StrataDriverKit

/// What the daemon takes for an instance's name: a host name of one label (RFC 1123), not a number and not beginning with one.
enum MachineName {
    static let limit = 63

    static func isValid(_ name: String) -> Bool {
        guard isPlain(name), name.utf8.count <= limit, let first = name.utf8.first, let last = name.utf8.last else { return false }
        return isLetter(first) && last != UInt8(ascii: "-")
    }

    /// Whether a name can be asked about: older daemons took more than they do now.
    static func isSafe(_ name: String) -> Bool {
        guard (1...limit).contains(name.utf8.count), let first = name.utf8.first, first != UInt8(ascii: "-") else { return false }
        return name.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }

    /// Letters, digits and hyphens; empty passes.
    static func isPlain(_ name: String) -> Bool { name.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") } }

    /// The names an instance of this order may have, the best first: its own, as far as it can, and one that no other has.
    static func candidates(for name: String, uid: UID) -> [String] {
        var plain = String(name.map { $0 == "." || $0 == "_" ? "-" : $0 })
        if let first = plain.utf8.first, !isLetter(first) { plain = "i-\(plain)" }
        return MachineNaming.candidates(for: plain, uid: uid, limit: limit, separators: "-").filter(isValid)
    }

    /// What an instance that is restored is called until it is noted as the order's. Each attempt has a name of its own: a daemon that was killed may keep files
    /// of that of another.
    static func passing(for uid: UID) -> String { "\(passingPrefix)\(uid.text)-\(UID.random().text.prefix(8))" }

    /// Whether a name is one of those for an order.
    static func isPassing(_ name: String, for uid: UID) -> Bool { name.hasPrefix("\(passingPrefix)\(uid.text)-") }

    static let passingPrefix = "strata-restore-"

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
