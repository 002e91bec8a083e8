import LXD
import StrataDriverKit

extension DriverError {
    /// What an error of the daemon's means for the call that met it.
    ///
    /// - Parameter overNetwork: whether the daemon was to be reached at an address, and not at its socket.
    init(_ error: LXDError, _ attempt: String, _ object: String, overNetwork: Bool = false) {
        func failure(_ answer: String, _ hint: String = "") -> Failure { Failure(attempt, object, answer: answer, hint: hint) }
        switch error {
        case .unreachable, .closed:
            self = .unreachable(
                failure(
                    "\(error)",
                    overNetwork
                        ? "Look whether the daemon runs there, and at core.https_address of its configuration, which says where it listens"
                        : "Look at the daemon with systemctl status lxd or incus, or at its socket in spec.options of the Site"))
        case .untrustedServer:
            self = .refused(
                failure("\(error)", "If lxc info on the daemon's machine tells the same, set spec.options.fingerprint of the Site to it"))
        case .identity: self = .refused(failure("\(error)"))
        case .protocolViolation: self = .unreachable(failure("\(error)"))
        case .timedOut: self = .timedOut(failure("\(error)"))
        case .tooLong: self = .failed(failure("\(error)"))
        case .file: self = .failed(failure("\(error)"))
        case .missingExtension(let name):
            self = .refused(failure("the daemon lacks the API extension \(name)", "Use a newer LXD, or do without"))
        case .cancelled: self = .cancelled
        case .refused(_, 404, let reason): self = .notFound(failure(reason))
        case .refused(_, 403, let reason):
            self = .refused(failure(reason, "The daemon does not trust this client, or its project forbids it"))
        case .refused(_, 412, _): self = .failed(failure("it was changed by somebody else at the same time"))
        case .refused(_, 500..., let reason): self = .failed(failure(reason, Self.hint(reason)))
        case .refused(_, _, let reason): self = .refused(failure(reason, Self.hint(reason)))
        case .failed(_, let reason):
            self = Self.isLasting(reason) ? .refused(failure(reason, Self.hint(reason))) : .failed(failure(reason, Self.hint(reason)))
        }
    }

    /// Whether an operation failed for what was asked of it, and would again. The daemon has no codes for that.
    private static func isLasting(_ reason: String) -> Bool {
        if reason.contains("is busy running") { return false }
        return [
            "Failed creating instance record", "Invalid ", "not allowed", "not supported", "isn't supported", "forbidden", "restricted",
            "doesn't support", "no root disk", "No root device",
        ].contains { reason.contains($0) }
    }

    /// Whether an answer says that there is something of the name already. Incus 6.0 tells of some in its database's words.
    static func saysExists(_ answer: String) -> Bool {
        answer.contains("already exists") || (answer.contains("UNIQUE constraint failed: ") && answer.contains(".name"))
    }

    /// What the daemon says, and what to do about it where that is known.
    static func withHint(_ reason: String) -> String {
        let hint = hint(reason)
        return hint.isEmpty ? reason : "\(reason). \(hint)"
    }

    private static func hint(_ reason: String) -> String {
        if reason.contains("no space left") || reason.contains("No space left") {
            return "Free some space in the storage pool, or remove instances and images"
        }
        if ["root device", "root disk"].contains(where: reason.contains), !reason.contains("size.state") {
            return "Set spec.options.pool of the Site to a storage pool (lxc storage list shows them)"
        }
        if reason.contains("VM agent isn't currently running") {
            return "The guest needs the daemon's agent, lxd-agent or incus-agent, which takes a moment to come up; the console needs none"
        }
        if reason.contains("is busy running") { return "Wait until that operation is over: lxc operation list" }
        return ""
    }
}
