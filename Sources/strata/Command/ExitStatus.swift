import StrataClient

/// The exit codes of the command.
enum ExitStatus: Int32, Sendable {
    case done = 0
    case failed = 1
    case usage = 2
    case notFound = 3
    case conflict = 4
    case unreachable = 5
    /// A plan that would change something, where that was asked for.
    case differs = 6

    init(_ error: ClientError) {
        switch error {
        case .unreachable, .tls: self = .unreachable
        case .status(let status):
            switch status.code {
            case 404: self = .notFound
            case 409: self = .conflict
            default: self = .failed
            }
        case .malformed, .configuration, .cancelled: self = .failed
        }
    }
}
