public import StrataAPI

/// Something that the daemon tells of by itself.
public struct LXDEvent: Sendable, Hashable {
    /// `lifecycle`, `operation` or `logging`.
    public var kind: String
    public var timestamp: String
    public var project: String
    /// The cluster member that it comes from; empty or `none` where there is no cluster.
    public var location: String
    /// The whole of what it tells.
    public var metadata: JSONValue

    /// Nil for what is no event. Fields that are missing are empty.
    init?(parsing bytes: [UInt8]) {
        guard let json = try? JSONValue(parsing: bytes), let kind = json["type"]?.string else { return nil }
        self.kind = kind
        timestamp = json["timestamp"]?.string ?? ""
        project = json["project"]?.string ?? ""
        location = json["location"]?.string ?? ""
        metadata = json["metadata"] ?? .null
    }

    /// What happened in the life of something, as `instance-started`; nil for other events.
    public var action: String? { kind == "lifecycle" ? metadata["action"]?.string : nil }

    /// The name of the instance that a lifecycle event is about; nil where it is about something else.
    public var instance: String? {
        guard kind == "lifecycle", let source = metadata["source"]?.string else { return nil }
        for prefix in ["/1.0/instances/", "/1.0/containers/", "/1.0/virtual-machines/"] where source.hasPrefix(prefix) {
            let name = source.dropFirst(prefix.count).prefix { $0 != "/" && $0 != "?" }
            return name.isEmpty ? nil : String(name)
        }
        return nil
    }

    /// Who asked for it, as the daemon knows them: a user's name, or how they came.
    public var requestor: String? {
        let requestor = metadata["requestor"]
        if let name = requestor?["username"]?.string, !name.isEmpty { return name }
        return requestor?["protocol"]?.string
    }
}

extension LXDClient {
    /// Follows what the daemon tells, of this client's project, until the body has enough, the task is cancelled or the connection ends, which is an error.
    /// Nothing is repeated that was told before, and the order is not certain: read what an event is about, after it.
    ///
    /// - Parameters:
    ///   - kinds: `lifecycle`, `operation`, `logging`.
    ///   - opened: called once events come.
    ///   - body: returns whether it wants more.
    public func follow(
        _ kinds: [String], opened: () -> Void = {}, _ body: (LXDEvent) async throws -> Bool
    ) async throws {
        let hasEnough = try await withSocket("/1.0/events?type=\(kinds.joined(separator: ","))") { socket in
            opened()
            var hasEnough = false
            try await socket.read { message in
                guard case .text(let bytes) = message, let event = LXDEvent(parsing: bytes) else { return true }
                hasEnough = try await !body(event)
                return !hasEnough
            }
            return hasEnough
        }
        guard !hasEnough else { return }
        throw Task.isCancelled ? LXDError.cancelled : LXDError.closed
    }
}
