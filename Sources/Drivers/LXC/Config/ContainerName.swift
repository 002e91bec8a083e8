import StrataAPI
import StrataDriverKit
import StrataLinuxHost

/// What LXC can hold as a container's name: one directory below the LXC path, part of a socket's and a cgroup's name.
enum ContainerName {
    /// The longest name accepted, in bytes.
    static let limit = 64

    /// Whether the name can be handed to the LXC tools. Stricter than LXC, which takes any path component.
    static func isValid(_ name: String) -> Bool {
        (1...limit).contains(name.utf8.count) && MachineNaming.isWord(name)
    }

    /// Whether a name that others chose can be shown and handed on: one path component that is no option and no hidden file.
    static func isSafe(_ name: String) -> Bool {
        guard (1...255).contains(name.utf8.count), let first = name.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: ".")
        else { return false }
        return name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") } && !name.contains("\u{FFFD}")
    }

    /// The names a container of this order may have, the best first: the instance's, and one that no other instance has.
    static func candidates(for name: String, uid: UID) -> [String] {
        MachineNaming.candidates(for: name, uid: uid, limit: limit).filter(isValid)
    }

    /// Whether a UID can stand in a file name and on a line of a configuration file.
    static func isPlain(_ uid: UID) -> Bool {
        (8...64).contains(uid.text.utf8.count) && uid.text.utf8.allSatisfy { MachineNaming.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }
}
