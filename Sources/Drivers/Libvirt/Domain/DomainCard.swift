import Libvirt
import StrataAPI
import StrataDriverKit
import XMLDocuments

/// What of a domain's definition is of interest, without the definition itself: there may be tens of thousands.
struct DomainCard: Sendable, Equatable {
    /// A network card.
    struct Card: Sendable, Equatable {
        /// libvirt's network that it is on; empty where it is on something else.
        var network = ""
        /// In lower case.
        var mac = ""
    }

    /// A disk.
    struct Disk: Sendable, Equatable {
        /// `vda`
        var target = ""
        /// `disk`, `cdrom`
        var device = ""
        /// A file's path, or a block device's; empty where it is neither.
        var path = ""
        var format = ""
        var isReadOnly = false
        /// Whether it is readable with a key only, which the hypervisor has.
        var isEncrypted = false

        init(_ element: XMLElement) {
            target = element["target"]?[attribute: "dev"] ?? ""
            device = element[attribute: "device"] ?? "disk"
            path = element["source"]?[attribute: "file"] ?? element["source"]?[attribute: "dev"] ?? ""
            format = element["driver"]?[attribute: "type"] ?? ""
            isReadOnly = element["readonly"] != nil
            // The second is how libvirt before 4.5 wrote it.
            isEncrypted = element.at("source", "encryption") != nil || element["encryption"] != nil
        }

        /// Whether it is the machine's own to write to, and no Volume.
        var isOwn: Bool { device == "disk" && !isReadOnly && VolumeDisk.volume(at: path) == nil }
    }

    var uuid = ""
    var name = ""
    var type = InstanceType.virtualMachine
    var note: OwnerNote?
    /// What the guest has at its start, and what it could be given, in bytes.
    var memory: Int64 = 0
    var memoryLimit: Int64 = 0
    var processors = 1
    var processorLimit = 1
    var cards: [Card] = []
    var disks: [Disk] = []
    /// The file that its first serial line is written to; empty where there is none.
    var log = ""
    var hasConsole = false
    /// The kind of its first screen: `vnc`, `spice`; empty where it has none.
    var screen = ""

    /// Its own disks, without volumes, CDs and what is only read.
    var ownDisks: [Disk] { disks.filter(\.isOwn) }

    /// Its own disks that are readable with a key only.
    var encryptedDisks: [Disk] { ownDisks.filter(\.isEncrypted) }

    /// The instance that it belongs to; nil for nobody's.
    var owner: UID? { note?.uid }

    init(_ domain: XMLElement) {
        uuid = domain["uuid"]?.text ?? ""
        name = domain["name"]?.text ?? ""
        type = domain.at("os", "type")?.text == "exe" ? .container : .virtualMachine
        note = OwnerNote(in: domain)
        memoryLimit = domain["memory"].flatMap(DomainMemory.bytes) ?? 0
        memory = domain["currentMemory"].flatMap(DomainMemory.bytes) ?? memoryLimit
        processorLimit = domain["vcpu"].flatMap { Int($0.text) } ?? 1
        processors = domain["vcpu"]?[attribute: "current"].flatMap { Int($0) } ?? processorLimit
        guard let devices = domain["devices"] else { return }
        for device in devices.children {
            switch device.name {
            case "interface":
                cards.append(
                    Card(
                        network: device["source"]?[attribute: "network"] ?? "",
                        mac: device["mac"]?[attribute: "address"]?.lowercased() ?? ""))
            case "disk":
                disks.append(Disk(device))
            case "serial", "console":
                hasConsole = true
                if log.isEmpty { log = device["log"]?[attribute: "file"] ?? "" }
            case "graphics": if screen.isEmpty { screen = device[attribute: "type"] ?? "" }
            default: continue
            }
        }
    }

    /// How many processors' time it wishes for: the instance's own number as long as the definition still fits it.
    var cores: Double? {
        guard let note else { return Double(processors) }
        let fits = max(1, Int((note.cores ?? 1).rounded(.up))) == processors
        return fits ? note.cores : Double(processors)
    }

    /// What the machine is in the fields that an instance can wish, by the fields' paths.
    func settings(_ wanted: OwnerNote? = nil) -> [String: JSONValue] {
        var fields: [String: JSONValue] = ["spec.memory": .string(Quantity(bytes: memory).text)]
        fields["spec.cpu.cores"] = cores.map { .amount($0) }
        // What a machine that somebody else made was to be in these, nothing tells.
        let note = note ?? wanted
        if let note { fields["spec.hostname"] = .string(note.hostname) }
        fields["spec.networks"] = .array((self.note?.cards ?? []).map(\.comparable))
        fields["spec.volumes"] = .array((self.note?.volumes ?? []).map(\.comparable))
        if let disk = note?.disk { fields["spec.disk"] = .string(Quantity(bytes: disk).text) }
        if let options = note?.options {
            for (name, value) in MachineOptions.schema.encode(options)?.object ?? [:] { fields["spec.stack.libvirt.\(name)"] = value }
        }
        return fields
    }

    /// A word that changes with them, and with whose the machine is.
    var digest: String {
        let fields = settings().sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.text)" }
        return SettingsDigest.of((fields + [owner?.text ?? ""]).joined(separator: "\n").utf8)
    }

    /// Whose it is, as a sentence.
    var belonging: String {
        guard let note else { return "it is nobody's" }
        return "it belongs to the instance \(note.instance.printable(limit: 120)) with the UID \(note.uid.text.printable(limit: 64))"
    }
}
