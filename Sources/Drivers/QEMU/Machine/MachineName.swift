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
        (1...64).contains(name.utf8.count) && MachineNaming.isWord(name)
    }

    /// The names a machine of this order may have, the best first: the instance's, and one that no other instance has.
    static func candidates(for name: String, uid: UID, limit: Int) -> [String] {
        MachineNaming.candidates(for: name, uid: uid, limit: limit).filter(isValid)
    }

    /// The name of a machine's network device on the host: at most 15 bytes (IFNAMSIZ), the same for one UID always.
    static func tap(of uid: UID, isTwin: Bool = false) -> String { (isTwin ? "vn" : "vm") + uid.text.filter { $0 != "-" }.prefix(12) }
}
