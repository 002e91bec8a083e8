import LXD
import StrataAPI
import StrataDriverKit
import TLSTrust

/// A site's daemon on the network, and what lets this server in there.
struct NetworkDoor: Sendable {
    let endpoint: LXDEndpoint
    private let token: LXDToken?
    private let password: String?
    private let name: String

    /// - Parameter site: after which the daemon calls this server's certificate.
    init(_ access: NetworkAccess, _ options: SiteOptions, site: String, _ attempt: String) throws(DriverError) {
        func value(_ key: String) throws(DriverError) -> [UInt8] {
            guard let bytes = access.secrets[key], !bytes.isEmpty else {
                throw .refused(
                    .init(
                        attempt, "\(access.endpoint)", answer: "the Site's Secret has no \(key)",
                        hint: "It needs tls.crt and tls.key, a client's certificate and its key as PEM; strata site add makes them"))
            }
            return bytes
        }
        func text(_ key: String) -> String? {
            access.secrets[key].flatMap { $0.isEmpty ? nil : String(decoding: $0, as: UTF8.self).filter { $0 != "\n" && $0 != "\r" } }
        }
        let identity = ClientIdentity(certificate: try value("tls.crt"), key: try value("tls.key"))
        let host = access.endpoint.host
        do {
            token = try text("token").map { (text) throws(LXDError) in try LXDToken(text) }
            let trust = try Self.trust(options, token, text("fingerprint"), access.secrets["ca.crt"], attempt, "\(access.endpoint)")
            let door = try TLSDoor(host: host, trust: trust, identity: identity)
            endpoint = .network(host: host, port: access.endpoint.port ?? LXDDriver.port, door)
        } catch let error as LXDError {
            throw DriverError(error, attempt, "\(access.endpoint)")
        } catch let error as DriverError {
            throw error
        } catch {
            throw .refused(.init(attempt, "\(access.endpoint)", answer: "\(error)", hint: "Look at the Site's Secret"))
        }
        password = text("password")
        name = "strata-\(site)"
    }

    /// By what the daemon is known: what the Site's options or its Secret say, else its token.
    private static func trust(
        _ options: SiteOptions, _ token: LXDToken?, _ secret: String?, _ authority: [UInt8]?, _ attempt: String, _ object: String
    ) throws(DriverError) -> ServerTrust {
        if let text = options.fingerprint.isEmpty ? secret : options.fingerprint {
            guard let fingerprint = CertificateFingerprint(text) else {
                throw .refused(
                    .init(
                        attempt, object, answer: "\(text.printable(limit: 80)) is no fingerprint: it has 64 hexadecimal digits",
                        hint: "lxc info shows it"))
            }
            return .fingerprint(fingerprint)
        }
        if let authority, !authority.isEmpty { return .authorities(authority) }
        return token.map { .fingerprint($0.fingerprint) } ?? .system
    }

    /// Has the daemon trust this server from now on, by the token or else the password that the Site's Secret holds; nothing is done where it holds neither.
    func introduce(_ attempt: String) async throws(DriverError) {
        guard let secret = token?.text ?? password else { return }
        do throws(LXDError) {
            try await LXDClient(endpoint).introduce(secret, as: name, isToken: token != nil)
        } catch {
            if case .refused(_, 400..<500, let reason) = error {
                throw .refused(
                    .init(
                        attempt, endpoint.name,
                        answer: "the daemon does not let this server in by the \(token == nil ? "password" : "token"): \(reason)",
                        hint: "Put a new token, as lxc config trust add prints it, into the Site's Secret"))
            }
            throw DriverError(error, attempt, endpoint.name)
        }
    }
}
