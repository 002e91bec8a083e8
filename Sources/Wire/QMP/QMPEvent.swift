public import StrataAPI

/// Something that happened to a machine, told by QEMU without being asked.
public struct QMPEvent: Sendable, Hashable {
    /// As QEMU names it: `SHUTDOWN`, `STOP`, `RESUME`, …
    public var name: String
    /// What belongs to it; an empty object for most.
    public var data: JSONValue
    /// When it happened by the clock of QEMU's host; nil where QEMU could not tell.
    public var time: Timestamp?

    public init(name: String, data: JSONValue = .object([:]), time: Timestamp? = nil) {
        self.name = name
        self.data = data
        self.time = time
    }

    /// Reads a message that has the member `event`.
    init?(_ message: JSONValue) {
        guard let name = message["event"]?.string, !name.isEmpty else { return nil }
        self.name = name
        data = message["data"] ?? .object([:])
        // QEMU writes -1 where its clock failed (QMP specification, "Asynchronous events").
        guard let seconds = message["timestamp"]?["seconds"]?.int, let microseconds = message["timestamp"]?["microseconds"]?.int,
            (0...253_402_300_799).contains(seconds), (0...999_999).contains(microseconds)
        else { return }
        time = Timestamp(microseconds: seconds * 1_000_000 + microseconds)
    }
}

/// What a monitor says of itself when a client connects.
public struct QMPGreeting: Sendable, Hashable {
    /// QEMU's version: `7.2.22`.
    public var version: String
    /// What the distribution adds to it; may be empty.
    public var package: String
    /// What the monitor can do beyond the basic protocol, such as `oob`.
    public var capabilities: [String]

    init?(_ message: JSONValue) {
        guard let greeting = message["QMP"], let numbers = greeting["version"]?["qemu"], let major = numbers["major"]?.int,
            let minor = numbers["minor"]?.int, let micro = numbers["micro"]?.int
        else { return nil }
        version = "\(major).\(minor).\(micro)"
        package = greeting["version"]?["package"]?.string ?? ""
        capabilities = (greeting["capabilities"]?.array ?? []).compactMap(\.string)
    }
}
