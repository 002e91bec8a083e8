import Libvirt
import StrataAPI
import StrataCloudInit
import StrataDriverKit
import XMLDocuments

/// An order, checked, and how it becomes a domain.
struct MachinePlan: Sendable {
    /// What a machine starts from.
    enum Boot: Sendable, Equatable {
        case kernel
        case disk
        case cdrom
    }

    /// Files of a new machine, by their paths on the host.
    struct Files: Sendable, Equatable {
        var kernel = ""
        var initrd = ""
        /// The machine's own, the first being what it starts from.
        var disks: [String] = []
        var cdrom = ""
        /// What tells cloud-init; empty where nothing does.
        var seed = ""
        var log = ""
        /// Where the volumes of the order are.
        var volumes: [UID: String] = [:]
        /// What encrypts the machine's own disks; nil for nothing.
        var key: DiskKey?

        /// The source of one of the machine's own disks in a domain's definition.
        func source(_ path: String) -> XMLElement {
            XMLElement("source", [("file", path)], key.map { [$0.element] } ?? [])
        }
    }

    var note: OwnerNote
    var names: [String]
    var platform: Platform
    var boot: Boot
    /// In bytes.
    var memory: Int64
    var domainType: String
    var network: String?
    /// The definition that the domain is a copy of, where somebody else made that; nil for one that is made from nothing.
    var pattern: XMLElement?

    var options: MachineOptions { note.options ?? MachineOptions() }

    var processors: Int { max(1, Int((note.cores ?? 1).rounded(.up))) }

    /// What one of its own disks is called in the pool.
    func diskVolume(_ number: Int = 0) -> String { MachineVolumes.disk(note.uid, number, isEncrypted: options.encryption == .luks) }

    /// How many processors there is room for while it runs.
    var processorLimit: Int { max(processors, min(16, processors * 4)) }

    /// What a machine has whose instance names no memory: 256 MiB for a system in memory, 1 GiB for whole ones.
    static func standardMemory(_ boot: Boot) -> Int64 { boot == .kernel ? 256 << 20 : 1 << 30 }

    /// What a machine's disk has whose instance names no size: for one that starts from a kernel, where it is only the place of snapshots, 64 MiB; for one that
    /// installs itself from a CD, 16 GiB, of which only what is written takes place.
    static func standardDisk(_ boot: Boot) -> Int64? {
        switch boot {
        case .kernel: 64 << 20
        case .cdrom: 16 << 30
        case .disk: nil
        }
    }

    /// Whether cloud-init is told anything.
    var hasSeed: Bool { boot == .disk && domainType != "test" && options.cloudInit.isOffered }

    /// What cloud-init is told.
    var seed: CloudInitSeed {
        CloudInitSeed(
            uid: note.uid, hostname: note.hostname, options: options.cloudInit, mac: networkCards.first?.mac)
    }

    var display: MachineOptions.Display { options.display ?? (boot != .kernel && platform.isPC ? .standard : .none) }

    /// The definition of the domain (libvirt, "Domain XML format").
    func domain(named name: String, _ files: Files) -> XMLElement {
        if let pattern { return DomainPattern(document: pattern).domain(named: name, self, files) }
        var domain = XMLElement("domain", [("type", domainType)])
        domain.nodes = [.element(XMLElement("name", text: name)), .element(XMLElement("uuid", text: note.uid.text))]
        note.write(into: &domain)
        DomainMemory.set("memory", memory, in: &domain)
        DomainMemory.set("currentMemory", memory, in: &domain)
        domain["vcpu"] = XMLElement("vcpu", [("placement", "static"), ("current", "\(processors)")], text: "\(processorLimit)")
        domain["os"] = os(files)
        domain["features"] = XMLElement("features", [], platform.isPC ? [XMLElement("acpi"), XMLElement("apic")] : [])
        if domainType != "test" { domain["cpu"] = processor }
        domain["clock"] = XMLElement("clock", [("offset", "utc")])
        domain["on_poweroff"] = XMLElement("on_poweroff", text: "destroy")
        domain["on_reboot"] = XMLElement("on_reboot", text: "restart")
        domain["on_crash"] = XMLElement("on_crash", text: "destroy")
        domain["devices"] = XMLElement("devices", [], domainType == "test" ? [] : disks(files) + cards + lines(files) + extras + screen)
        return domain
    }

    private func os(_ files: Files) -> XMLElement {
        var os = XMLElement("os")
        let isUEFI = boot != .kernel && (options.firmware == .uefi || options.firmware == .auto && platform.usesUEFI)
        if isUEFI { os[attribute: "firmware"] = "efi" }
        os.nodes = [.element(XMLElement("type", [("arch", platform.architecture), ("machine", platform.board)], text: "hvm"))]
        guard domainType != "test" else {
            os["type"] = XMLElement("type", text: "hvm")
            return os
        }
        if boot == .kernel {
            os["kernel"] = XMLElement("kernel", text: files.kernel)
            os["initrd"] = XMLElement("initrd", text: files.initrd)
            os["cmdline"] = XMLElement(
                "cmdline", text: (["console=\(platform.console)", "quiet", "panic=1"] + options.kernelArguments).joined(separator: " "))
        }
        return os
    }

