public import StrataAPI

/// What can be done to a running instance that is not a change of its state: the subresources `restart`, `exec`, `console` and `log`.
///
/// The server has authenticated and authorized the user and made sure that the instance exists. All methods are called from any task,
/// several at once for one instance; they are cancelled when the client goes away or the server stops.
public protocol InstanceActions: Sendable {
    /// Stops the instance in an orderly way and starts it again; returns when that has been ordered. Idempotent in effect.
    ///
    /// - Throws: an ``APIError`` which the client gets as a `Status`.
    func restart(_ name: ObjectName) async throws(APIError)

    /// Runs a command inside the instance until it ends or the client goes away. Not idempotent.
    ///
    /// - Returns: the command's exit code; 128 + N where signal N ended it.
    /// - Throws: an ``APIError`` when the command could not be run at all.
    func exec(_ name: ObjectName, _ request: ExecRequest, _ stream: ActionStream) async throws(APIError) -> Int32

    /// Connects the client with the instance's console until either goes away.
    ///
    /// - Throws: an ``APIError`` when there is no console, or another client has it.
    func console(_ name: ObjectName, _ stream: ActionStream) async throws(APIError)

    /// Writes what the instance has logged, and with ``LogRequest/follows`` what it logs from here on, to the output.
    ///
    /// - Throws: an ``APIError``; once output has been written, a plain HTTP answer can only be cut short.
    func log(_ name: ObjectName, _ request: LogRequest, _ output: ActionOutput) async throws(APIError)
}

/// What to run inside an instance (`v1.PodExecOptions`).
public struct ExecRequest: Sendable, Hashable {
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
}

/// Which part of an instance's log is wanted (`v1.PodLogOptions`).
public struct LogRequest: Sendable, Hashable {
    /// At most so many of the last lines; nil for all there are.
    public var tailLines: Int?
    /// Only lines of the last so many seconds; nil for all.
    public var sinceSeconds: Int?
    /// Whether to wait for further lines until the client goes away.
    public var follows: Bool
    /// Whether each line begins with its time in RFC 3339.
    public var showsTimestamps: Bool
    /// Whether the log of the run before the present one is meant.
    public var isPrevious: Bool

    public init(
        tailLines: Int? = nil, sinceSeconds: Int? = nil, follows: Bool = false, showsTimestamps: Bool = false, isPrevious: Bool = false
    ) {
        self.tailLines = tailLines
        self.sinceSeconds = sinceSeconds
        self.follows = follows
        self.showsTimestamps = showsTimestamps
        self.isPrevious = isPrevious
    }
}
