/// Why a guest agent could not be asked, or what it answered instead.
public enum AgentError: Error, Sendable, Hashable {
    /// Nobody listens on the socket.
    case unreachable(path: String, reason: String)
    /// No agent answers in the guest: it has none, it has not started yet, or it hangs.
    case silent(after: Duration)
    /// What answers does not speak the agent's protocol. The connection is closed.
    case protocolViolation(String)
    /// The agent refused or failed to carry out a command; `description` is in its own words.
    case refused(command: String, class: String, description: String)
    /// No answer came in time. Whether the agent acted is unknown. The connection is closed, for its answers are known by their order only.
    case timedOut(waitingFor: String, after: Duration)
    /// A line was longer than allowed. The connection is closed.
    case lineTooLong(limit: Int)
    /// The connection ended, as it does with the machine, or was closed from this side.
    case closed
    /// The task was cancelled while it waited for an answer. The connection stays.
    case cancelled
}

extension AgentError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreachable(let path, let reason): "the guest agent's socket \(path) does not answer: \(reason)"
        case .silent(let duration): "no agent in the guest answered within \(duration)"
        case .protocolViolation(let reason): "the guest agent does not speak its protocol: \(reason)"
        case .refused(let command, _, let description): "\(command): \(description)"
        case .timedOut(let what, let duration): "the guest agent did not answer \(what) within \(duration)"
        case .lineTooLong(let limit): "the guest agent sent a line of more than \(limit) bytes"
        case .closed: "the guest agent's connection ended"
        case .cancelled: "cancelled"
        }
    }
}
