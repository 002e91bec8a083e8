import StrataDriverKit

/// An authority of a test's own with a certificate for a daemon on the loopback and one for its client, as libvirt reads them (libvirt, "TLS certificates").
public struct TLSCertificates: Sendable {
    /// What a client's `pkipath` names.
    public let directory: String

    private static let script = #"""
        set -e; cd "$1"
        openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=test authority" -keyout cakey.pem -out cacert.pem
        for name in server client; do
            openssl req -new -newkey rsa:2048 -nodes -subj "/CN=$name" -keyout "${name}key.pem" -out "$name.csr"
            printf 'subjectAltName=IP:127.0.0.1,IP:127.0.0.2,DNS:localhost\n' >"$name.ext"
            openssl x509 -req -days 2 -in "$name.csr" -CA cacert.pem -CAkey cakey.pem -CAcreateserial -extfile "$name.ext" -out "${name}cert.pem"
        done
        """#

    /// Makes them in a directory, which is the caller's to remove.
    public init(in directory: String) async throws {
        self.directory = directory
        try await LocalMachine().makeDirectory(directory)
        try await LocalMachine().check(Command("sh", "-c", Self.script, "sh", directory))
    }

    /// Puts them where a daemon's QEMU looks for what it encrypts moves with (libvirt, qemu.conf: `migrate_tls_x509_cert_dir`), in place of others.
    public func install(for daemon: PrivateLibvirt) async throws {
        let machine = LocalMachine()
        let place = Self.place(in: daemon.directory)
        try await machine.makeDirectory(place)
        for (name, file) in [
            ("ca-cert", "cacert"), ("server-cert", "servercert"), ("server-key", "serverkey"), ("client-cert", "clientcert"),
            ("client-key", "clientkey"),
        ] {
            try await machine.write("\(place)/\(name).pem", try await machine.read("\(directory)/\(file).pem") ?? [])
        }
    }

    static func place(in directory: String) -> String { "\(directory)/etc/migration" }

    /// The lines of the daemon's configuration.
    func configuration(port: UInt16) -> String {
        """
        listen_tls = 1
        listen_tcp = 0
        listen_addr = "127.0.0.1"
        tls_port = "\(port)"
        key_file = "\(directory)/serverkey.pem"
        cert_file = "\(directory)/servercert.pem"
        ca_file = "\(directory)/cacert.pem"

        """
    }
}
