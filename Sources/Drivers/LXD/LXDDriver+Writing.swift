import LXD
import StrataDriverKit

extension LXDDriver {
    /// Makes an instance's configuration another one, from what it is then: once more where somebody else changes it between reading and writing.
    ///
    /// - Parameter change: makes what it should be of what it is.
    /// - Returns: what it is now. Nothing is written where that is what it was.
    @discardableResult
    func rewrite(
        _ name: String, _ attempt: String, _ change: (InstanceRecord) async throws(DriverError) -> InstanceRecord
    ) async throws(DriverError) -> InstanceRecord {
        for _ in 0..<4 {
            let record = try await existing(NativeID(name), attempt)
            let wanted = try await change(record)
            if wanted.writable == record.writable { return record }
            do throws(DriverError) {
                try await order(name, attempt, isDone: Self.saysWritten) { client in
                    _ = try await client.perform(.put, LXDTarget.instance(name), wanted.writable, ifMatch: record.etag)
                }
                return wanted
            } catch {
                guard case .failed(let failure) = error, failure.answer.contains("changed by somebody else") else { throw error }
            }
        }
        throw .failed(.init(attempt, name, answer: "somebody else changes it all the time"))
    }

    /// Whether the failure of a change says that it was made. Of each `user.` key that changes while a virtual machine runs the daemon tells the agent in it,
    /// once all is recorded, and fails where there is none (`Update` of LXD 5.0's driver of QEMU).
    private static func saysWritten(_ answer: String) -> Bool { answer.contains("VM agent isn't currently running") }
}
