import Libvirt
import StrataAPI
public import StrataDriverKit

extension LibvirtDriver: Moving {
    /// See ``Moving/move(_:to:)``.
    public func move(_ order: MoveOrder, to target: LibvirtDriver) -> any MachineMove {
        LibvirtMove(source: self, target: target, order: order)
    }

    /// See ``Moving/keep(_:)``.
    public func keep(_ order: MoveOrder) async throws(DriverError) {
        try await LibvirtMove(source: self, target: self, order: order).revive()
    }

    /// Whether the pools of both sites are one: what is put into one shows in the other, under the same path.
    func sharesPool(with other: LibvirtDriver, _ attempt: String, _ object: String) async throws(DriverError) -> Bool {
        let (here, there) = (try await site.connection(attempt, object), try await other.site.connection(attempt, object))
        let (mine, theirs) = (try await pool(here, attempt), try await other.pool(there, attempt))
        guard mine.path == theirs.path, !mine.path.isEmpty else { return false }
        let uid = UID.random()
        try Workshop.enter(uid, attempt, object)
        defer { Workshop.leave(uid) }
        let name = MachineVolumes.probe(uid)
        let result: Result<Bool, LibvirtError>
        do throws(LibvirtError) {
            try await here.makeVolume(VolumeDocument.of(name, format: "raw", size: 512), in: mine.name)
            try await there.refresh(pool: theirs.name)
            result = .success(try await there.volume(name, in: theirs.name) != nil)
        } catch {
            result = .failure(error)
        }
        // Also in a task that was cancelled; what stays is removed by a later connection.
        await Task {
            try? await here.deleteVolume(name, in: mine.name)
            try? await there.refresh(pool: theirs.name)
        }.value
        return try await translating(attempt, object) { () throws(LibvirtError) in try result.get() }
    }
}
