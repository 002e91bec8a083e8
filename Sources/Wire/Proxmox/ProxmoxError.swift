public import HTTPS

/// Why Proxmox VE did not do what it was asked to.
public enum ProxmoxError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The server said no: the HTTP status, its own words, and what it found wrong with parameters, by their names.
    case refused(request: String, status: Int, reason: String, parameters: [String: String])
    /// A task ended with an error, told in the server's words.
    case failed(task: UPID, reason: String)
    /// A task did not end in time. It goes on.
    case unfinished(task: UPID, after: Duration)
    /// What came is no answer of this interface.
    case malformed(request: String, reason: String)
    case transport(HTTPSError)
    case cancelled

    public var description: String {
        switch self {
        case .refused(let request, let status, let reason, let parameters):
            let words = reason.isEmpty ? "HTTP status \(status)" : reason
            guard !parameters.isEmpty else { return "\(request): \(words)" }
            let details = parameters.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            return "\(request): \(words) \(details.joined(separator: "; "))"
        case .failed(let task, let reason): return "the task \(task.kind) of \(task.subject.isEmpty ? task.node : task.subject): \(reason)"
        case .unfinished(let task, let limit): return "the task \(task.kind) of \(task.subject) did not end within \(limit)"
        case .malformed(let request, let reason): return "\(request) is answered by what cannot be read: \(reason)"
        case .transport(let error): return "\(error)"
        case .cancelled: return "cancelled"
        }
    }
}
