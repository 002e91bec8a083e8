/// Machines can be taken to another site of the same stack.
public protocol Moving: Driver {
    /// The steps by which a machine of this site becomes one of another. Does nothing yet.
    func move(_ order: MoveOrder, to target: Self) -> any MachineMove

    /// Lets the guest of a machine run on here whose move was given up before ``MachineMove/commit()``, without a word to the other site. Idempotent.
    func keep(_ order: MoveOrder) async throws(DriverError)
}

extension Moving {
    /// The same to a site of which is only known that it is one; nil where it is of another stack.
    public func move(_ order: MoveOrder, toSite target: any Driver) -> (any MachineMove)? {
        (target as? Self).map { move(order, to: $0) }
    }
}

/// A machine that is to be at another site.
public struct MoveOrder: Sendable {
    /// What the machine should be, as for ``Driver/create(_:)``; its image is not needed.
    public var order: Order
    /// The machine at the site that it leaves.
    public var id: NativeID
    /// Whether it runs on while it is taken over. A machine that is stopped is moved as it is, either way.
    public var isLive: Bool
    /// Whether its guest is to run once it is there, or again where it was; one that was paused stays so.
    public var runs: Bool

    public init(order: Order, id: NativeID, isLive: Bool, runs: Bool) {
        self.order = order
        self.id = id
        self.isLive = isLive
        self.runs = runs
    }
}

/// How far a move has come.
public struct MoveProgress: Sendable, Equatable {
    /// Bytes carried so far, and those that are known to be left.
    public var done: Int64
    public var left: Int64
    /// What is being carried: `files`, `disk`, `memory`.
    public var part: String

    public init(done: Int64, left: Int64, part: String) {
        self.done = done
        self.left = left
        self.part = part
    }

    /// Percent.
    public var percent: Int { done + left > 0 ? Int(Double(done) / Double(done + left) * 100) : 0 }
}

/// Whose a machine is that is or was to be moved.
public enum Whereabouts: Sendable, Hashable {
    /// The site's that it should leave: a move may go on, or be given up.
    case source
    /// The site's that it should come to, where it has this name: what is left at the other is to be forgotten.
    case target(NativeID)
}

/// The move of one machine between two sites.
///
/// ```
///   check ──▶ prepare ──▶ send ──▶ commit ──▶ finish          whereabouts: always
///                └──────────┴─ abort ▶ (as before)
/// ```
/// The machine belongs to the site it leaves until `commit`, which takes it over in one step, and to the other from then on. What both sites show tells
/// which of them has it, whoever died when; its guest never runs at both. Every step is idempotent and may be made by another process than the one
/// before; each but `commit` may be cancelled at any time, and then leaves a state in which `abort` succeeds. A step that throws has changed nothing
/// about whose the machine is, unless ``whereabouts()`` says so.
public protocol MachineMove: Sendable {
    /// Refuses what can be known to fail. Changes nothing.
    func check() async throws(DriverError)

    /// Makes ready at the target what can be without disturbing the guest.
    func prepare(_ report: @escaping @Sendable (MoveProgress) -> Void) async throws(DriverError)

    /// Carries over what the machine has, and holds its guest at the end of it. Returns how long the guest has been held when this returns.
    func send(_ report: @escaping @Sendable (MoveProgress) -> Void) async throws(DriverError) -> Duration

    /// Makes the machine the target's, and lets its guest run on there. Legal after `send` only, and again after itself.
    func commit() async throws(DriverError) -> NativeID

    /// Forgets the machine where it was. Legal once it is the target's.
    func finish() async throws(DriverError)

    /// Removes what was made at the target, and lets the guest run on where it is. Refused once the machine is the target's.
    ///
    /// - Parameter isUncommitted: whether it is certain that ``commit()`` was never called. The guest then runs on even while the target cannot be asked.
    /// - Returns: why something is left at the target, which goes with the same call later or when the target is connected to again.
    func abort(isUncommitted: Bool) async throws(DriverError) -> DriverError?

    /// Whose the machine is.
    func whereabouts() async throws(DriverError) -> Whereabouts
}
