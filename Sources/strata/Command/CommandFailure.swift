import StrataClient

/// Why a verb failed, as it is told to the user: what failed, the cause, and what may help.
struct CommandFailure: Error, Sendable, Hashable {
    var what: String
    var cause: String
    var hint: String?
    var status: ExitStatus

    init(_ what: String, cause: String = "", hint: String? = nil, status: ExitStatus = .failed) {
        self.what = what
        self.cause = cause
        self.hint = hint
        self.status = status
    }

    init(_ what: String, _ error: ClientError) {
        self.init(what, cause: error.description, hint: Self.hint(error), status: ExitStatus(error))
        if case .status(let status) = error, status.causes.count > 1 {
            cause += status.causes.map { "\n  \($0.field.isEmpty ? $0.reason : $0.field): \($0.message)" }.joined()
        }
    }

    /// The lines for the user. What comes from the server cannot do anything to the terminal.
    var text: String {
        let lines = (cause.isEmpty ? what : "\(what): \(cause)").split(separator: "\n").map { TerminalText.clean(String($0)) }
        return "strata: \(lines.joined(separator: "\n"))\n" + (hint.map { "hint: \(TerminalText.clean($0))\n" } ?? "")
    }

    private static func hint(_ error: ClientError) -> String? {
        switch error {
        case .unreachable: "is the server running? `strata serve` starts one; --server and --kubeconfig name another"
        case .tls: "the kubeconfig may belong to another server; the one that `strata serve` wrote to its data directory fits it"
        case .status(let status):
            switch status.code {
            case 401: "name a kubeconfig with --kubeconfig, or a token with --token or STRATA_TOKEN"
            case 429, 503: status.retryAfterSeconds.map { "try again in \($0) s" } ?? "try again in a moment"
            default: nil
            }
        case .malformed: "is this a Strata server? `strata version` shows what answers"
        case .configuration, .cancelled: nil
        }
    }
}

/// Several things that failed, one after the other; the rest was done.
struct SeveralFailures: Error, Sendable {
    var failures: [CommandFailure]

    var status: ExitStatus { failures.first?.status ?? .failed }

    /// Does something for each item, goes on after failures, and throws them at the end.
    ///
    /// - Parameter finally: runs after the last item, before the failures are thrown.
    static func collect<Item>(_ items: [Item], _ body: (Item) async throws -> Void, finally: () -> Void = {}) async throws {
        var failures: [CommandFailure] = []
        for item in items {
            do {
                try await body(item)
            } catch let failure as CommandFailure {
                failures.append(failure)
            }
        }
        finally()
        if !failures.isEmpty { throw SeveralFailures(failures: failures) }
    }
}
