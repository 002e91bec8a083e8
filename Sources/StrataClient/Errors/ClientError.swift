/// Why a request to a Strata server failed.
public enum ClientError: Error, Sendable, Hashable {
    /// No answer came: the host does not resolve, refuses, hangs or hung up.
    case unreachable(host: String, reason: String)
    /// The two ends do not trust each other, or do not speak the same TLS.
    case tls(host: String, reason: String)
    /// The server answered that it will not or cannot.
    case status(APIStatus)
    /// The server answered something that is not what the protocol says, or more than is accepted.
    case malformed(String)
    /// What says where the server is and how to be let in cannot be used.
    case configuration(source: String, reason: String)
    /// The task was cancelled.
    case cancelled
}

extension ClientError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreachable(let host, let reason): "cannot reach \(host): \(reason)"
        case .tls(let host, let reason): "no trusted connection to \(host): \(reason)"
        case .status(let status): status.message
        case .malformed(let reason): "the server's answer cannot be used: \(reason)"
        case .configuration(let source, let reason): source.isEmpty ? reason : "\(source): \(reason)"
        case .cancelled: "cancelled"
        }
    }

    /// Whether the server said that something does not exist.
    public var isNotFound: Bool { if case .status(let status) = self { status.code == 404 } else { false } }
}
