import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
public import TLSTrust

/// Why no answer came.
public enum HTTPSError: Error, Sendable, Hashable, CustomStringConvertible {
    /// No connection, or none that may be trusted.
    case unreachable(host: String, reason: String)
    /// The server is another one than the one that is trusted.
    case untrusted(host: String, TLSTrustError)
    /// The connection ended before the answer was there. Whether the server acted is unknown.
    case closed(host: String)
    /// Whether the server acted is unknown.
    case timedOut(host: String, after: Duration)
    /// What came is no answer, or too long.
    case malformed(host: String, reason: String)
    /// A file that should be sent cannot be read.
    case file(path: String, reason: String)
    /// The server does not speak WebSocket there.
    case noWebSocket(host: String)
    case cancelled

    public var description: String {
        switch self {
        case .unreachable(let host, let reason): "\(host) cannot be reached: \(reason)"
        case .untrusted(let host, let error): "\(host) is not trusted: \(error)"
        case .closed(let host): "\(host) hung up before its answer was complete"
        case .timedOut(let host, let limit): "\(host) did not answer within \(limit)"
        case .malformed(let host, let reason): "\(host) answered with what cannot be read: \(reason)"
        case .file(let path, let reason): "\(path) cannot be read: \(reason)"
        case .noWebSocket(let host): "\(host) opened no WebSocket"
        case .cancelled: "cancelled"
        }
    }

    /// What a connection meets, in these words.
    init(_ error: any Error, host: String, limit: Duration) {
        switch error {
        case let error as HTTPSError: self = error
        case is CancellationError: self = .cancelled
        case let error as TLSTrustError: self = .untrusted(host: host, error)
        case let error as NIOConnectionError:
            let first = error.connectionErrors.first.map { "\($0.error)" } ?? error.dnsAError.map { "\($0)" } ?? "\(error)"
            self = .unreachable(host: host, reason: first)
        case let error as NIOSSLError: self = .unreachable(host: host, reason: "TLS: \(error)")
        case let error as NIOSSLExtraError: self = .unreachable(host: host, reason: "TLS: \(error)")
        case ChannelError.connectTimeout: self = .timedOut(host: host, after: limit)
        case is ChannelError: self = .closed(host: host)
        case HTTPParserError.invalidEOFState: self = .closed(host: host)
        case let error as HTTPParserError: self = .malformed(host: host, reason: "\(error)")
        case let error as BoringSSLError: self = .unreachable(host: host, reason: "TLS: \(error)")
        case is IOError: self = .closed(host: host)
        default: self = .unreachable(host: host, reason: "\(error)")
        }
    }
}
