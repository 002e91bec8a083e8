import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
import StrataAPI

extension ClientError {
    /// What an error of the network libraries means to the user.
    init(_ error: any Error, host: String) {
        switch error {
        case let error as ClientError: self = error
        case is CancellationError: self = .cancelled
        case let error as NIOConnectionError: self = .unreachable(host: host, reason: Self.reason(error))
        case let error as IOError: self = .unreachable(host: host, reason: Self.reason(error))
        case let error as ChannelError: self = .unreachable(host: host, reason: Self.reason(error))
        case NIOSSLError.uncleanShutdown: self = .unreachable(host: host, reason: "the server hung up")
        case let error as NIOSSLError: self = .tls(host: host, reason: Self.reason(error))
        case let error as BoringSSLError: self = .tls(host: host, reason: Self.reason(error))
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            self = .tls(host: host, reason: "the server's certificate is not made out to this name")
        case is NIOSSLExtraError: self = .tls(host: host, reason: "\(error)".printable())
        case HTTPParserError.invalidEOFState: self = .unreachable(host: host, reason: "the server hung up before its answer was complete")
        case is HTTPParserError, is NIOHTTPDecoderError: self = .malformed("it is not HTTP")
        case is NIOWebSocketError, is NIOWebSocketFrameAggregator.Error: self = .malformed("it is not a valid WebSocket stream")
        default: self = .unreachable(host: host, reason: "\(error)".printable())
        }
    }

    private static func reason(_ error: NIOConnectionError) -> String {
        if let first = error.connectionErrors.first {
            return (first.error as? IOError).map(reason) ?? (first.error as? ChannelError).map(reason) ?? "\(first.error)".printable()
        }
        return error.dnsAError != nil || error.dnsAAAAError != nil ? "the host name does not resolve" : "no address answers"
    }

    private static func reason(_ error: IOError) -> String {
        let words = String(cString: strerror(error.errnoCode))
        return (words.first.map { $0.lowercased() } ?? "") + words.dropFirst()
    }

    private static func reason(_ error: ChannelError) -> String {
        switch error {
        case .connectTimeout: "no answer in time"
        case .eof, .ioOnClosedChannel, .alreadyClosed, .inputClosed, .outputClosed, .inappropriateOperationForState: "the server hung up"
        default: "\(error)".printable()
        }
    }

    private static func reason(_ error: NIOSSLError) -> String {
        switch error {
        case .handshakeFailed(let inner): reason(inner)
        case .unableToValidateCertificate, .noCertificateToValidate: "the server's certificate is not made out to this name"
        default: "\(error)".printable()
        }
    }

    /// BoringSSL names its reasons in capitals after `OPENSSL_internal:`.
    private static func reason(_ error: BoringSSLError) -> String {
        let text = "\(error)"
        let known = [
            ("CERTIFICATE_VERIFY_FAILED", "the server's certificate is not signed by an authority that is trusted here, or is out of date"),
            ("WRONG_VERSION_NUMBER", "the server does not speak TLS on this port"),
            ("HTTP_REQUEST", "the server does not speak TLS on this port"),
            ("CERTIFICATE_REQUIRED", "the server wants a client certificate"),
            ("UNKNOWN_CA", "the server does not trust the client certificate's authority"),
            ("CERTIFICATE_EXPIRED", "the client certificate has expired"),
            ("BAD_CERTIFICATE", "the server refuses the client certificate"),
            ("CERTIFICATE_UNKNOWN", "the server refuses the client certificate"),
            ("EOF during handshake", "the server hung up during the TLS handshake"),
            ("zeroReturn", "the server hung up"),
        ]
        return known.first { text.contains($0.0) }?.1 ?? text.printable()
    }
}
