import WebSockets
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
        return Self.instance(in: source)
    }

    /// Who asked for what a lifecycle event tells of. LXD 5.0 leaves it out of those about instances; see ``request``.
    public var requestor: LXDRequestor? {
        guard kind == "lifecycle", let requestor = metadata["requestor"], requestor.object != nil else { return nil }
        return LXDRequestor(requestor, address: requestor["address"]?.string)
    }

    /// The request that a logging event tells of; nil for other events. The daemon tells of each before it acts on it.
    public var request: LXDRequest? {
        guard kind == "logging", metadata["message"]?.string == "Handling API request", let context = metadata["context"],
            let method = context["method"]?.string, let target = context["url"]?.string
        else { return nil }
        return LXDRequest(method: method, target: target, requestor: LXDRequestor(context, address: context["ip"]?.string))
    }

    /// The name of an instance in a path of the daemon's.
    static func instance(in path: String) -> String? {
        for prefix in ["/1.0/instances/", "/1.0/containers/", "/1.0/virtual-machines/"] where path.hasPrefix(prefix) {
            let name = path.dropFirst(prefix.count).prefix { $0 != "/" && $0 != "?" }
            return name.isEmpty ? nil : String(name)
        }
        return nil
    }
}

/// Who asked the daemon for something.
public struct LXDRequestor: Sendable, Hashable {
    /// A user's name, or over TLS the SHA-256 of the client's certificate.
    public var username: String
    /// How they came: `unix`, `tls`, `candid`, `oidc`, `cluster`.
    public var way: String
    /// From where, over the network; empty otherwise.
    public var address: String

    init(_ json: JSONValue, address: String?) {
        username = json["username"]?.string ?? ""
        way = json["protocol"]?.string ?? ""
        self.address = address == "@" ? "" : address ?? ""
    }
}

/// A request that the daemon was asked.
public struct LXDRequest: Sendable, Hashable {
    public var method: String
    /// Path and query, as they were sent.
    public var target: String
    public var requestor: LXDRequestor

    /// The name of the instance that it is about; nil where it is about something else.
    public var instance: String? { LXDEvent.instance(in: target) }

    /// What the query has under a name.
    public func parameter(_ name: String) -> String? {
        let pairs = target.drop { $0 != "?" }.dropFirst().split(separator: "&")
        return pairs.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
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
