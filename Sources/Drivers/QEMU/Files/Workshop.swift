import StrataAPI
import StrataDriverKit
import Synchronization

/// The place beside the machines where they are made and taken apart, each under its instance's UID.
///
/// What lies here is no machine, and when no call of this process works on it, it was left behind by one that was killed.
enum Workshop {
    private static let inUse = Mutex<Set<UID>>([])

    static func directory(in path: String) -> String { "\(path)/.strata" }

    static func bench(of uid: UID, in path: String) -> String { "\(directory(in: path))/\(uid.text)" }

    /// Notes that a call works on an instance, so that nothing of it is taken for a leftover and no other call gets in its way.
    static func enter(_ uid: UID, _ attempt: String, _ object: String) throws(DriverError) {
        guard inUse.withLock({ $0.insert(uid).inserted }) else {
            throw .failed(.init(attempt, object, answer: "another call is making or removing this instance's machine"))
        }
    }

    static func leave(_ uid: UID) { inUse.withLock { _ = $0.remove(uid) } }

    static func isInUse(_ uid: UID) -> Bool { inUse.withLock { $0.contains(uid) } }
}
