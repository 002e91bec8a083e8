import LXD
import StrataAPI
import StrataDriverKit

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
        let (certificate, key) = (try value("tls.crt"), try value("tls.key"))
        do throws(LXDError) {
            token = try text("token").map { (text) throws(LXDError) in try LXDToken(text) }
            let pinned = options.fingerprint.isEmpty ? text("fingerprint") ?? token?.fingerprint : options.fingerprint
            let trust = try LXDTrust(certificate: certificate, key: key, fingerprint: pinned)
            endpoint = .network(host: access.endpoint.host, port: access.endpoint.port ?? 8443, trust)
        } catch {
            throw DriverError(error, attempt, "\(access.endpoint)")
        }
        password = text("password")
        name = "strata-\(site)"
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
