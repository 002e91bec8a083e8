import ArgumentParser
import StrataAPI
import StrataCatalog

/// Needs on the command line. Lists are separated by commas; an option may be given several times.
struct NeedOptions: ParsableArguments {
    @Option(help: "Operating systems that must run inside: windows, linux, freebsd, zos, aix, …")
    var guests: [String] = []

    @Option(help: "Kinds of units: container, vm, partition, pod.")
    var kinds: [String] = []

    @Option(help: "Processor architectures of the hosts: x86_64, arm64, s390x, …")
    var arch: [String] = []

    @Option(help: "Processor architectures that guests are made for, whatever the hosts'.")
    var guestArch: [String] = []

    @Option(help: "Operating systems of the hosts: linux, freebsd, windows, appliance, …")
    var hostOs: [String] = []

    @Option(help: "What separates guests: hardware, partition, shared-kernel, emulation.")
    var isolation: [String] = []

    @Option(help: "Certificates: do-178c, iso-26262-d, common-criteria, fips-140, …")
    var certification: [String] = []

    @Option(help: "How many machines there are.")
    var nodes: Int?

    @Option(help: "How much memory a machine has, such as 2GiB; a plain number is MiB.")
    var memory: String?

    @Option(help: "The stack that is to be replaced.")
    var leave: [String] = []

    @Flag(help: "Running guests must move between hosts.")
    var liveMigration = false

    @Flag(name: [.customLong("ha"), .customLong("high-availability")], help: "Guests must restart elsewhere when a host fails.")
    var highAvailability = false

    @Flag(help: "Several hosts must be one.")
    var clustering = false

    @Flag(help: "Guests must have snapshots.")
    var snapshots = false

    @Flag(name: [.customLong("gui"), .customLong("graphical-interface")], help: "There must be a graphical interface.")
    var graphicalInterface = false

    @Flag(name: [.customLong("api"), .customLong("remote-api")], help: "There must be an interface for programs.")
    var remoteApi = false

    @Flag(help: "Configuration must come from version control.")
    var gitops = false

    @Flag(name: [.customLong("no-license-cost"), .customLong("no-licence-cost")], help: "There must be no licence fee.")
    var noLicenceCost = false

    @Flag(help: "It must be open source.")
    var openSource = false

    @Flag(name: [.customLong("hard-realtime"), .customLong("hard-real-time")], help: "Response times must be guaranteed.")
    var hardRealTime = false

    @Flag(help: "The processors have no virtualization extensions.")
    var noVirtualization = false

    @Flag(help: "It must be developed and supported today.")
    var supported = false

    @Option(help: "What would be good: an option's name without dashes, as in live-migration or guests=windows.")
    var wish: [String] = []

    /// The needs that the options say.
    ///
    /// - Throws: ``CommandFailure`` for values that make no sense.
    func needs() throws(CommandFailure) -> Needs {
        var hard: [Need] = []
        let lists: [(Need.Kind, [String])] = [
            (.guest, guests), (.kind, kinds), (.arch, arch), (.guestArch, guestArch), (.hostOS, hostOs), (.isolation, isolation),
            (.certification, certification), (.nodes, nodes.map { ["\($0)"] } ?? []), (.memory, memory.map { [$0] } ?? []),
        ]
        for (kind, values) in lists { hard += try Self.needs(kind, values) }
        for name in leave { hard += try Self.needs(.leave, [name]) }
        let flags: [(Need.Kind, Bool)] = [
            (.liveMigration, liveMigration), (.highAvailability, highAvailability), (.clustering, clustering), (.snapshots, snapshots),
            (.graphicalInterface, graphicalInterface), (.remoteAPI, remoteApi), (.gitops, gitops), (.noLicenceCost, noLicenceCost),
            (.openSource, openSource), (.hardRealTime, hardRealTime), (.noVirtualization, noVirtualization), (.supported, supported),
        ]
        for (kind, isSet) in flags where isSet { hard += try Self.needs(kind, [""]) }
        var wishes: [Need] = []
        for text in wish { wishes += try Self.wish(text) }
        return Needs(hard: hard, wishes: wishes)
    }

