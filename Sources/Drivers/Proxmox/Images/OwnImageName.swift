import StrataAPI
import StrataDriverKit

/// An image of the cluster's own, as `spec.image` names it after `proxmox:`: a template by its name or number, or a file in a storage by its volume's name.
enum OwnImageName: Sendable, Equatable {
    /// `debian-12`, `9000`.
    case template(String)
    /// `local:vztmpl/debian-12.tar.zst`, `local:iso/debian.iso`, `local:import/debian.qcow2`, and of a backup `local:backup/vzdump-qemu-100-….vma.zst`, `pbs:backup/vm/100/…`.
    case volume(Volume)

    struct Volume: Sendable, Equatable {
        var storage: String
        /// `vztmpl`, `iso`, `import`, `backup`.
        var content: String
        var file: String

        var id: String { "\(storage):\(content)/\(file)" }

        var kind: GuestID.Kind {
            guard isBackup else { return content == "vztmpl" ? .lxc : .qemu }
            return file.hasPrefix("vzdump-lxc-") || file.hasPrefix("ct/") ? .lxc : .qemu
        }

        /// Whether it is an archive of a guest, from which that is restored under another number.
        var isBackup: Bool { content == "backup" }
    }

    init(_ text: String, _ attempt: String) throws(DriverError) {
        func refuse(_ answer: String) -> DriverError {
            .refused(
                .init(
                    attempt, text.printable(limit: 80), answer: answer,
                    hint:
                        "Name a template by its name or number, or a file of a storage: local:vztmpl/NAME, local:iso/NAME, local:import/NAME, local:backup/NAME"
                ))
        }
        guard let colon = text.firstIndex(of: ":") else {
            guard MachineNaming.isWord(text) else { throw refuse("that is no template's name") }
            self = .template(text)
            return
        }
        let parts = text[text.index(after: colon)...].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let isWhole = parts.count == 2 || parts.count > 2 && parts[0] == "backup"
        guard isWhole, parts.allSatisfy({ !$0.isEmpty && $0 != ".." && $0 != "." }), MachineNaming.isWord(String(text[..<colon])) else {
            throw refuse("that is no volume's name")
        }
        guard ["vztmpl", "iso", "import", "backup"].contains(parts[0]) else {
            throw refuse("no guest is made from the content \(parts[0].printable(limit: 40))")
        }
        self = .volume(Volume(storage: String(text[..<colon]), content: parts[0], file: parts.dropFirst().joined(separator: "/")))
    }
}
