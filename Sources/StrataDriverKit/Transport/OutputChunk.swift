/// A piece of what a running command wrote, in the order it arrived.
public struct OutputChunk: Sendable, Hashable {
    /// Which of its streams a command wrote to.
    public enum Stream: Sendable, Hashable {
        /// Standard output, and everything when the command runs on a terminal.
        case standardOutput
        /// Standard error.
        case standardError
    }

    /// The stream the bytes came from.
    public var stream: Stream
    /// The bytes, never empty.
    public var bytes: [UInt8]

    /// Makes a chunk.
    public init(stream: Stream, bytes: [UInt8]) {
        self.stream = stream
        self.bytes = bytes
    }
}
