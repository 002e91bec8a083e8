import StrataAPI
import StrataCloudInit
import StrataDriverKit
import StrataNetwork

/// What a machine is: `machine.json` in its directory, from which QEMU's arguments are made at every start.
struct MachineDefinition: Sendable, Equatable {
    /// What a machine starts from.
    enum Boot: String, Sendable, CaseIterable {
        /// The files `kernel` and `initrd`.
        case kernel
        /// `disk.qcow2`, by the firmware.
        case disk
        /// `base`, a CD, as long as `disk.qcow2` is blank.
        case cdrom
    }

    /// The machine's own identity, which the guest sees; that of the instance it was made for.
    var uid = UID("")
    /// The instance that it belongs to; nil for nobody's.
    var owner: UID?
    /// The machine's own name. A copy of its directory keeps it under another one and is nobody's.
    var name = ""
    var instance = ""
    /// The server that keeps that instance; empty where it is not known.
    var server = ""
    var digest = ""
    var architecture = ""
    /// With its version.
    var board = ""
    var boot = Boot.kernel
    /// CPU time in cores; nil for as much as the processors there are can use.
    var cpuCores: Double?
    /// In bytes.
    var memory: Int64 = 256 << 20
    /// The least size of its disk in bytes; nil for the image's, and for no disk where it starts from a kernel.
    var diskSize: Int64?
    /// The file in its directory that its disk is written to.
    var diskFile = Self.firstDisk
    /// The directory, below its own, with the memory that its next start reads; empty for one that starts afresh. While it is set, the guest has not run since
    /// that memory was written.
    var memoryState = ""
    var hostname = ""
    var ports: [Instance.Port] = []
    /// Where the network cards lead; empty for one on the site's own network.
    var cards: [CardPlace] = []
    var disks: [VolumeDisk] = []
    var labels: [String: String] = [:]
    var options = MachineOptions()
    /// Which of two names its control groups and its network device have: while it moves within a host there are two of it.
    var isTwin = false

    /// The name of its control groups.
    var group: String { isTwin ? "\(uid.text).b" : uid.text }

    /// The name of its network device on the host.
    var tap: String { MachineName.tap(of: uid, isTwin: isTwin) }

    /// The names of its network devices beside those of the other one of it.
    func taps(beside other: MachineDefinition) -> [(source: String, target: String)] {
        zip(places, other.places).map { here, there in
            (
                MachineCard(self, network: here.network, mac: "", bridge: "").tap,
                MachineCard(other, network: there.network, mac: "", bridge: "").tap
            )
        }
    }

    /// What a machine has whose instance names no memory: 256 MiB for a system in memory, 1 GiB for whole ones.
    var standardMemory: Int64 { boot == .kernel ? 256 << 20 : 1 << 30 }

    /// What a blank disk has room for, of which only what is written takes place: 16 GiB.
    static let blankDisk: Int64 = 16 << 30

    /// The file that a new machine's disk is written to.
    static let firstDisk = "disk.qcow2"

    /// Whether it has a disk of its own.
    var hasDisk: Bool { boot != .kernel || diskSize != nil }

    /// How many processors the guest sees: enough for the CPU time it may use.
    var processors: Int { max(1, Int((cpuCores ?? 1).rounded(.up))) }

    /// Whether the machine has a disk for cloud-init.
    var hasSeed: Bool { boot == .disk && options.cloudInit.isOffered }
    /// Where its network cards lead; none where it has no network.
    var places: [CardPlace] { options.network == .none ? [] : cards.isEmpty ? [CardPlace()] : cards }

    init() {}

    /// Reads what ``bytes`` wrote; nil for anything else, or where it is another machine's.
    init?(parsing bytes: [UInt8], name: String) {
        guard let json = try? JSONValue(parsing: bytes), let definition = try? Self.schema.value(from: json), definition.name == name,
            definition.uid.isUUID, definition.memory > 0
        else { return nil }
        self = definition
    }

    var bytes: [UInt8] { (Self.schema.encode(self) ?? .object([:])).encoded() }

    static let uid = Schema<UID>(
        Shape(.string(StringRule(length: 1...64))), decode: { $0.string.map(UID.init) }, encode: { .string($0.text) })

    private static let schema = Schema<MachineDefinition>.object("A machine of QEMU's.", initial: MachineDefinition()) {
        Field("uid", \.uid, uid, isRequired: true)
        Field("owner", \.owner, uid)
        Field("name", \.name, .string(StringRule(length: 1...64)), isRequired: true)
        Field("instance", \.instance, .string(StringRule(length: 0...1024)))
        Field("server", \.server, .string(StringRule(length: 0...1024)))
        Field("image", \.digest, .string(StringRule(length: 0...80)))
        Field("architecture", \.architecture, .string(StringRule(length: 1...32)), isRequired: true)
        Field("board", \.board, .string(StringRule(length: 1...64)), isRequired: true)
        Field("boot", \.boot, .cases, isRequired: true)
        Field("cpuCores", \.cpuCores, .number(0.01...4096))
        Field("memory", \.memory, bytesSchema, isRequired: true)
        Field("diskSize", \.diskSize, bytesSchema)
        Field("diskFile", \.diskFile, .string(StringRule(length: 1...64)), default: firstDisk)
        Field("memoryState", \.memoryState, .string(StringRule(length: 0...80)))
        Field("hostname", \.hostname, .string(StringRule(length: 0...63)))
        Field("ports", \.ports, .list(port))
        Field("networks", \.cards, .list(card))
        Field("volumes", \.disks, .list(VolumeDisk.schema))
        Field("labels", \.labels, .strings(values: StringRule(length: 0...63)))
        Field("options", \.options, MachineOptions.schema)
        Field("twin", \.isTwin, .bool)
    }

    private static let bytesSchema = Schema<Int64>(
        Shape(.integer(1...Int64.max)), decode: { $0.int }, encode: { .int($0) })

    private static let card = Schema<CardPlace>(
        Shape(.any), decode: { CardPlace($0) }, encode: { $0.json })

    private static let port = Schema<Instance.Port>.object("A published port.", initial: Instance.Port()) {
        Field("port", \.port, .integer(1...65_535), isRequired: true)
        Field("hostPort", \.hostPort, .integer(1...65_535), isRequired: true)
        Field("hostAddress", \.hostAddress, .string(StringRule(length: 0...45)))
        Field("protocol", \.transport, .cases, default: .tcp)
    }
}
