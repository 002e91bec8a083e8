import StrataAPI
import StrataDriverKit

/// `spec.stack.proxmox` of an instance.
struct GuestOptions: Sendable, Equatable {
    var node = ""
    var storage = ""
    var bridge = ""
    var vlan: Int?
    var onBoot = false
    /// Whether the guest's agent is spoken to (virtual machines).
    var agent = true
    var firmware = Firmware.bios
    var privileged = false
    var nesting = false
    var cloudInit: CloudInit?
    var clone = Clone.full
    /// Further keys of the guest's configuration.
    var config: [String: String] = [:]

    enum Firmware: String, Sendable, CaseIterable {
        case bios = "BIOS"
        case uefi = "UEFI"
    }

    /// How a guest is made of a template.
    enum Clone: String, Sendable, CaseIterable {
        /// With disks of its own.
        case full = "Full"
        /// With disks that hold what differs from the template's.
        case linked = "Linked"
    }

    /// What a virtual machine is told at its first start.
    struct CloudInit: Sendable, Equatable {
        var user = ""
        var sshKeys: [String] = []
        /// An IPv4 address with its prefix length; by DHCP when empty.
        var address = ""
        var gateway = ""

        static let schema = Schema<CloudInit>.object("What cloud-init tells the guest at its first start.", initial: CloudInit()) {
            Field("user", \.user, .string(StringRule(length: 0...64)), "The user that is made; the image's own when left out.")
            Field("sshKeys", \.sshKeys, .list(.string(StringRule(length: 1...8192))), "Public SSH keys that may log in as that user.")
            Field(
                "address", \.address,
                .string(StringRule(length: 0...64, check: { $0.isEmpty || isCIDR($0) ? nil : "must be ADDRESS/LENGTH" })),
                "The IPv4 address with its prefix length; by DHCP when left out.")
            Field("gateway", \.gateway, .string(StringRule(length: 0...64)), "The IPv4 gateway.")
        }

        private static func isCIDR(_ text: String) -> Bool {
            text.contains("/") && text.utf8.allSatisfy { (46...57).contains($0) }
        }
    }

    static let schema = Schema<GuestOptions>.object("What Proxmox VE has beyond the portable fields.", initial: GuestOptions()) {
        Field(
            "node", \.node, .string(word),
            "The node it is on; the Site's choice when left out. A change moves it there: a virtual machine while it runs, a container once it is off."
        )
        Field("storage", \.storage, .string(word), isImmutable: true, "The storage of its disk; the Site's when left out.")
        Field("bridge", \.bridge, .string(word), "The bridge it is on; the Site's when left out.")
        Field("vlan", \.vlan, .integer(0...4094), "Its VLAN tag on the bridge, 0 for none; the Site's when left out.")
        Field("onBoot", \.onBoot, .bool, default: false, "Whether the node starts it with itself, without Strata.")
        Field(
            "agent", \.agent, .bool, default: true,
            "Whether QEMU's agent in a virtual machine is spoken to: for addresses and consistent snapshots.")
        Field("firmware", \.firmware, .cases, default: .bios, isImmutable: true, "What starts a virtual machine.")
        Field(
            "privileged", \.privileged, .bool, default: false, isImmutable: true,
            "Whether a container's root is the node's root. Otherwise its user ids are mapped.")
        Field(
            "nesting", \.nesting, .bool, default: false,
            "Whether containers may run inside of a container, and systemd's services are set apart.")
        Field("cloudInit", \.cloudInit, CloudInit.schema, isImmutable: true, "What a virtual machine is told at its first start.")
        Field(
            "clone", \.clone, .cases, default: .full, isImmutable: true,
            "How it is made of a template: Full, with disks of its own, or Linked, at once and with what differs alone, for as long as the template stays."
        )
        Field(
            "config", \.config, .strings(keys: StringRule(length: 1...64, check: problem)),
            "Further keys of the guest's configuration, as the server's own interface has them. Those that Strata sets, and those that only root may set, are refused."
        )
    }

    private static let word = StringRule(length: 0...63, check: { $0.isEmpty || MachineNaming.isWord($0) ? nil : "must be a plain word" })

    /// Keys that are the portable fields', Strata's own, or root's.
    private static let taken: Set<String> = [
        "vmid", "name", "hostname", "memory", "cores", "sockets", "cpulimit", "vcpus", "tags", "description", "net0", "scsi0", "rootfs",
        "boot",
        "onboot", "agent", "bios", "efidisk0", "unprivileged", "features", "ostemplate", "pool", "storage", "start", "archive", "force",
        "digest",
        "delete", "revert", "lock", "skiplock", "args", "hookscript", "template", "vmstate", "node", "restore", "password", "cipassword",
    ]

    private static func problem(_ key: String) -> String? {
        guard MachineNaming.isWord(key) else { return "must be a key of the guest's configuration" }
        return taken.contains(key) ? "is set by Strata from other fields, or only root's to set" : nil
    }
}
