import ArgumentParser
import StrataAPI
import StrataClient
import TLSTrust

/// How to log in at a stack's own server, and how it is known.
struct SiteLogin: ParsableArguments {
    @Option(help: "A file with an API token, as the stack writes it: USER@REALM!NAME=SECRET for Proxmox VE.", completion: .file())
    var tokenFile: String?

    @Option(help: "The user to log in as.")
    var username: String?

    @Option(help: "A file with that user's password.", completion: .file())
    var passwordFile: String?

    @Option(help: "The SHA-256 fingerprint of the server's certificate.")
    var fingerprint: String?

    @Option(help: "A file with the authority of the server's certificate, in PEM.", completion: .file())
    var caFile: String?

    /// Whether anything of it was said.
    var isGiven: Bool { hasCredentials || fingerprint != nil || caFile != nil }

    var hasCredentials: Bool { tokenFile != nil || passwordFile != nil }

    func validate() throws {
        if tokenFile != nil, username != nil || passwordFile != nil { throw ValidationError("give --token-file or --username, not both") }
        if (username == nil) != (passwordFile == nil) { throw ValidationError("give --username and --password-file together") }
        if fingerprint != nil, caFile != nil { throw ValidationError("give --fingerprint or --ca-file, not both") }
        if let fingerprint, CertificateFingerprint(fingerprint) == nil {
            throw ValidationError("--fingerprint must be 64 hexadecimal digits, with colons or without")
        }
    }

    /// What the Secret holds. Where nothing says which certificate is right, shows the server's and asks.
    func values(for server: HTTPSEndpoint, stack: String, _ messages: Sink) async throws -> [String: [UInt8]] {
        var values: [String: [UInt8]] = [:]
        if let tokenFile { values["token"] = try LocalFile.contents(tokenFile) }
        if let username, let passwordFile {
            values["username"] = Array(username.utf8)
            values["password"] = try LocalFile.contents(passwordFile)
        }
        if let caFile {
            values["ca.crt"] = try LocalFile.contents(caFile)
        } else if let fingerprint {
            values["fingerprint"] = Array(fingerprint.utf8)
        } else {
            values["fingerprint"] = Array("\(try await agreed(server, stack: stack, messages))".utf8)
        }
        return values
    }

    private func agreed(_ server: HTTPSEndpoint, stack: String, _ messages: Sink) async throws -> CertificateFingerprint {
        let port = server.port ?? Self.ports[stack] ?? 443
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

    /// Where the stacks' servers listen when their addresses do not say.
    private static let ports = ["proxmox": 8006, "lxd": 8443]
}
