public import HTTPS
public import StrataDriverKit

extension DriverError {
    /// What it means for a call that a server could not be asked.
    public init(_ error: HTTPSError, _ attempt: String, _ object: String) {
        func failure(_ hint: String = "") -> Failure { Failure(attempt, object, answer: "\(error)", hint: hint) }
        switch error {
        case .cancelled: self = .cancelled
        case .timedOut: self = .timedOut(failure())
        case .untrusted:
            self = .refused(
                failure("If the server's certificate was changed on purpose, put the new fingerprint into the Site's Secret"))
        case .file: self = .failed(failure())
        case .unreachable, .closed, .malformed, .noWebSocket: self = .unreachable(failure())
        }
    }
}
