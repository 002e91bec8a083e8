import Proxmox
import StrataDriverKit

/// A guest's kind and number, as the cluster names it: `qemu/100`, `lxc/101`.
struct GuestID: Sendable, Hashable, CustomStringConvertible {
    enum Kind: String, Sendable, CaseIterable {
        case qemu, lxc

        /// How names of that kind begin.
        fileprivate var prefix: String { self == .qemu ? "qemu/" : "lxc/" }
    }

    var kind: Kind
    var number: Int

    init(_ kind: Kind, _ number: Int) {
        self.kind = kind
        self.number = number
    }

    /// Nil for what is no guest's name.
    init?(_ text: String) {
        guard let kind = Kind.allCases.first(where: { text.hasPrefix($0.prefix) }) else { return nil }
        var number = 0
        for byte in text.utf8.dropFirst(kind.prefix.utf8.count) {
            guard (48...57).contains(byte), number < 100_000_000, number > 0 || byte != 48 else { return nil }
            number = number * 10 + Int(byte - 48)
        }
        guard number >= 100 else { return nil }
        self.init(kind, number)
    }

    init?(_ id: NativeID) { self.init(id.text) }

    var description: String { "\(kind.rawValue)/\(number)" }

    var native: NativeID { NativeID(description) }

    /// Its place in the interface, on the node that it is on.
    func path(on node: String, _ rest: String...) -> [String] { ["nodes", node, kind.rawValue, "\(number)"] + rest }
}
