/// Machines can be frozen with their memory kept.
public protocol Pausing: Driver {
    /// Freezes a running machine. No effect on a paused one.
    func pause(_ id: NativeID) async throws(DriverError)

    /// Lets a paused machine run on. No effect on a running one.
    func resume(_ id: NativeID) async throws(DriverError)
}

/// Machines can be taken off with their memory kept on disk.
public protocol Suspending: Driver {
    /// Keeps the memory of a running or paused machine on disk and ends it, so that ``Driver/start(_:)`` lets it run on from there and
    /// ``Driver/stop(_:grace:)`` discards it. No effect on a suspended one; refused for a stopped one, which has none.
    func suspend(_ id: NativeID) async throws(DriverError)
}

/// Machines can be reset without a word to what runs in them.
public protocol Resetting: Driver {
    /// Presses the reset button of a running machine: its memory is lost, its disks stay as they are. Not idempotent; refused where the machine is off.
    func reset(_ id: NativeID) async throws(DriverError)
}

/// A machine has a screen that can be looked at.
public protocol Screenshotting: Driver {
    /// What the screen of a running machine shows, as a PNG (ISO/IEC 15948) of at most 64 MiB. Refused where it has no screen.
    func screenshot(_ id: NativeID) async throws(DriverError) -> [UInt8]
}

/// A machine has a screen, keyboard and pointer that can be attached to.
public protocol ScreenAttaching: Driver {
    /// Connects to the screen until the session is ended: RFB (RFC 6143), the driver's side being the server. Several at once see the same. The machine does
    /// not notice.
    func screen(_ id: NativeID) async throws(DriverError) -> CommandSession
}

/// A machine's limits, ports and settings can be changed after it was made.
public protocol Reconfiguring: Driver {
    /// Makes the machine's settings those of the order, at once where the stack can. Idempotent; legal in every state.
    ///
    /// - Returns: the fields, as `spec.memory`, that take effect only at the next start, each with the reason in parentheses where there is a particular
    ///   one, in words without commas and colons.
    func update(_ id: NativeID, to order: Order) async throws(DriverError) -> [String]
}

/// Commands can be run inside a running machine.
public protocol Executing: Driver {
    /// Runs a command inside. The session's exit is the command's.
    func exec(_ id: NativeID, _ request: ExecRequest) async throws(DriverError) -> CommandSession
}

/// The machine's console can be attached to.
public protocol ConsoleAttaching: Driver {
    /// Attaches to the console until the session is ended; the machine does not notice.
    func console(_ id: NativeID, terminal: TerminalSize) async throws(DriverError) -> CommandSession
}

/// What the machine wrote to its console is kept.
public protocol LogReading: Driver {
    /// Sends the last `tail` lines of the log, all when nil, and with `follow` what is written from then on.
    func log(_ id: NativeID, tail: Int?, follow: Bool) async throws(DriverError) -> CommandSession
}

/// The stack tells of changes by itself.
public protocol EventStreaming: Driver {
    /// The names of machines that changed, as they change. Ends with an error when the source does; the caller then lists again.
    func changes() async throws(DriverError) -> AsyncThrowingStream<NativeID, any Error>
}

/// A command to run inside a machine.
public struct ExecRequest: Sendable {
    public var command: [String]
    public var environment: [String: String]
    /// The size of a terminal to run it on; nil for plain streams.
    public var terminal: TerminalSize?
    public var hasInput: Bool

    public init(command: [String], environment: [String: String] = [:], terminal: TerminalSize? = nil, hasInput: Bool = false) {
        self.command = command
        self.environment = environment
        self.terminal = terminal
        self.hasInput = hasInput
    }
}

/// What a driver may be able to do beyond the required, by name. The one place where a protocol gets its name.
public enum Ability: String, Sendable, CaseIterable {
    case pause
    case reconfigure
    case compare
    case exec
    /// Files taken out of machines, and put into them.
    case files
    case console
    case log
    case events
    case snapshot
    /// Snapshots of running machines with their memory.
    case memory
    case clone
    case export
    /// Backups in the stack's own form, carried away.
    case backup
    /// Machines made of such backups.
    case restore
    /// Backups that the stack keeps apart from the machines.
    case backups
    /// Images of the stack's own, made of machines.
    case publish
    case suspend
    case reset
    case screenshot
    case screen
    case move
    /// Hosts emptied of machines.
    case evacuation
    case networks
    case volumes

    /// What it is to do it, after "can".
    public var deed: String {
        switch self {
        case .memory: "keep a machine's memory in a snapshot"
        case .networks: "keep further networks"
        case .volumes: "keep volumes"
        case .backup: "make backups of its own"
        case .restore: "make machines of backups of its own"
        case .backups: "keep backups"
        case .publish: "make an image of its own of a machine"
        case .evacuation: "empty a host of its machines"
        case .files: "exchange files with a machine"
        default: rawValue
        }
    }

    /// Whether a driver's type has the code for it.
    public func isImplemented(by driver: any Driver.Type) -> Bool {
        switch self {
        case .pause: driver is any Pausing.Type
        case .reconfigure: driver is any Reconfiguring.Type
        case .compare: driver is any Comparing.Type
        case .exec: driver is any Executing.Type
        case .files: driver is any FileExchanging.Type
        case .console: driver is any ConsoleAttaching.Type
        case .log: driver is any LogReading.Type
        case .events: driver is any EventStreaming.Type
        case .snapshot: driver is any Snapshotting.Type
        case .memory: driver is any MemorySnapshotting.Type
        case .clone: driver is any Cloning.Type
        case .export: driver is any Exporting.Type
        case .backup: driver is any BackingUp.Type
        case .restore: driver is any NativeRestoring.Type
        case .backups: driver is any BackupKeeping.Type
        case .publish: driver is any ImagePublishing.Type
        case .evacuation: driver is any Evacuating.Type
        case .move: driver is any Moving.Type
        case .suspend: driver is any Suspending.Type
        case .reset: driver is any Resetting.Type
        case .screenshot: driver is any Screenshotting.Type
        case .screen: driver is any ScreenAttaching.Type
        case .networks: driver is any NetworkKeeping.Type
        case .volumes: driver is any VolumeKeeping.Type
        }
    }
}
