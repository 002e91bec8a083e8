public import StrataAPI
import Synchronization

/// The place beside a driver's machines where they are made and taken apart, each under its instance's UID, out of the stack's sight.
///
/// What lies here is no machine, and when no call of this process works on it, it was left behind by one that was killed.
public enum Workshop {
    private static let inUse = Mutex<Set<UID>>([])

    /// The workshop beside the machines that lie in `path`.
    public static func directory(in path: String) -> String { "\(path)/.strata" }

    /// Where one instance's machine is made or taken apart.
    public static func bench(of uid: UID, in path: String) -> String { "\(directory(in: path))/\(uid.text)" }

    /// Notes that a call works on an instance, so that nothing of it is taken for a leftover and no other call gets in its way.
    ///
    /// - Throws: ``DriverError/failed(_:)`` where another call does already.
    public static func enter(_ uid: UID, _ attempt: String, _ object: String) throws(DriverError) {
        guard inUse.withLock({ $0.insert(uid).inserted }) else {
            throw .failed(.init(attempt, object, answer: "another call is making or removing this instance's machine"))
        }
    }

    /// Begins to remove an instance's machine, as ``enter(_:_:_:)`` does.
    ///
    /// - Throws: also ``DriverError/notOwned(_:)`` where the owner is no UUID: nothing was ever made for it.
    public static func enter(owner: UID, _ attempt: String, _ object: String) throws(DriverError) {
        guard owner.isUUID else {
            throw .notOwned(.init(attempt, object, answer: "\(owner.text.printable(limit: 80)) is no instance's UID"))
        }
        try enter(owner, attempt, object)
    }

    /// Notes that the call has ended.
    public static func leave(_ uid: UID) { inUse.withLock { _ = $0.remove(uid) } }

    /// Whether a call of this process works on an instance.
    public static func isInUse(_ uid: UID) -> Bool { inUse.withLock { $0.contains(uid) } }
}
