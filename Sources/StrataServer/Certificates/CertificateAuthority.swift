import FoundationEssentials
import Logging
import X509

/// The authority that a server has for itself, and what it has issued: `DIR/pki/{ca,server,admin}.{crt,key}`.
struct CertificateAuthority: Sendable {
    let authority: KeyPair
    let server: KeyPair
    let administrator: KeyPair

    static let administratorName = "strata-admin"

    /// Reads what there is and makes what is missing, is about to expire or does not fit any more.
    ///
    /// - Parameters:
    ///   - directory: `DIR/pki`.
    ///   - names: what the server's certificate must be good for.
    init(directory: String, names: Set<String>, now: Date = Date(), logger: Logger) throws(ServerError) {
        try PrivateFile.makeDirectory(directory)
        func pair(_ name: String, _ purpose: KeyPair.Purpose, issuer: KeyPair?, _ fits: (KeyPair) -> Bool) throws(ServerError) -> KeyPair {
            let stem = "\(directory)/\(name)"
            let found: KeyPair?
            do throws(ServerError) {
                found = try KeyPair(readingFrom: stem)
            } catch {
                // What was issued can be issued again; the authority itself is never replaced behind the user's back.
                guard issuer != nil else { throw error }
                logger.warning("a certificate is made anew", metadata: ["path": "\(stem).crt", "reason": "\(error)"])
                found = nil
            }
            if let found, found.isGood(now: now, issuer: issuer), fits(found) { return found }
            if let found, issuer == nil {
                // All that was ever issued hangs on it, and a wrong clock is no reason to part with that.
                logger.error(
                    "the authority expires soon, or the clock is wrong; it is kept until its files are removed",
                    metadata: ["path": "\(stem).crt", "until": "\(found.certificate.notValidAfter)", "now": "\(now)"])
                return found
            }
            if found != nil { logger.notice("a certificate is renewed", metadata: ["path": "\(stem).crt"]) }
            let made = try KeyPair(purpose, issuer: issuer, now: now)
            try made.write(to: stem)
            return made
        }
        authority = try pair("ca", .authority, issuer: nil) { _ in true }
        server = try pair("server", .server(names: names), issuer: authority) { names.isSubset(of: $0.names) }
        administrator = try pair(
            "admin", .client(user: Self.administratorName, groups: [User.administrators]), issuer: authority
        ) { _ in true }
    }
}
