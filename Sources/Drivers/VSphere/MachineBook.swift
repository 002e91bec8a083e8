import StrataDriverKit
import Synchronization
import VSphere

/// What is remembered of machines between calls: which object of the server's is which machine, and who changed it last.
final class MachineBook: Sendable {
    private struct State {
        var objects: [String: ManagedObject] = [:]
        var ids: [ManagedObject: String] = [:]
        var hosts: [ManagedObject: String] = [:]
        var changes: [ManagedObject: ForeignChange] = [:]
    }

    private let state = Mutex(State())

    /// The most changes that are remembered; all are forgotten then.
    private static let limit = 4096

    /// What the machine of an id was when it was last seen.
    func object(_ id: NativeID) -> ManagedObject? { state.withLock { $0.objects[id.text] } }

    /// What the machine of an object is called, also where it has just gone.
    func id(_ object: ManagedObject) -> NativeID? { state.withLock { $0.ids[object].map { NativeID($0) } } }

    /// Takes over what a whole list shows.
    func replace(_ records: [MachineRecord]) {
        let objects = Dictionary(records.map { ($0.id.text, $0.object) }, uniquingKeysWith: { first, _ in first })
        let ids = Dictionary(records.map { ($0.object, $0.id.text) }, uniquingKeysWith: { first, _ in first })
        state.withLock { ($0.objects, $0.ids) = (objects, ids) }
    }

    func note(_ record: MachineRecord) { note(record.id, record.object) }

    func note(_ id: NativeID, _ object: ManagedObject) {
        state.withLock { state in
            state.objects[id.text] = object
            state.ids[object] = id.text
        }
    }

    func forget(_ object: ManagedObject) {
        state.withLock { state in
            if let id = state.ids.removeValue(forKey: object) { state.objects[id] = nil }
            state.changes[object] = nil
        }
    }

    /// Hosts' names.
    var hosts: [ManagedObject: String] {
        get { state.withLock { $0.hosts } }
        set { state.withLock { $0.hosts = newValue } }
    }

    func noteChange(_ change: ForeignChange?, of object: ManagedObject) {
        state.withLock { state in
            if state.changes.count >= Self.limit { state.changes = [:] }
            state.changes[object] = change
        }
    }

    /// Who changed a machine last other than Strata.
    func lastChange(_ object: ManagedObject) -> ForeignChange? { state.withLock { $0.changes[object] } }
}
