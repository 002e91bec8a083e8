import ArgumentParser
import StrataAPI
import StrataClient
import StrataServer

/// What `site add` puts into a Secret for a site that has to be let in somewhere.
struct SiteSecret: ParsableArguments {
    @Option(help: "A file with the private SSH key to log in with.", completion: .file())
    var sshKey: String?

    @Option(help: "A file with the host's SSH keys, as in known_hosts.", completion: .file())
    var knownHosts: String?

    @Option(help: "A token that lets this server in at an https:// endpoint, as `lxc config trust add` prints it.")
    var trustToken: String?

    @Option(help: "A file with the password that lets it in.", completion: .file())
    var trustPasswordFile: String?

    @Option(help: "A file with the certificate that it shows there. [one that is made now]", completion: .file())
    var clientCertificate: String?

    @Option(help: "A file with the certificate's private key.", completion: .file())
    var clientKey: String?

    func validate() throws {
        if (sshKey == nil) != (knownHosts == nil) { throw ValidationError("give --ssh-key and --known-hosts together") }
        if (clientCertificate == nil) != (clientKey == nil) { throw ValidationError("give --client-certificate and --client-key together") }
        if sshKey != nil, isForNetwork { throw ValidationError("give what SSH needs, or what an https:// endpoint needs, not both") }
    }

    /// Whether something is given that an https:// endpoint needs.
    var isForNetwork: Bool { trustToken != nil || trustPasswordFile != nil || clientCertificate != nil }

    var isEmpty: Bool { sshKey == nil && !isForNetwork }

    /// The Secret of a site; nil where nothing is given.
    func secret(of site: String, in namespace: String) throws -> Secret? {
        guard !isEmpty else { return nil }
        var secret = Secret(name: ObjectName(namespace: namespace, name: "\(site)-\(isForNetwork ? "tls" : "ssh")"))
        let files = [
            ("ssh-privatekey", sshKey), ("known_hosts", knownHosts), ("password", trustPasswordFile), ("tls.crt", clientCertificate),
            ("tls.key", clientKey),
        ]
        for (key, path) in files {
            guard let path else { continue }
            do throws(LocalFileError) {
                secret.data[key] = Base64.encode(try LocalFile.read(path, limit: 1 << 20))
            } catch {
                throw CommandFailure("cannot read \(path)", cause: error.reason)
            }
        }
        if let trustToken { secret.data["token"] = Base64.encode(Array(trustToken.utf8)) }
        if isForNetwork, clientCertificate == nil {
            let identity = try ClientIdentity(named: "strata-\(site)")
            secret.data["tls.crt"] = Base64.encode(Array(identity.certificate.utf8))
            secret.data["tls.key"] = Base64.encode(Array(identity.key.utf8))
        }
        return secret
    }
}
