import Libvirt
import StrataAPI
import XMLDocuments

/// The key that encrypts the disk of one machine, or of one backup: a secret that libvirt keeps and gives to QEMU alone (libvirt, "Secret XML format", "Storage
/// volume encryption").
///
/// Its UUID is that of whose disk it is, so that it is found without being noted anywhere. libvirt finds it by the disk's path, too, when it copies the disk itself.
struct DiskKey: Sendable, Hashable {
    let uid: UID

    init(_ uid: UID) { self.uid = uid }

    /// What the description of Strata's own secrets begins with.
    private static let mark = "strata: "

    /// The secret, which nobody can read back.
    ///
    /// - Parameters:
    ///   - path: where the disk is, or will be.
    ///   - whose: in words.
    func definition(of path: String, whose: String) -> XMLElement {
        XMLElement(
            "secret", [("ephemeral", "no"), ("private", "yes")],
            [
                XMLElement("uuid", text: uid.text), XMLElement("description", text: Self.mark + whose),
                XMLElement("usage", [("type", "volume")], [XMLElement("volume", text: path)]),
            ])
    }

    /// Whether a secret was made by Strata.
    static func isOurs(_ secret: XMLElement) -> Bool { secret["description"]?.text.hasPrefix(mark) ?? false }

    /// How definitions of volumes and disks name it.
    var element: XMLElement {
        XMLElement("encryption", [("format", "luks")], [XMLElement("secret", [("type", "passphrase"), ("uuid", uid.text)])])
    }

    /// 32 new bytes of the system's generator, as letters: QEMU takes a passphrase only where it is UTF-8.
    static func draw() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return Array(Base64.encode((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }).utf8)
    }
}
