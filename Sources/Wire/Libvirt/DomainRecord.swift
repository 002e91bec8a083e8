/// A domain as libvirt's statistics show it.
public struct DomainRecord: Sendable, Hashable {
    /// What a domain does (`virDomainState`).
    public enum State: Int32, Sendable {
        case none = 0
        case running
        /// Waits for something; it runs as far as anybody can tell.
        case blocked
        case paused
        case shuttingDown
        case off
        case crashed
        case asleep
    }

    public var uuid = ""
    public var name = ""
    /// The hypervisor's number of a running one; nil for one that is off.
    public var number: Int32?
    public var state = State.none
    /// Why it is in that state, by a number whose meaning depends on it (`virDomainShutoffReason` and others).
    public var reason: Int32 = 0
    /// CPU time used since the start, in nanoseconds.
    public var cpuTime: UInt64?
    /// What the guest has now, may have at most, and what its process takes on the host, in bytes.
    public var memory: Int64?
    public var memoryLimit: Int64?
    public var memoryResident: Int64?
    /// Processors that are there now.
    public var processors: Int?
    /// What its disks take, in bytes, and has been read and written since the start.
    public var diskAllocation: Int64 = 0
    public var diskRead: Int64 = 0
    public var diskWritten: Int64 = 0
    /// What its network cards received and sent since the start, in bytes.
    public var received: Int64 = 0
    public var sent: Int64 = 0

    /// `virDomainShutoffReason`: the memory was kept.
    public static let savedReason: Int32 = 5
    /// `virDomainShutoffReason`: it powered itself off, was ended from outside, crashed, or could not start.
    public static let shutdownReason: Int32 = 1
    public static let destroyedReason: Int32 = 2
    public static let crashedReason: Int32 = 3
    public static let failedReason: Int32 = 6
    /// `virDomainPausedReason`: it is being started.
    public static let startingReason: Int32 = 11

    public init() {}

    /// Takes in one of the named values that statistics consist of (libvirt, `virConnectGetAllDomainStats`).
    mutating func take(_ field: String, _ value: Int64) {
        switch field {
        case "state.state": state = State(rawValue: Int32(clamping: value)) ?? .none
        case "state.reason": reason = Int32(clamping: value)
        case "cpu.time": cpuTime = UInt64(clamping: value)
        case "balloon.current": memory = Self.bytes(value)
        case "balloon.maximum": memoryLimit = Self.bytes(value)
        case "balloon.rss": memoryResident = Self.bytes(value)
        case "vcpu.current": processors = Int(clamping: value)
        default: takeSum(field, value)
        }
    }

    private mutating func takeSum(_ field: String, _ value: Int64) {
        let words = field.split(separator: ".", maxSplits: 2)
        guard words.count == 3, Int(words[1]) != nil else { return }
        switch (words[0], words[2]) {
        case ("block", "allocation"): diskAllocation &+= value
        case ("block", "rd.bytes"): diskRead &+= value
        case ("block", "wr.bytes"): diskWritten &+= value
        case ("net", "rx.bytes"): received &+= value
        case ("net", "tx.bytes"): sent &+= value
        default: return
        }
    }

    private static func bytes(_ kibibytes: Int64) -> Int64 { kibibytes.multipliedReportingOverflow(by: 1024).partialValue }
}
