import StrataAPI

/// The file that makes kubectl, Helm and every other Kubernetes client an administrator of this server.
struct Kubeconfig: Sendable {
    var server: String
    /// Whom the client is to trust, as PEM; nil for the system's own authorities.
    var authority: String?
    var certificate: String
    var key: String

    /// The file's text. Certificates and key are embedded, so that it can be copied elsewhere.
    var text: String {
        func data(_ pem: String) -> String { Base64.encode(Array(pem.utf8)) }
        let trust = authority.map { "\n    certificate-authority-data: \(data($0))" } ?? ""
        return """
            apiVersion: v1
            kind: Config
            clusters:
            - name: strata
              cluster:
                server: \(server)\(trust)
            users:
            - name: \(CertificateAuthority.administratorName)
              user:
                client-certificate-data: \(data(certificate))
                client-key-data: \(data(key))
            contexts:
            - name: strata
              context:
                cluster: strata
                user: \(CertificateAuthority.administratorName)
                namespace: default
            current-context: strata

            """
    }
}