    private var processor: XMLElement {
        if !options.cpuModel.isEmpty {
            return XMLElement("cpu", [("mode", "custom"), ("match", "exact")], [XMLElement("model", text: options.cpuModel)])
        }
        return XMLElement("cpu", [("mode", domainType == "kvm" ? "host-passthrough" : "maximum")])
    }

    private func disks(_ files: Files) -> [XMLElement] {
        let letters = "abcdefghijklmnopqrstuvwxyz"
        var disks = zip(files.disks, letters).map { path, letter in
            XMLElement(
                "disk", [("type", "file"), ("device", "disk")],
                [
                    XMLElement("driver", [("name", "qemu"), ("type", "qcow2"), ("discard", "unmap")]),
                    files.source(path), XMLElement("target", [("dev", "vd\(letter)"), ("bus", "virtio")]),
                ])
        }
        if boot != .kernel, !disks.isEmpty { disks[0].nodes.append(.element(XMLElement("boot", [("order", "1")]))) }
        if boot == .cdrom {
            disks.append(
                XMLElement(
                    "disk", [("type", "file"), ("device", "cdrom")],
                    [
                        XMLElement("driver", [("name", "qemu"), ("type", "raw")]), XMLElement("source", [("file", files.cdrom)]),
                        XMLElement("target", [("dev", "sda"), ("bus", platform.opticalBus)]), XMLElement("readonly"),
                        XMLElement("boot", [("order", "2")]),
                    ]))
        }
        for (volume, letter) in zip(note.volumes, letters.dropFirst(files.disks.count)) {
            guard let path = files.volumes[volume.volume] else { continue }
            disks.append(volume.device(at: path, as: "vd\(letter)"))
        }
        if !files.seed.isEmpty { disks.append(SeedDisk.device(at: files.seed)) }
        return disks
    }

    /// The machine's network cards: those that are asked for, or one on the site's own network.
    var networkCards: [MachineCard] { note.cards.isEmpty ? Self.standardCards(note.uid, network) : note.cards }

    /// What a machine has that asks for nothing.
    static func standardCards(_ uid: UID, _ network: String?) -> [MachineCard] {
        guard let network else { return [] }
        var card = MachineCard()
        (card.network, card.mac) = (network, HardwareAddress.of(uid, "0"))
        return [card]
    }

    private var cards: [XMLElement] { networkCards.map(\.device) }

    /// The serial line, the console on it, and the line of the guest's agent.
    private func lines(_ files: Files) -> [XMLElement] {
        let log = files.log.isEmpty ? [] : [XMLElement("log", [("file", files.log), ("append", "on")])]
        return [
            XMLElement("serial", [("type", "pty")], log + [XMLElement("target", [("port", "0")])]),
            XMLElement("console", [("type", "pty")], [XMLElement("target", [("type", "serial"), ("port", "0")])]),
            XMLElement("channel", [("type", "unix")], [XMLElement("target", [("type", "virtio"), ("name", "org.qemu.guest_agent.0")])]),
        ]
    }

    /// Ports into which disks can be plugged while it runs, beside those that its devices are plugged into at the start: PCI Express has no others.
    private var ports: [XMLElement] {
        guard platform.isPC else { return [] }
        let root = XMLElement("controller", [("type", "pci"), ("index", "0"), ("model", "pcie-root")])
        return [root] + (0..<12).map { _ in XMLElement("controller", [("type", "pci"), ("model", "pcie-root-port")]) }
    }

    private var extras: [XMLElement] {
        ports + [
            XMLElement("memballoon", [("model", "virtio")], [XMLElement("stats", [("period", "10")])]),
            XMLElement("rng", [("model", "virtio")], [XMLElement("backend", [("model", "random")], text: "/dev/urandom")]),
        ]
    }

    /// The picture is reached through libvirt only, never by a port.
    private var screen: [XMLElement] {
        let model: String
        switch display {
        case .none: return [XMLElement("video", [], [XMLElement("model", [("type", "none")])])]
        case .standard: model = platform.isPC ? "vga" : "virtio"
        case .virtio: model = "virtio"
        }
        return [
            XMLElement(
                "graphics", [("type", "vnc"), ("sharePolicy", "force-shared")], [XMLElement("listen", [("type", "socket")])]),
            XMLElement("video", [], [XMLElement("model", [("type", model)])]),
            XMLElement("input", [("type", "tablet"), ("bus", "virtio")]),
        ]
    }
}

/// The hardware address of a machine's card.
enum HardwareAddress {
    /// The same for one machine and one of its cards always, in the range that QEMU's machines have.
    ///
    /// - Parameter card: its number from 0, or what else tells it from the others.
    static func of(_ uid: UID, _ card: String) -> String {
        let seed = card == "0" ? uid.text : "\(uid.text)/\(card)"
        let digits = Array(SettingsDigest.of(seed.utf8).prefix(6)) + Array("000000")
        return "52:54:00:\(String(digits[0..<2])):\(String(digits[2..<4])):\(String(digits[4..<6]))"
    }
}
