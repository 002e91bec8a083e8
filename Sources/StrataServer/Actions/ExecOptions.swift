public import StrataAPI

/// What to run inside an instance (`v1.PodExecOptions`).
public struct ExecOptions: Sendable, Hashable {
    /// The program and its arguments. Never empty; it is passed on as a vector and never to a shell.
    public var command: [String]
    /// Whether the client sends input. Otherwise the command's input is empty.
    public var hasInput: Bool
    /// Whether the client wants standard output.
    public var wantsOutput: Bool
    /// Whether the client wants standard error apart from standard output; false with a terminal, which has only one output.
    public var wantsErrors: Bool
    /// Whether the command gets a terminal, whose size the client tells.
    public var isTerminal: Bool

    public init(command: [String], hasInput: Bool = false, wantsOutput: Bool = true, wantsErrors: Bool = true, isTerminal: Bool = false) {
        self.command = command
        self.hasInput = hasInput
        self.wantsOutput = wantsOutput
        self.wantsErrors = wantsErrors
        self.isTerminal = isTerminal
    }

    /// Reads the options from a query.
    ///
    /// - Throws: `BadRequest` without a command, or with one that is too long or holds a NUL.
    public init(_ request: ActionRequest) throws(APIError) {
        let command = request.all("command")
        guard let program = command.first, !program.isEmpty else {
            throw APIError(.badRequest, "you must specify at least 1 command for the instance")
        }
        guard command.count <= 4096, command.allSatisfy({ $0.utf8.count <= 131_072 && !$0.utf8.contains(0) }) else {
            throw APIError(.badRequest, "the command has too many or too long arguments, or one that holds a NUL")
        }
        let isTerminal = try request.flag("tty") ?? false
        self.init(
            command: command, hasInput: try request.flag("stdin") ?? false, wantsOutput: try request.flag("stdout") ?? true,
            wantsErrors: isTerminal ? false : try request.flag("stderr") ?? true, isTerminal: isTerminal)
    }

    public static let parameters: [Action.Parameter] = [
        .init("command", "The program, and its arguments by repetition."), .init("stdin", .boolean, "Whether input is sent."),
        .init("stdout", .boolean, "Whether output is wanted."), .init("stderr", .boolean, "Whether error output is wanted."),
        .init("tty", .boolean, "Whether it is run on a terminal."),
    ]
}
