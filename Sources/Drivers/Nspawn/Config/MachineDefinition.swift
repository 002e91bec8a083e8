import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import StrataNetwork

/// What Strata notes of a machine, in a comment of its `.nspawn` file. Everything else that is written for the machine follows from it.
struct MachineDefinition: Sendable, Equatable {
    /// How the machine came to be.
    enum Origin: String, Sendable, CaseIterable {
        case created
        /// Made by others and taken over.
        case adopted
    }

    /// What its root directory is.
    enum Root: String, Sendable, CaseIterable {
        /// A layer of its own above `lower`, put together when it starts.
        case overlay
        /// All of it lies there.
        case directory
    }

    var uid = UID("")
    /// The machine's own name when the note was made. machinectl copies the file with the machine; a copy keeps the note and is nobody's.
    var name = ""
    var instance = ""
    /// The server that keeps that instance; empty where it is not known.
    var server = ""
    var origin = Origin.created
    var digest = ""
    var root = Root.directory
    /// The image's root file system below an overlay.
    var lower = ""
    /// The name of the tree, in the machine's side, that is the machine's own; empty where it is the first one.
    var tree = ""
    /// The first of the host's ids that stand for the machine's; nil when they are the host's own.
    var firstID: Int64?
    /// Whether nspawn looks for an init system, instead of running `command`.
    var boots = false
    var command: [String] = []
    var environment: [String: String] = [:]
    var stopSignal = ""
    var hostname = ""
    var ports: [Instance.Port] = []
    /// Where the network cards lead; empty for one on the site's own network.
    var cards: [CardPlace] = []
    var mounts: [ContainerMount] = []
    var labels: [String: String] = [:]
    var cpuCores: Double?
    /// In bytes.
    var memory: Int64?
    var processes: Int?
    var options = MachineOptions()

    init() {}

    /// Reads what ``text`` wrote; nil for anything else, or where it is another machine's.
    init?(parsing text: String, name: String) {
        guard let json = try? JSONValue(parsing: text), let definition = try? Self.schema.value(from: json), definition.name == name,
            definition.uid.isUUID, definition.tree.isEmpty || Self.isTree(definition.tree)
        else { return nil }
        self = definition
    }

    /// A name for another tree of a machine's own.
    static func newTree() -> String { "\(treePrefix)\(UID.random().text.prefix(8))" }

    /// Whether a name in a machine's side is that of a tree that ``newTree()`` named.
    static func isTree(_ name: String) -> Bool {
        name.hasPrefix(treePrefix) && name.utf8.count == treePrefix.utf8.count + 8
            && name.dropFirst(treePrefix.count).allSatisfy { $0.isHexDigit && $0.isASCII }
    }

    private static let treePrefix = "tree-"

    /// The ids that stand for the machine's; nil where they are the host's.
    var map: IDMap? { firstID.flatMap { UInt32(exactly: $0) }.map { IDMap(user: $0, group: $0) } }

    /// Where its network cards lead; none where it has no network of Strata's.
    var places: [CardPlace] {
        options.network == .managed && origin == .created ? (cards.isEmpty ? [CardPlace()] : cards) : []
    }

    /// The host's end of a further card, the same at each start.
    func device(of card: CardPlace) -> String { "vz" + card.digits(for: uid) }

    /// Its limits.
    var limits: Limits { Limits(cpuCores: cpuCores, memory: memory, processes: processes) }

    /// One line: JSON escapes control characters.
    var text: String { (Self.schema.encode(self) ?? .object([:])).text }

    private static let uid = Schema<UID>(
        Shape(.string(StringRule(length: 1...64))), decode: { $0.string.map(UID.init) }, encode: { .string($0.text) })
    private static let wide = Schema<Int64>(Shape(.integer(0...Int64.max)), decode: { $0.int }, encode: { .int($0) })
    /// Any text at all: commands may hold line breaks.
    private static let any = Schema<String>(Shape(.any), decode: \.string, encode: JSONValue.string)

    private static let schema = Schema<MachineDefinition>.object("A machine of systemd-nspawn's.", initial: MachineDefinition()) {
        Field("uid", \.uid, uid, isRequired: true)
        Field("name", \.name, any, isRequired: true)
        Field("instance", \.instance, any)
        Field("server", \.server, any)
        Field("origin", \.origin, .cases, isRequired: true)
        Field("image", \.digest, any)
        Field("root", \.root, .cases, isRequired: true)
        Field("lower", \.lower, any)
        Field("tree", \.tree, any)
        Field("firstID", \.firstID, wide)
        Field("boots", \.boots, .bool)
        Field("command", \.command, .list(any))
        Field("environment", \.environment, .map(any))
        Field("stopSignal", \.stopSignal, any)
        Field("hostname", \.hostname, any)
        Field("ports", \.ports, .list(port))
        Field("networks", \.cards, .list(card))
        Field("volumes", \.mounts, .list(mount))
        Field("labels", \.labels, .strings(values: StringRule(length: 0...63)))
        Field("cpuCores", \.cpuCores, .number(0.001...4096))
        Field("memory", \.memory, wide)
        Field("processes", \.processes, .integer(1...Int64(Int32.max)))
        Field("options", \.options, MachineOptions.schema)
    }

    private static let card = Schema<CardPlace>(Shape(.any), decode: { CardPlace($0) }, encode: { $0.json })
    private static let mount = Schema<ContainerMount>(Shape(.any), decode: { ContainerMount($0) }, encode: { $0.json })

    private static let port = Schema<Instance.Port>.object("A published port.", initial: Instance.Port()) {
        Field("port", \.port, .integer(1...65_535), isRequired: true)
        Field("hostPort", \.hostPort, .integer(1...65_535), isRequired: true)
        Field("hostAddress", \.hostAddress, .string(StringRule(length: 0...45)))
        Field("protocol", \.transport, .cases, default: .tcp)
    }
}
