import StrataAPI

/// `incoming.json`: what a machine's directory is as long as the machine is another site's. With `machine.json` beside it the machine has come.
struct IncomingRecord: Sendable, Equatable {
    /// What becomes `machine.json`.
    var definition: MachineDefinition
    /// Whether a QEMU waits here for the guest.
    var isLive: Bool
    /// Whether the site that the machine comes from uses the same network, so that its address and ports stay as they are.
    var sharesNetwork: Bool
    /// Whether all that can be made ready is.
    var isComplete = false
    /// How much of the console's log has been copied, in bytes.
    var logLength = 0

    init(definition: MachineDefinition, isLive: Bool, sharesNetwork: Bool) {
        self.definition = definition
        self.isLive = isLive
        self.sharesNetwork = sharesNetwork
    }

    /// Reads what ``bytes`` wrote; nil for anything else.
    init?(parsing bytes: [UInt8], name: String) {
        guard let json = try? JSONValue(parsing: bytes), let machine = json["machine"],
            let definition = MachineDefinition(parsing: machine.encoded(), name: name), let isLive = json["live"]?.bool,
            let sharesNetwork = json["sharesNetwork"]?.bool, let isComplete = json["complete"]?.bool
        else { return nil }
        self.init(definition: definition, isLive: isLive, sharesNetwork: sharesNetwork)
        self.isComplete = isComplete
        logLength = max(0, Int(json["logLength"]?.int ?? 0))
    }

    var bytes: [UInt8] {
        let machine = (try? JSONValue(parsing: definition.bytes)) ?? .object([:])
        let json: JSONValue = [
            "machine": machine, "live": .bool(isLive), "sharesNetwork": .bool(sharesNetwork), "complete": .bool(isComplete),
            "logLength": .int(Int64(logLength)),
        ]
        return json.encoded()
    }
}
