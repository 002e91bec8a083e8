import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import StrataNetwork

/// What Strata notes about a container in its configuration, in comments that LXC keeps, also when it writes the file anew (lxc-copy(1)).
struct ContainerTag: Sendable, Equatable {
    /// How the container came to be.
    enum Origin: String, Sendable {
        case created
        /// Made by others and taken over.
        case adopted
    }

    var uid: UID
    /// The container's own name when the note was made. A copy keeps the note under another name and is nobody's.
    var name: String
    var instance: String
    /// The server that keeps that instance; empty where it is not known.
    var server = ""
    var origin = Origin.created
    var digest = ""
    var network = ContainerOptions.Network.none
    /// Where the cards lead; empty for one on the site's own network.
    var cards: [CardPlace] = []
    var mounts: [ContainerMount] = []
    var hostname = ""
    var ports: [Instance.Port] = []
    var labels: [String: String] = [:]
    /// The first process, where `lxc.init.cmd` cannot say it.
    var command: [String] = []
    /// Variables that no line of the file can hold.
    var environment: [String: String] = [:]

    /// The note in a configuration; nil when there is none or it is another container's.
    init?(_ config: ContainerConfig, name: String) {
        guard let uid = config.tags["uid"].map(UID.init), ContainerName.isPlain(uid), config.tags["name"] == name else { return nil }
        self.uid = uid
        self.name = name
        instance = config.tags["instance"] ?? ""
        server = config.tags["server"] ?? ""
        origin = config.tags["origin"].flatMap(Origin.init(rawValue:)) ?? .created
        digest = config.tags["image"] ?? ""
        network = config.tags["network"].flatMap(ContainerOptions.Network.init(rawValue:)) ?? .none
        cards = Self.json(config.tags["networks"])?.array?.map { CardPlace($0) } ?? []
        mounts = Self.json(config.tags["volumes"])?.array?.compactMap { ContainerMount($0) } ?? []
        hostname = config.tags["hostname"] ?? ""
        ports = Self.json(config.tags["ports"])?.array?.compactMap(Self.port) ?? []
        labels = Self.json(config.tags["labels"])?.object?.compactMapValues(\.string) ?? [:]
        command = Self.json(config.tags["command"])?.array?.compactMap(\.string) ?? []
        environment = Self.json(config.tags["environment"])?.object?.compactMapValues(\.string) ?? [:]
    }

    init(uid: UID, name: String, instance: String) {
        self.uid = uid
        self.name = name
        self.instance = instance
    }

    /// The note as comments. JSON escapes control characters, so each stays on its line.
    var lines: [String] {
        var notes = [("uid", uid.text), ("name", name), ("instance", instance), ("origin", origin.rawValue)]
        if !server.isEmpty { notes.append(("server", server.filter { !$0.isNewline })) }
        if !digest.isEmpty { notes.append(("image", digest)) }
        notes += [("network", network.rawValue), ("hostname", hostname)]
        if !cards.isEmpty { notes.append(("networks", JSONValue.array(cards.map(\.json)).text)) }
        if !mounts.isEmpty { notes.append(("volumes", JSONValue.array(mounts.map(\.json)).text)) }
        if !ports.isEmpty { notes.append(("ports", JSONValue.array(ports.map(Self.json)).text)) }
        if !labels.isEmpty { notes.append(("labels", JSONValue.object(labels.mapValues(JSONValue.string)).text)) }
        if !command.isEmpty { notes.append(("command", JSONValue.array(command.map(JSONValue.string)).text)) }
        if !environment.isEmpty { notes.append(("environment", JSONValue.object(environment.mapValues(JSONValue.string)).text)) }
        return notes.map { "# strata.dev/\($0.0) = \($0.1)" }
    }

    private static func json(_ text: String?) -> JSONValue? {
        text.flatMap { try? JSONValue(parsing: $0) }
    }

    private static func json(_ port: Instance.Port) -> JSONValue {
        [
            "port": .int(Int64(port.port)), "hostPort": .int(Int64(port.hostPort)), "hostAddress": .string(port.hostAddress),
            "protocol": .string(port.transport.rawValue),
        ]
    }

    private static func port(_ json: JSONValue) -> Instance.Port? {
        guard let port = json["port"]?.int, let hostPort = json["hostPort"]?.int, (1...65_535).contains(port),
            (1...65_535).contains(hostPort)
        else { return nil }
        return Instance.Port(
            port: Int(port), hostPort: Int(hostPort), hostAddress: json["hostAddress"]?.string ?? "",
            transport: json["protocol"]?.string.flatMap(Instance.Port.Transport.init(rawValue:)) ?? .tcp)
    }
}
