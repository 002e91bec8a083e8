public import StrataAPI

/// What a machine is doing.
public enum PowerState: Sendable, Hashable {
    case running
    case paused
    /// Off, with its memory kept: a start lets it run on from there.
    case suspended
    case stopped
    case starting
    case stopping
    /// A word of the stack's that means none of these.
    case other(String)
}

/// A machine as the stack shows it.
public struct ObservedInstance: Sendable, Equatable {
    public var id: NativeID
    /// The instance it was made for, as the tag on the machine says; nil for machines that Strata did not make.
    public var owner: UID?
    /// That instance's name with its namespace, where the tag tells; empty otherwise.
    public var ownerName = ""
    /// What people call it, where the stack's own name for it is another; empty otherwise.
    public var name = ""
    /// The server that keeps that instance, where the tag tells; empty otherwise.
    public var ownerServer = ""
    public var type: InstanceType
    public var power: PowerState
    public var host: String
    public var addresses: [String]
    public var pid: Int?
    public var startedAt: Timestamp?
    public var usage: Instance.Usage
    /// Its limits, where it has any.
    public var cpuCores: Double?
    public var memory: Quantity?
    public var processes: Int?
    /// What keeps the stack from using it, in its own words; empty when nothing does.
    public var problem: String
    /// How its last run ended, where it is stopped and the stack tells.
    public var exit: Instance.Exit?
    /// Who changed it last other than through this connection, as far as the stack tells and the connection has heard.
    public var lastChange: ForeignChange?
    /// What is attached to it beside the stack's own settings, as people sort machines by: vSphere's `CATEGORY/NAME`, Proxmox VE's tags. In their order.
    public var tags: [String] = []
    /// The same with values, by their names.
    public var attributes: [String: String] = [:]
    /// How many of either are told at most.
    public static let mostTags = 64
    /// A word that changes whenever something does that ``Comparing/changes(_:to:)`` looks at; empty where nothing is compared.
    public var settings = ""

    public init(
        id: NativeID, owner: UID? = nil, type: InstanceType, power: PowerState, host: String = "", addresses: [String] = [],
        pid: Int? = nil,
        startedAt: Timestamp? = nil, usage: Instance.Usage = Instance.Usage(), cpuCores: Double? = nil, memory: Quantity? = nil,
        processes: Int? = nil, problem: String = ""
    ) {
        self.id = id
        self.owner = owner
        self.type = type
        self.power = power
        self.host = host
        self.addresses = addresses
        self.pid = pid
        self.startedAt = startedAt
        self.usage = usage
        self.cpuCores = cpuCores
        self.memory = memory
        self.processes = processes
        self.problem = problem
    }
}
