public import StrataAPI

/// The code that speaks one stack's native interface on one site.
///
/// A machine's life, and which call is legal when:
/// ```
///              create                 start
///   (absent) ─────────▶ stopped ─────────────────▶ running ──pause──▶ paused
///      ▲                   │  ▲                       │  ◀──resume───    │
///      └────── delete ─────┘  └──────────── stop ─────┴──────────────────┘
/// ```
/// A machine that is suspended (``Suspending``) is off too: `start` lets it run on, `stop` makes it a stopped one.
///
/// `start` on a running machine, `stop` on a stopped one and `delete` of an absent one succeed without effect.
///
/// Every call is idempotent and cancellable and ends within a bounded time; a call that was cut short leaves a state from which
/// the same call succeeds. Calls on different machines may run at the same time; the caller makes no two on one machine.
///
/// This is what every driver must do. What it can do beyond is told by the capability protocols it conforms to
/// (``Pausing``, ``Reconfiguring``, ``Executing``, …); there are no flags.
public protocol Driver: Sendable {
    /// The id of the stack, as the catalog has it.
    static var stack: String { get }

    /// What can be created there.
    static var types: [InstanceType] { get }

    /// The shape of `spec.stack.<stack>` of an instance.
    static var options: Shape { get }

    /// Whether this stack can be used on a machine, without changing anything there.
    static func probe(_ machine: any Machine) async -> Support

    /// Makes a driver for one site. Fails when the site cannot be used at all.
    static func connect(_ connection: SiteConnection) async throws(DriverError) -> Self

    /// What the site is and what works there.
    func survey() async throws(DriverError) -> Survey

    /// Every machine of the stack on this site, Strata's and others', in a number of native calls that does not grow with theirs.
    func list() async throws(DriverError) -> [ObservedInstance]

    /// One machine, nil when it does not exist.
    func observe(_ id: NativeID) async throws(DriverError) -> ObservedInstance?

    /// Makes the machine of an order, stopped, and tags it with the order's UID before anything else can go wrong.
    /// A machine with that UID that exists already is completed and returned, never made twice.
    /// What belongs to no order of this UID is never changed: a name that is taken is ``DriverError/refused(_:)``.
    func create(_ order: Order) async throws(DriverError) -> NativeID

    func start(_ id: NativeID) async throws(DriverError)

    /// Asks the machine to stop, and stops it hard once `grace` is over.
    func stop(_ id: NativeID, grace: Duration) async throws(DriverError)

    /// Removes a machine and all that was made for it. One that does not carry `owner` is left alone: ``DriverError/notOwned(_:)``.
    func delete(_ id: NativeID, owner: UID) async throws(DriverError)

    /// Lets go of connections. No other call follows.
    func close() async
}

/// The stack's own name for a machine.
public struct NativeID: Sendable, Hashable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) { self.text = text }

    public var description: String { text }
}

/// What a driver needs to know of the site it is to act on.
public struct SiteConnection: Sendable {
    /// The Site's name.
    public var site: String
    /// The machine that the stack runs on, here or behind SSH; this one where the site is a server of the stack's own.
    public var machine: any Machine
    /// Where the stack's own interface listens, for drivers that are ``NetworkReaching``; nil where ``machine`` is the way to it.
    public var network: NetworkAccess?
    /// `spec.options` of the Site.
    public var options: JSONValue
    /// What the Site's Secret holds, by key, for drivers that are ``SecretReading``.
    public var secrets: [String: [UInt8]]
    /// Where on that machine the driver may keep files; absolute.
    public var stateDirectory: String

    public init(
        site: String, machine: any Machine, network: NetworkAccess? = nil, options: JSONValue = .object([:]),
        secrets: [String: [UInt8]] = [:], stateDirectory: String = "/var/lib/strata"
    ) {
        self.site = site
        self.machine = machine
        self.network = network
        self.options = options
        self.secrets = secrets
        self.stateDirectory = stateDirectory
    }
}
