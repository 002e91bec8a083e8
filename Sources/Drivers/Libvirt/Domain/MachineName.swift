import StrataAPI
import StrataDriverKit

/// What can name a domain. libvirt takes more; what Strata makes is also a file's name.
enum MachineName {
    private static let limit = 64

    /// Whether there may be a domain of the name.
    static func isPossible(_ name: String) -> Bool {
        (1...255).contains(name.utf8.count) && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0 != "/" }
    }

    /// The names a machine of this order may have, the best first: the instance's, and one that no other instance has.
    static func candidates(for name: String, uid: UID) -> [String] {
        MachineNaming.candidates(for: name, uid: uid, limit: limit).filter(MachineNaming.isWord)
    }
}
