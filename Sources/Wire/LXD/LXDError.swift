public import TLSTrust

/// Why a daemon of LXD or Incus could not be asked, or what it answered instead.
public enum LXDError: Error, Sendable, Hashable {
    /// Nobody listens there.
    case unreachable(path: String, reason: String)
    /// The daemon shows another certificate than the one that it must be known by.
    case untrustedServer(String, shown: CertificateFingerprint)
    /// A token with which a daemon should be asked cannot be used.
    case identity(String)
    /// The connection ended before the answer was whole.
    case closed
    /// No answer came in time. Whether the daemon acted is unknown.
    case timedOut(request: String, after: Duration)
    /// An answer was longer than allowed.
    case tooLong(limit: Int)
    /// What answers does not speak LXD's REST dialect.
    case protocolViolation(String)
    /// The daemon refused a request; `code` is the HTTP status, `reason` in its own words.
    case refused(request: String, code: Int, reason: String)
    /// An operation that the daemon had accepted failed; `reason` is in its own words.
    case failed(operation: String, reason: String)
    /// The daemon is too old for what is asked of it.
    case missingExtension(String)
    /// A file of this machine that was to be sent cannot be read.
    case file(path: String, reason: String)
    /// The task was cancelled while it waited.
    case cancelled
}

extension LXDError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreachable(let path, let reason): "the daemon at \(path) does not answer: \(reason)"
        case .untrustedServer(let name, let shown):
            "the daemon at \(name) shows another certificate, whose fingerprint is \(shown.digits)"
        case .identity(let reason): reason
        case .closed: "the daemon hung up before its answer was complete"
        case .timedOut(let request, let duration): "the daemon did not answer \(request) within \(duration)"
        case .tooLong(let limit): "the daemon's answer has more than \(limit) bytes"
        case .protocolViolation(let reason): "the daemon does not speak LXD's protocol: \(reason)"
        case .refused(let request, let code, let reason): "\(request): \(reason) (\(code))"
        case .failed(let operation, let reason): "\(operation): \(reason)"
        case .missingExtension(let name): "the daemon lacks the API extension \(name)"
        case .file(let path, let reason): "\(path) cannot be read: \(reason)"
        case .cancelled: "cancelled"
        }
    }
}
