import StrataAPI
public import TLSTrust

/// A token with which a daemon lets one more client in, once: what `lxc config trust add` prints.
public struct LXDToken: Sendable, Hashable {
    /// As it is handed in.
    public let text: String
    /// The daemon's own certificate's, by which a client knows that it is asking the right one.
    public let fingerprint: CertificateFingerprint
    /// Where the daemon says that it listens: `HOST:PORT`.
    public let addresses: [String]
    /// What the client is to be called; empty where that is its own choice.
    public let clientName: String

    /// Base64 of a JSON object. White space around it does not count.
    ///
    /// - Throws: ``LXDError/identity(_:)`` for what is no token.
    public init(_ text: String) throws(LXDError) {
        let plain = text.filter { !$0.isWhitespace }
        guard plain.utf8.count <= 16 << 10, let bytes = Base64.decode(plain), let json = try? JSONValue(parsing: bytes),
            let fingerprint = json["fingerprint"]?.string.flatMap({ CertificateFingerprint($0) }), json["secret"]?.string?.isEmpty == false
        else { throw .identity("that is no token: lxc config trust add prints one on the daemon's machine") }
        self.text = plain
        self.fingerprint = fingerprint
        addresses = json["addresses"]?.array?.compactMap(\.string) ?? []
        clientName = json["client_name"]?.string ?? ""
    }
}

extension LXDClient {
    /// Has the daemon trust this client's certificate from now on.
    ///
    /// - Parameters:
    ///   - secret: a token's text, or the daemon's `core.trust_password`, which LXD has up to version 5.
    ///   - name: what the daemon is to call the certificate.
    public func introduce(_ secret: String, as name: String, isToken: Bool) async throws(LXDError) {
        var wish: JSONValue = ["type": "client"]
        if isToken {
            // A token says the name itself. Incus never knew it by another word, and has no extension that says so.
            wish["trust_token"] = .string(secret)
            if try await !server().has("explicit_trust_token") { wish["password"] = .string(secret) }
        } else {
            wish["name"] = .string(name)
            wish["password"] = .string(secret)
        }
        do throws(LXDError) {
            _ = try await send(.post, "/1.0/certificates", wish)
        } catch {
            // Another connection of the same client's was faster.
            guard case .refused(_, _, let reason) = error, reason.contains("already in trust store") else { throw error }
        }
    }
}
