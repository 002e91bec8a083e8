import ArgumentParser
import StrataAPI
import StrataClient
import StrataDaemon
import StrataDriverKit
import StrataServer
import TLSTrust

/// What `site add` puts into a Secret for a site that has to be let in somewhere.
struct SiteSecret: ParsableArguments {
    @Option(help: "A file with the private SSH key to log in with.", completion: .file())
    var sshKey: String?

    @Option(help: "A file with the host's SSH keys, as in known_hosts.", completion: .file())
    var knownHosts: String?

    @Option(help: "A token that lets this server in once, as `lxc config trust add` prints it.")
    var trustToken: String?

    @Option(help: "A file with a token: LXD's, or Proxmox VE's as USER@REALM!NAME=SECRET.", completion: .file())
    var tokenFile: String?

    @Option(help: "The user to log in as, where the stack has users.")
    var username: String?

    @Option(
        name: [.customLong("password-file"), .customLong("trust-password-file")], help: "A file with the password that lets it in.",
        completion: .file())
    var passwordFile: String?

    @Option(help: "A file with the certificate that it shows there. [for LXD, one that is made now]", completion: .file())
    var clientCertificate: String?

    @Option(help: "A file with the certificate's private key.", completion: .file())
    var clientKey: String?

    @OptionGroup var trust: ServerTrustOptions

    func validate() throws {
        if (sshKey == nil) != (knownHosts == nil) { throw ValidationError("give --ssh-key and --known-hosts together") }
        if (clientCertificate == nil) != (clientKey == nil) { throw ValidationError("give --client-certificate and --client-key together") }
        if sshKey != nil, isForNetwork { throw ValidationError("give what SSH needs, or what an https:// endpoint needs, not both") }
        if [trustToken != nil, tokenFile != nil, passwordFile != nil].filter(\.self).count > 1 {
            throw ValidationError("give one of --trust-token, --token-file and --password-file")
        }
        if username != nil, passwordFile == nil { throw ValidationError("--username needs --password-file") }
    }

    /// Whether something is given that an https:// endpoint needs.
    var isForNetwork: Bool { trustToken != nil || tokenFile != nil || passwordFile != nil || clientCertificate != nil }

    var isEmpty: Bool { sshKey == nil && !isForNetwork }

    /// The Secret of a site; nil where nothing is given.
    ///
    /// - Parameter server: the stack's own server, where the site is one.
    func secret(
        of site: String, in namespace: String, stack: String, server: HTTPSEndpoint?, _ messages: Sink
    ) async throws -> Secret? {
        guard !isEmpty else { return nil }
        var values: [String: [UInt8]] = [:]
        let files = [
            ("ssh-privatekey", sshKey), ("known_hosts", knownHosts), ("password", passwordFile), ("tls.crt", clientCertificate),
            ("tls.key", clientKey), ("token", tokenFile),
        ]
        for (key, path) in files { if let path { values[key] = try LocalFile.contents(path) } }
        if let trustToken { values["token"] = Array(trustToken.utf8) }
        if let username { values["username"] = Array(username.utf8) }
        if isForNetwork, let server {
            let driver = Kinds.drivers.first { $0.stack == stack } as? any NetworkReaching.Type
            if driver is any CertificateKnown.Type, clientCertificate == nil {
                let identity = try ClientIdentity(named: "strata-\(site)")
                values["tls.crt"] = Array(identity.certificate.utf8)
                values["tls.key"] = Array(identity.key.utf8)
            }
            // A token that introduces a certificate says which one the other side has.
            if trust.isGiven || values["token"] == nil || !(driver is any CertificateKnown.Type) {
                values.merge(try await trust.values(for: server, port: driver?.port ?? 443, messages)) { $1 }
            }
        }
        var secret = Secret(name: ObjectName(namespace: namespace, name: "\(site)-\(isForNetwork ? "tls" : "ssh")"))
        secret.data = values.mapValues(Base64.encode)
        return secret
    }
}
