public import StrataDriverKit

/// One promise of a driver's, and how to find out whether it is kept.
///
/// A contract gets a ``Stage`` with a real site behind it, makes what machines it needs, and throws a ``Breach`` where the promise is broken.
/// What it made is removed after it, however it ended.
public struct Contract: Sendable {
    /// Unique and stable, as reports name it: `create.idempotent`.
    public let id: String
    /// The ability it is about; nil for what every driver must do.
    public let ability: Ability?
    /// What is promised, as a sentence.
    public let promise: String
    /// How long it may take on a slow machine.
    let limit: Duration
    let body: @Sendable (Stage) async throws -> Void

    /// What every driver must do.
    init(_ id: String, _ promise: String, limit: Duration = .seconds(180), _ body: @escaping @Sendable (Stage) async throws -> Void) {
        self.init(id, nil, promise, limit: limit, body)
    }

    init(
        _ id: String, _ ability: Ability?, _ promise: String, limit: Duration = .seconds(180),
        _ body: @escaping @Sendable (Stage) async throws -> Void
    ) {
        self.id = id
        self.ability = ability
        self.promise = promise
        self.limit = limit
        self.body = body
    }

    /// All of them, in the order in which they are tried.
    public static let all: [Contract] = [
        surveying, creating, starting, stopping, deleting, lookingUp, interrupting, pausing, reconfiguring, comparing, executing,
        exchanging, attaching,
        logging, streaming, snapshotting, remembering, cloning, exporting, backingUp, publishing, suspending, seeing, moving, networking,
        storing,
    ].flatMap(\.self)

    /// Those of some ids, or of ids that begin with one of these up to a dot: `pause` also means `pause.stop`. All of them where none is named.
    public static func named(_ names: [String]) -> [Contract] {
        guard !names.isEmpty else { return all }
        return all.filter { contract in names.contains { contract.id == $0 || contract.id.hasPrefix("\($0).") } }
    }
}

/// A promise that was broken.
public struct Breach: Error, Sendable, CustomStringConvertible {
    public var description: String

    init(_ description: String) { self.description = description }
}

/// A promise that cannot be tried at this site.
struct NotTried: Error, Sendable {
    var reason: String
}
