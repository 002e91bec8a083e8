import StrataAPI
import Synchronization

/// Which instances somebody works on in this process. What would have to change the same one looks again later.
final class InstanceTurns: Sendable {
    private let taken = Mutex<Set<ObjectName>>([])

    /// Notes that somebody works on an instance; false where another does already.
    func take(_ name: ObjectName) -> Bool { taken.withLock { $0.insert(name).inserted } }

    func giveBack(_ name: ObjectName) { taken.withLock { _ = $0.remove(name) } }
}
