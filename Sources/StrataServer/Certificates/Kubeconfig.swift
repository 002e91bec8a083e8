import StrataAPI

/// The file by which kubectl, Helm and every other Kubernetes client know this server, and who they are.
struct Kubeconfig: Sendable {
    /// The user's name in the file.
    var user = CertificateAuthority.administratorName
    /// The namespace where none is named.
    var namespace = "default"
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
            - name: "\(user)"
              user:
                client-certificate-data: \(data(certificate))
                client-key-data: \(data(key))
            contexts:
            - name: strata
              context:
                cluster: strata
                user: "\(user)"
                namespace: "\(namespace)"
            current-context: strata

            """
    }
}
