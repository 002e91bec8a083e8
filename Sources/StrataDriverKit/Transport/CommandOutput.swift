/// What a finished command left behind. A non-zero exit is an answer here, not an error.
public struct CommandOutput: Sendable, Hashable {
    /// How the command ended.
    public var exit: CommandExit
    /// Everything it wrote to standard output.
    public var output: [UInt8]
    /// Everything it wrote to standard error.
    public var errors: [UInt8]

    /// Makes an output; drivers' tests use it to script a fake ``Machine``.
    public init(exit: CommandExit, output: [UInt8] = [], errors: [UInt8] = []) {
        self.exit = exit
        self.output = output
        self.errors = errors
    }

    /// Standard output as text; bytes that are not UTF-8 become U+FFFD.
    public var text: String { String(decoding: output, as: UTF8.self) }

    /// Standard error as text; bytes that are not UTF-8 become U+FFFD.
    public var errorText: String { String(decoding: errors, as: UTF8.self) }

    /// Whether the command exited with status 0.
    public var succeeded: Bool { exit == .exited(0) }
}
