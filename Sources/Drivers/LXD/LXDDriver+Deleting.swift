import LXD
public import StrataAPI
public import StrataDriverKit

extension LXDDriver {
    /// See ``Driver/delete(_:owner:)``. A running instance is stopped hard first. Its snapshots and backups go with it.
    public func delete(_ id: NativeID, owner: UID) async throws(DriverError) {
        let attempt = "delete"
        guard let record = try await record(id.text, attempt) else { return }
        guard let tag = record.tag, tag.uid == owner else {
            let whose = record.tag.map { "the instance \($0.instance.printable(limit: 120)) with the UID \($0.uid)" }
            throw .notOwned(.init(attempt, id.text, answer: whose.map { "it belongs to \($0)" } ?? "it is not Strata's"))
        }
        try await remove(record, attempt)
    }

    /// Removes an instance, whatever it is doing.
    func remove(_ record: InstanceRecord, _ attempt: String) async throws(DriverError) {
        for _ in 0..<3 {
            if let now = try await self.record(record.name, attempt) {
                guard now.tag?.uid == record.tag?.uid else { return }
                if !now.isOff { try await stop(NativeID(record.name), grace: .zero) }
            }
            do throws(DriverError) {
                return try await order(record.name, attempt, within: .seconds(120)) { client in
                    _ = try await client.perform(.delete, LXDTarget.instance(record.name), within: .seconds(120))
                }
            } catch {
                switch error {
                case .notFound: return
                // It was started meanwhile.
                case .failed(let failure) where failure.answer.contains("is running"): continue
                case .refused(let failure) where failure.answer.contains("is running"): continue
                default:
                    // Another deletion may have been faster.
                    if try await self.record(record.name, attempt) == nil { return }
                    throw error
                }
            }
        }
        throw .failed(.init(attempt, record.name, answer: "it is started again each time it is stopped"))
    }
}
