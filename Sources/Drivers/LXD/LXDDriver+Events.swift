import LXD
import StrataAPI
public import StrataDriverKit

extension LXDDriver: EventStreaming {
    /// See ``EventStreaming/changes()``. Comes from the daemon's lifecycle events, which tell of everything that is done to instances, by whomever, and
    /// who that was from what it logs.
    public func changes() async throws(DriverError) -> AsyncThrowingStream<NativeID, any Error> {
        let attempt = "follow the changes on"
        let client = try await door.client(attempt, site)
        let (site, foreign) = (site, foreign)
        let certificates = CertificateNames(client: client)
        return try await ChangeStream.follow(attempt, site) { error in
            (error as? LXDError).map { DriverError($0, attempt, site) } ?? error
        } _: { stream in
            try await client.follow(["lifecycle", "logging"], opened: { stream.opened() }) { event in
                await foreign.take(event) { await certificates.name(of: $0) }
                for id in Self.touched(by: event) { try stream.tell(id) }
                return true
            }
        }
    }

    /// The instances that an event says something new of.
    static func touched(by event: LXDEvent) -> [NativeID] {
        guard let action = event.action, let name = event.instance, action.hasPrefix("instance-") else { return [] }
        // Looking at an instance is told too.
        for part in ["-exec", "-console", "-file-", "-log-", "-backup-", "-metadata-"] where action.contains(part) { return [] }
        var names = [name]
        if let old = event.metadata["context"]?["old_name"]?.string { names.append(old) }
        return names.filter(MachineName.isSafe).map(NativeID.init)
    }
}

/// What the daemon calls the certificates that it trusts, each asked for once.
private actor CertificateNames {
    private let client: LXDClient
    private var names: [String: String] = [:]

    init(client: LXDClient) { self.client = client }

    /// Nil where the daemon does not tell: it may have been removed since.
    func name(of fingerprint: String) async -> String? {
        if let known = names[fingerprint] { return known }
        let answer = try? await client.send(.get, "/1.0/certificates/\(LXDTarget.encoded(fingerprint))", timeout: .seconds(5))
        guard let name = answer?.metadata["name"]?.string, !name.isEmpty else { return nil }
        names[fingerprint] = name
        return name
    }
}
