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
        try checkKeepsMemory(record, .suspend, attempt)
        try await change(id, "stop", attempt, isStateful: true, isDone: { _ in false })
    }

    /// Refuses instances whose memory the daemon cannot keep, or not bring back.
    func checkKeepsMemory(_ record: InstanceRecord, _ ability: Ability, _ attempt: String) throws(DriverError) {
        guard record.isVirtualMachine else { throw .unavailable(ability, because: KeptMemory.containers) }
        guard let obstacle = KeptMemory.obstacle(record, facts) else { return }
        throw .refused(.init(attempt, record.name, answer: obstacle.answer, hint: obstacle.hint))
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
