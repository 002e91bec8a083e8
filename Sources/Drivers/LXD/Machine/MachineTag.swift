import StrataAPI
import StrataDriverKit

/// What Strata notes of an instance in its configuration.
struct MachineTag: Sendable, Equatable {
    enum Origin: String, Sendable { case created, adopted }

    var uid: UID
    /// NAMESPACE/NAME of the instance.
    var instance: String
    /// The server that keeps that instance; empty where it is not known.
    var server = ""
    var origin: Origin
    var labels: [String: String] = [:]
    /// The first process, where the image's `/sbin/init` is not it.
    var command: [String] = []
    var environment: [String: String] = [:]
    var stopSignal = ""
    /// Keys of the configuration that the order gave beyond the portable fields.
    var keys: [String] = []
    /// When the instance whose kept memory was given up was last started, in the daemon's words; see ``InstanceRecord/isSuspended``.
    var discarded = ""

    static let prefix = "user.strata."
    static let discardedKey = "\(prefix)discarded"
    /// In place of a tag, what is carried over from another daemon has the UID it is for; see ``LXDMove``.
    static let arrivingKey = "\(prefix)incoming"
    /// Beside that, when what it was made of was last started, in the daemon's words.
    static let carriedKey = "\(prefix)incoming-since"

    init(uid: UID, instance: String, origin: Origin) {
        self.uid = uid
        self.instance = instance
        self.origin = origin
    }

    /// Nil where the instance is not Strata's.
    init?(_ config: [String: String]) {
        guard let uid = config["\(Self.prefix)uid"], !uid.isEmpty else { return nil }
        self.uid = UID(uid)
        instance = config["\(Self.prefix)instance"] ?? ""
        server = config["\(Self.prefix)server"] ?? ""
        origin = config["\(Self.prefix)origin"].flatMap(Origin.init(rawValue:)) ?? .created
        stopSignal = config["\(Self.prefix)stop-signal"] ?? ""
        discarded = config[Self.discardedKey] ?? ""
        func json(_ key: String) -> JSONValue? {
            config["\(Self.prefix)\(key)"].flatMap { try? JSONValue(parsing: Array($0.utf8)) }
        }
        labels = json("labels")?.object?.compactMapValues(\.string) ?? [:]
        command = json("command")?.array?.compactMap(\.string) ?? []
        environment = json("environment")?.object?.compactMapValues(\.string) ?? [:]
        keys = json("keys")?.array?.compactMap(\.string) ?? []
    }

    /// The keys of the configuration that hold it.
    var config: [String: String] {
        var config = [
            "\(Self.prefix)uid": uid.text, "\(Self.prefix)instance": instance, "\(Self.prefix)origin": origin.rawValue,
        ]
        func note(_ key: String, _ json: JSONValue, _ isEmpty: Bool) { if !isEmpty { config["\(Self.prefix)\(key)"] = json.text } }
        note("labels", .object(labels.mapValues { .string($0) }), labels.isEmpty)
        note("command", .array(command.map { .string($0) }), command.isEmpty)
        note("environment", .object(environment.mapValues { .string($0) }), environment.isEmpty)
        note("keys", .array(keys.map { .string($0) }), keys.isEmpty)
        if !server.isEmpty { config["\(Self.prefix)server"] = server }
        if !discarded.isEmpty { config[Self.discardedKey] = discarded }
        if !stopSignal.isEmpty { config["\(Self.prefix)stop-signal"] = stopSignal }
        return config
    }
}
