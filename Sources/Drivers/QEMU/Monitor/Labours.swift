import StrataDriverKit
import Synchronization

/// What keeps machines' monitors from answering for a while, such as writing their memory to disk, and what the machines are taken for meanwhile.
final class Labours: Sendable {
    private let running = Mutex<[NativeID: PowerState]>([:])

    func power(of id: NativeID) -> PowerState? { running.withLock { $0[id] } }

    /// Takes a machine for something while the body runs.
    func during<Value>(
        _ id: NativeID, _ power: PowerState, _ body: () async throws(DriverError) -> Value
    ) async throws(DriverError) -> Value {
        running.withLock { $0[id] = power }
        defer { running.withLock { _ = $0.removeValue(forKey: id) } }
        return try await body()
    }
}
