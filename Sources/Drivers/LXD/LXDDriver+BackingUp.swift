import LXD
import StrataAPI
public import StrataDriverKit

extension LXDDriver: BackingUp {
    /// See ``BackingUp/backUp(_:to:)``. A tarball for `lxc import`, not compressed. It takes as much room on the daemon's host as the instance while it is sent.
    public func backUp(_ id: NativeID, to sink: @escaping @Sendable ([UInt8]) async -> Bool) async throws(DriverError) {
        let attempt = "back up"
        try check(id, attempt)
        _ = try await existing(id, attempt)
        try await settle(id.text, attempt)
        let client = try await door.client(attempt, id.text)
        do {
            try await client.backUp(id.text, named: "strata-\(UID.random().text.prefix(8))") { bytes in
                guard await sink(bytes) else { throw LXDError.cancelled }
            }
        } catch {
            throw (error as? LXDError).map { DriverError($0, attempt, id.text) } ?? .failed(.init(attempt, id.text, answer: "\(error)"))
        }
    }
}
