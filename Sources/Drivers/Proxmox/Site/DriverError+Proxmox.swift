import HTTPS
import Proxmox
import StrataDriverKit
import StrataRemoteServer

extension DriverError {
    /// What an error of the server's means for the call that met it.
    init(_ error: ProxmoxError, _ attempt: String, _ object: String) {
        func failure(_ answer: String, _ hint: String = "") -> Failure { Failure(attempt, object, answer: answer, hint: hint) }
        switch error {
        case .cancelled: self = .cancelled
        case .transport(let transport): self.init(transport, attempt, object)
        case .malformed: self = .unreachable(failure("\(error)", "Is the endpoint Proxmox VE's own, port 8006?"))
        case .unfinished: self = .timedOut(failure("\(error)"))
        case .failed(_, let reason): self = Self.judge(reason, failure)
        case .refused(_, let status, let reason, let parameters):
            let words =
                ([reason.isEmpty ? "HTTP status \(status)" : reason]
                + parameters.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }).joined(separator: " ")
            switch status {
            case 401:
                self = .refused(
                    failure(
                        words,
                        "Look at the token or password in the Site's Secret; pveum user list and pveum user token list show what there is"))
            case 403: self = .refused(failure(words, "Give the user or token that right: pveum acl modify"))
            case 404, 501: self = .refused(failure("this version of Proxmox VE does not know that: \(words)"))
            case 595...599:
                self = .unreachable(failure("the node that should do it does not answer: \(words)", "pvecm status shows the cluster"))
            case 400: self = .refused(failure(words))
            default: self = Self.judge(words, failure)
            }
        }
    }

    /// There are no codes: what an error means stands in its words.
    private static func judge(_ reason: String, _ failure: (String, String) -> Failure) -> DriverError {
        if reason.contains("does not exist"), reason.contains("onfiguration file") { return .notFound(failure(reason, "")) }
        if reason.contains("is locked") {
            return .failed(failure(reason, "Another task works on it, or one was cut short; pct unlock or qm unlock frees it in that case"))
        }
        if ["no space left", "No space left", "not enough space", "out of space"].contains(where: reason.contains) {
            return .failed(failure(reason, "Free some space in the storage, or set spec.options.storage of the Site to another one"))
        }
        let lasting = [
            "not supported", "unable to parse", "no such storage", "storage '", "bridge '", "does not support", "feature is not available",
            "ersion mismatch", "only root can",
        ]
        return lasting.contains(where: reason.contains) ? .refused(failure(reason, "")) : .failed(failure(reason, ""))
    }
}
