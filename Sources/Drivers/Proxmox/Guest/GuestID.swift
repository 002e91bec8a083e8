import Proxmox
import StrataDriverKit

/// A guest's kind and number, as the cluster names it: `qemu/100`, `lxc/101`.
struct GuestID: Sendable, Hashable, CustomStringConvertible {
    enum Kind: String, Sendable { case qemu, lxc }

    var kind: Kind
    var number: Int

    init(_ kind: Kind, _ number: Int) {
        self.kind = kind
        self.number = number
    }

    /// Nil for what is no guest's name.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])), parts[1].utf8.allSatisfy({ (48...57).contains($0) }),
            let number = Int(parts[1]), (100...999_999_999).contains(number), String(number) == parts[1]
        else { return nil }
        self.init(kind, number)
    }

    init?(_ id: NativeID) { self.init(id.text) }

    var description: String { "\(kind.rawValue)/\(number)" }

    var native: NativeID { NativeID(description) }

    /// Its place in the interface, on the node that it is on.
    func path(on node: String, _ rest: String...) -> [String] { ["nodes", node, kind.rawValue, "\(number)"] + rest }
}
