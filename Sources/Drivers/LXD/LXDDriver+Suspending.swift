import LXD
import StrataAPI
public import StrataDriverKit

extension LXDDriver: Suspending {
    /// How long memory may take on its way to a disk or back.
    static let memoryPatience = Duration.seconds(1800)

    /// See ``Suspending/suspend(_:)``. The daemon's stateful stop, of virtual machines with `migration.stateful`.
    public func suspend(_ id: NativeID) async throws(DriverError) {
        let attempt = "suspend"
        try check(id, attempt)
        try await settle(id.text, attempt)
        let record = try await existing(id, attempt)
        if record.isSuspended { return }
        guard !record.isOff else {
            throw .refused(.init(attempt, id.text, answer: "it is off and has no memory to keep", hint: "Start it first"))
        }
        try checkKeepsMemory(record, attempt)
        try await change(id, "stop", attempt, isStateful: true, isDone: { _ in false })
    }

    /// Refuses instances whose memory the daemon cannot keep, or not bring back.
    func checkKeepsMemory(_ record: InstanceRecord, _ attempt: String) throws(DriverError) {
        guard let obstacle = KeptMemory.obstacle(record, facts) else { return }
        throw .refused(.init(attempt, record.name, answer: obstacle.answer, hint: obstacle.hint))
    }

    /// Refuses what a snapshot with memory could be taken of, and not gone back to: of a virtual machine on LVM, LXD 5.0 goes back to the volume of the disk,
    /// and not to that beside it which has the memory (`RestoreVolume` of its driver).
    func checkComesBack(_ record: InstanceRecord, _ attempt: String) async throws(DriverError) {
        try checkKeepsMemory(record, attempt)
        guard let pool = record.rootDisk?.settings["pool"] else { return }
        let kind = try await ask(attempt, record.name) {
            try await $0.send(.get, "/1.0/storage-pools/\(LXDTarget.encoded(pool))").metadata["driver"]
        }
        guard kind?.string == "lvm" else { return }
        throw .refused(
            .init(
                attempt, record.name,
                answer: "it is on the pool \(pool.printable(limit: 80)) of LVM, where the daemon does not go back to memory",
                hint: "Take the snapshot without memory, or have the machine on a pool of kind dir"))
    }

    /// Gives up the memory of an instance that is off, so that its next start is one afresh.
    func discardMemory(_ id: NativeID, _ attempt: String) async throws(DriverError) {
        try await rewrite(id.text, attempt) { record throws(DriverError) in
            var wanted = record
            if record.isSuspended { wanted.config[MachineTag.discardedKey] = record.lastUse }
            return wanted
        }
    }
}
