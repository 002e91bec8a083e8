import QMP
import StrataDriverKit
import Synchronization

/// A machine whose memory has been sent, held until `commit`: what is known of it need not be asked for while its guest stands still.
struct SentMachine: Sendable {
    var record: IncomingRecord
    var definition: MachineDefinition
    /// The monitor of the QEMU that takes over.
    var client: QMPClient
}

/// Holds at most one of them between two steps of a move.
final class SentMachineHolder: Sendable {
    private let held = Mutex<SentMachine?>(nil)

    func put(_ machine: SentMachine) { held.withLock { $0 = machine } }

    func take() -> SentMachine? {
        held.withLock { held in
            defer { held = nil }
            return held
        }
    }
}
