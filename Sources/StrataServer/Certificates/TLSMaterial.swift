import FoundationEssentials
import Logging
import NIOCore
import NIOSSL

/// Everything that TLS and the files for clients need, made ready at start.
struct TLSMaterial: Sendable {
    let configuration: TLSConfiguration
    private let authority: CertificateAuthority
    private let clientTrust: String?

    /// - Throws: ``ServerError`` where a file cannot be read, written or used.
    init(_ configuration: StrataServer.Configuration, logger: Logger) throws(ServerError) {
        try PrivateFile.makeDirectory(configuration.dataDirectory)
        authority = try CertificateAuthority(
            directory: configuration.dataDirectory + "/pki", names: Self.names(configuration), logger: logger)
        let trusted = try Self.certificates(try authority.authority.certificatePEM, path: "ca.crt")
        let chain: [NIOSSLCertificate]
        let key: NIOSSLPrivateKey
        if let files = configuration.certificate {
            let text = try Self.text(of: files.certificate)
            chain = try Self.certificates(text, path: files.certificate)
            key = try Self.key(try Self.text(of: files.key), path: files.key)
            clientTrust = try files.authority.map { path throws(ServerError) in try Self.text(of: path) } ?? text
        } else {
            let pem = try authority.authority.certificatePEM
            chain = try Self.certificates(try authority.server.certificatePEM, path: "server.crt")
            key = try Self.key(authority.server.keyPEM, path: "server.key")
            clientTrust = pem
        }
        var tls = TLSConfiguration.makeServerConfiguration(certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        tls.minimumTLSVersion = .tlsv12
        tls.certificateVerification = .optionalVerification
        tls.trustRoots = .certificates(trusted)
        tls.sendCANameList = true
        tls.applicationProtocols = ["http/1.1"]
        self.configuration = tls
    }

    /// The administrator's kubeconfig for a server at this address.
    func kubeconfig(host: String, port: Int) throws(ServerError) -> Kubeconfig {
        var name = host
        if IPAddress.isWildcard(host) { name = host.contains(":") ? "::1" : "127.0.0.1" }
        return Kubeconfig(
            server: "https://\(name.contains(":") ? "[\(name)]" : name):\(port)", authority: clientTrust,
            certificate: try authority.administrator.certificatePEM, key: authority.administrator.keyPEM)
    }

    private static func names(_ configuration: StrataServer.Configuration) -> Set<String> {
        var names: Set<String> = ["localhost", "127.0.0.1", "::1"]
        if let hostname = IPAddress.hostname { names.insert(hostname) }
        names.formUnion(configuration.names)
        if !IPAddress.isWildcard(configuration.host) {
            names.insert(configuration.host)
        } else if let devices = try? System.enumerateDevices() {
            names.formUnion(devices.compactMap { $0.address?.ipAddress }.filter { !$0.contains("%") })
        }
        return Set(names.map { IPAddress.bytes($0).flatMap(IPAddress.text) ?? $0 })
    }

    private static func text(of path: String) throws(ServerError) -> String {
        guard let bytes = try PrivateFile(path: path).read() else { throw .file(path: path, detail: "no such file") }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func certificates(_ pem: String, path: String) throws(ServerError) -> [NIOSSLCertificate] {
        do {
            return try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8))
        } catch {
            throw .certificate(path: path, detail: "it holds no certificate in PEM form (\(error))")
        }
    }

    private static func key(_ pem: String, path: String) throws(ServerError) -> NIOSSLPrivateKey {
        do {
            return try NIOSSLPrivateKey(bytes: Array(pem.utf8), format: .pem)
        } catch {
            throw .certificate(path: path, detail: "it holds no private key in PEM form (\(error))")
        }
    }
}
