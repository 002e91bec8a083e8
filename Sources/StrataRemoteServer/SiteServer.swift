public import HTTPS
public import StrataAPI
public import StrataDriverKit
import TLSTrust

/// The server of a stack's own that a Site is reached through: where it listens, by what it is known, and what the Site's Secret says of who asks.
public struct SiteServer: Sendable {
    public let endpoint: HTTPSEndpoint
    private let trust: ServerTrust
    private let secrets: [String: [UInt8]]
    private let stack: String

    private static let attempt = "connect to"

    /// - Parameters:
    ///   - stack: what people call it, for messages.
    ///   - example: an endpoint of such a server: `https://HOST:8006`.
    /// - Throws: ``DriverError/refused(_:)`` for a Site without a server, and for a fingerprint that is none.
    public init(_ connection: SiteConnection, stack: String, example: String) throws(DriverError) {
        guard let access = connection.network else {
            throw .refused(
                .init(Self.attempt, connection.site, answer: "the Site has no server", hint: "Set its endpoint to \(example)"))
        }
        endpoint = access.endpoint
        secrets = access.secrets
        self.stack = stack
        do throws(TLSTrustError) { trust = try ServerTrust(secret: access.secrets) } catch {
            throw .refused(.init(Self.attempt, stack, answer: "\(error)", hint: "openssl x509 -fingerprint -sha256 shows a certificate's"))
        }
    }

    /// A client of it.
    ///
    /// - Parameters:
    ///   - port: where it listens when the endpoint names no port.
    ///   - connections: how many requests go on at once.
    /// - Throws: ``DriverError/refused(_:)`` for an authority that is none.
    public func client(port: Int, connections: Int = 8) throws(DriverError) -> HTTPSClient {
        do throws(TLSTrustError) {
            return try HTTPSClient(host: endpoint.host, port: endpoint.port ?? port, trust: trust, connections: connections)
        } catch {
            throw .refused(.init(Self.attempt, endpoint.description, answer: "\(error)", hint: "Look at ca.crt in the Site's Secret"))
        }
    }

    /// A value of the Secret, without blanks around it; nil where it is empty or missing.
    public func secret(_ key: String) -> String? {
        let isBlank = { (character: Character) in character.isWhitespace }
        let text = String(decoding: secrets[key] ?? [], as: UTF8.self).drop(while: isBlank)
        let end = text.lastIndex { !isBlank($0) }
        return end.map { String(text[...$0]) }
    }

    /// The Secret's password, as it is but for the line's end that files have; nil where it is empty or missing.
    public var password: String? {
        var text = String(decoding: secrets["password"] ?? [], as: UTF8.self)
        while text.last?.isNewline == true { text.removeLast() }
        return text.isEmpty ? nil : text
    }

    /// That the Secret is not what it must be.
    public func refusal(_ answer: String, hint: String) -> DriverError { .refused(.init(Self.attempt, stack, answer: answer, hint: hint)) }
}
