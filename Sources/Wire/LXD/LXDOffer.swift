import StrataAPI

/// An instance that waits to be pulled by another daemon.
public struct LXDOffer: Sendable, Hashable {
    /// The path of its operation.
    public var operation: String
    /// By the stream's name: `control`, `fs`.
    public var secrets: [String: String]
}

extension LXDClient {
    /// Has an instance wait to be pulled by another daemon, with its snapshots. The daemon gives it up where nobody comes.
    public func offer(_ instance: String) async throws(LXDError) -> LXDOffer {
        let target = LXDTarget.instance(instance)
        let answer = try await send(.post, target, ["migration": true, "live": false, "instance_only": false])
        guard let operation = answer.operation, let secrets = answer.metadata["metadata"]?.object?.compactMapValues(\.string),
            !secrets.isEmpty
        else { throw .protocolViolation("POST \(target) is answered by no migration") }
        return LXDOffer(operation: operation, secrets: secrets)
    }
}
