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
                && label.utf8.allSatisfy { MachineNaming.isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        }
    }

    /// The names a machine of this order may have, the best first: the instance's, and one that no other instance has.
    static func candidates(for name: String, uid: UID) -> [String] {
        MachineNaming.candidates(for: name, uid: uid, limit: limit).filter(isValid)
    }
}
