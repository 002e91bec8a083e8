import ArgumentParser
import StrataAPI
import StrataClient
import TLSTrust

/// By what a stack's own server is known to be the right one.
struct ServerTrustOptions: ParsableArguments {
    @Option(help: "The SHA-256 fingerprint of the server's certificate.")
    var fingerprint: String?

    @Option(help: "A file with the authority of the server's certificate, in PEM.", completion: .file())
    var caFile: String?

    func validate() throws {
        if fingerprint != nil, caFile != nil { throw ValidationError("give --fingerprint or --ca-file, not both") }
        if let fingerprint, CertificateFingerprint(fingerprint) == nil {
            throw ValidationError("--fingerprint must be 64 hexadecimal digits, with colons or without")
        }
    }

    var isGiven: Bool { fingerprint != nil || caFile != nil }

    /// What the Secret holds. Where nothing says which certificate is right, shows the server's and asks.
    ///
    /// - Parameter port: where it listens when the endpoint names none.
    func values(for server: HTTPSEndpoint, port: Int, _ messages: Sink) async throws -> [String: [UInt8]] {
        if let caFile { return ["ca.crt": try LocalFile.contents(caFile)] }
        if let fingerprint { return ["fingerprint": Array(fingerprint.utf8)] }
        return ["fingerprint": Array("\(try await agreed(server, server.port ?? port, messages))".utf8)]
    }

    private func agreed(_ server: HTTPSEndpoint, _ port: Int, _ messages: Sink) async throws -> CertificateFingerprint {
        let shown: CertificateFingerprint
        do {
            shown = try await CertificateFingerprint.shown(by: server.host, port: port)
        } catch {
            throw CommandFailure(
                "cannot see the certificate of \(server.host):\(port)", cause: "\(error)",
                hint: "--fingerprint or --ca-file says what to trust where the server is reached from elsewhere only", status: .unreachable)
        }
        messages.write("\(server.host):\(port) shows a certificate with the SHA-256 fingerprint\n  \(shown)\n")
        let isRight: Bool
        do throws(CommandFailure) {
            isRight = try Confirmation.ask("Is that the one of your server? [y/N] ", messages)
        } catch {
            throw CommandFailure(
                "the certificate was not trusted", cause: "nobody is there to compare it",
                hint: "if it is the right one: --fingerprint \(shown)", status: .usage)
        }
        guard isRight else { throw CommandFailure("the certificate was not trusted", cause: "you said so") }
        return shown
    }
}