    private static func wish(_ text: String) throws(CommandFailure) -> [Need] {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        let word = (parts.first ?? "").lowercased()
        guard let kind = words[word] else {
            let near = Suggestion.near(word, among: words.keys.sorted())
            throw CommandFailure(
                "there is no need called \"\(word.printable(limit: 60))\"",
                hint: near.map { "did you mean \($0)?" } ?? "there are \(words.keys.sorted().joined(separator: ", "))", status: .usage)
        }
        return try needs(kind, [parts.count > 1 ? parts[1] : ""])
    }

    /// The needs of a kind, one for each value of comma-separated lists.
    static func needs(_ kind: Need.Kind, _ lists: [String]) throws(CommandFailure) -> [Need] {
        var needs: [Need] = []
        for list in lists {
            let values = kind.takesValue ? list.split(separator: ",").map(String.init) : [list]
            guard !values.isEmpty else { throw CommandFailure("\(kind.rawValue) takes a value", status: .usage) }
            for value in values {
                let value = try self.value(kind, value)
                do throws(AdvisorError) {
                    needs.append(try Need(kind, value))
                } catch {
                    throw CommandFailure("cannot go by this need", cause: error.description, status: .usage)
                }
            }
        }
        return needs
    }

    /// A value in the advisor's words: memory in MiB, a stack by its id, a system or architecture by its usual other names.
    private static func value(_ kind: Need.Kind, _ text: String) throws(CommandFailure) -> String {
        let text = text.lowercased()
        switch kind {
        case .memory:
            guard let mebibytes = Self.mebibytes(text) else {
                throw CommandFailure(
                    "\"\(text.printable(limit: 40))\" is no amount of memory", hint: "write 2GiB or 512MiB", status: .usage)
            }
            return "\(mebibytes)"
        case .leave:
            do throws(CatalogError) {
                return try Catalog.stack(text).id
            } catch {
                throw CommandFailure("\(error)", status: .notFound)
            }
        case .arch, .guestArch: return ["amd64": "x86_64", "x86-64": "x86_64", "aarch64": "arm64", "armhf": "arm"][text] ?? text
        case .guest: return ["z/os": "zos", "mac": "macos", "ibm-i": "ibmi"][text] ?? text
        default: return text
        }
    }

    /// Memory comes in powers of two, however its unit is written: `2G`, `2GB`, `2Gi` and `2GiB` are the same.
    private static func mebibytes(_ text: String) -> Int64? {
        let number = text.prefix { !$0.isLetter }
        let unit = text.dropFirst(number.count)
        if unit.isEmpty { return Int64(number) }
        guard let prefix = unit.first, ["", "b", "i", "ib"].contains(unit.dropFirst()), "kmgt".contains(prefix) else { return nil }
        return Quantity("\(number)\(prefix.uppercased())i").map { $0.value >> 20 }
    }

    private static let words: [String: Need.Kind] = [
        "guests": .guest, "guest": .guest, "kinds": .kind, "kind": .kind, "arch": .arch, "guest-arch": .guestArch, "host-os": .hostOS,
        "isolation": .isolation, "certification": .certification, "nodes": .nodes, "memory": .memory, "leave": .leave,
        "live-migration": .liveMigration, "ha": .highAvailability, "high-availability": .highAvailability, "clustering": .clustering,
        "snapshots": .snapshots, "gui": .graphicalInterface, "graphical-interface": .graphicalInterface, "api": .remoteAPI,
        "remote-api": .remoteAPI, "gitops": .gitops, "no-license-cost": .noLicenceCost, "no-licence-cost": .noLicenceCost,
        "open-source": .openSource, "hard-realtime": .hardRealTime, "hard-real-time": .hardRealTime, "no-virtualization": .noVirtualization,
        "supported": .supported,
    ]
}

extension Need.Kind {
    fileprivate var takesValue: Bool { !values.isEmpty || self == .nodes || self == .memory }
}
