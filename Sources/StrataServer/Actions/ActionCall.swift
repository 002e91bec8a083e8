import NIOHTTP1
import StrataAPI

/// The subresources that are actions.
enum ActionName: String, Sendable, CaseIterable {
    case restart, exec, console, log
}

/// An action that a client wants over WebSocket.
struct ActionCall: Sendable {
    enum Work: Sendable {
        case exec(ExecRequest)
        case console
        case log(LogRequest)
    }

    var work: Work
    var name: ObjectName
    /// What the 101 answer says.
    var headers: HTTPHeaders
    /// Whether the client can close a single channel (`v5.channel.k8s.io`).
    var closesChannels: Bool
}

extension ExecRequest {
    /// Reads `v1.PodExecOptions` from a query.
    ///
    /// - Throws: `BadRequest` without a command, or with one that is too long or holds a NUL.
    init(_ query: Query) throws(APIError) {
        let command = query.all("command")
        guard let program = command.first, !program.isEmpty else {
            throw APIError(.badRequest, "you must specify at least 1 command for the instance")
        }
        guard command.count <= 4096, command.allSatisfy({ $0.utf8.count <= 131_072 && !$0.utf8.contains(0) }) else {
            throw APIError(.badRequest, "the command has too many or too long arguments, or one that holds a NUL")
        }
        let isTerminal = try query.flag("tty") ?? false
        self.init(
            command: command, hasInput: try query.flag("stdin") ?? false, wantsOutput: try query.flag("stdout") ?? true,
            wantsErrors: isTerminal ? false : try query.flag("stderr") ?? true, isTerminal: isTerminal)
    }
}

extension LogRequest {
    /// Reads `v1.PodLogOptions` from a query.
    init(_ query: Query) throws(APIError) {
        self.init(
            tailLines: try query.count("tailLines"), sinceSeconds: try query.count("sinceSeconds"),
            follows: try query.flag("follow") ?? false,
            showsTimestamps: try query.flag("timestamps") ?? false, isPrevious: try query.flag("previous") ?? false)
    }
}
