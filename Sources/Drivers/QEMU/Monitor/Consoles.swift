import StrataDriverKit
import Synchronization

/// Whose console somebody is attached to: QEMU gives a serial line to one at a time, and a second one would wait without a word.
final class Consoles: Sendable {
    private let attached = Mutex<Set<NativeID>>([])

    /// Notes that a machine's console is taken; false when it was already.
    func take(_ id: NativeID) -> Bool { attached.withLock { $0.insert(id).inserted } }

    func giveBack(_ id: NativeID) { attached.withLock { _ = $0.remove(id) } }
}
