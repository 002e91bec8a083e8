/// Both directions between a client and what runs inside an instance.
public struct ActionStream: Sendable {
    /// What the client sends, for one consumer.
    public var input: ActionInput
    /// Where answers go.
    public var output: ActionOutput

    public init(input: ActionInput, output: ActionOutput) {
        self.input = input
        self.output = output
    }
}

/// Something that a client sent.
public enum ActionEvent: Sendable, Hashable {
    /// Bytes for standard input.
    case data([UInt8])
    /// The client's terminal has this size now.
    case resize(columns: Int, rows: Int)
    /// There is no more input: standard input is to be closed. Resizes may still come.
    case endOfInput
}

/// The client went away, so that nothing more can be written to it.
public struct ClientGone: Error, Sendable, Hashable, CustomStringConvertible {
    public init() {}

    public var description: String { "the client has gone away" }
}

/// Where an action's output goes. Safe to use from several tasks; writes of one task keep their order.
public struct ActionOutput: Sendable {
    /// Which of the client's streams.
    public enum Target: Sendable, Hashable {
        case output
        case errors
    }

    private let send: @Sendable ([UInt8], Target) async throws(ClientGone) -> Void

    /// An output that hands what is written to `send`.
    public init(_ send: @escaping @Sendable ([UInt8], Target) async throws(ClientGone) -> Void) {
        self.send = send
    }

    /// Writes bytes and waits until the connection can take more. Writing none tells the client of a download that it has begun, although
    /// there is nothing to send yet.
    public func write(_ bytes: [UInt8], to target: Target = .output) async throws(ClientGone) {
        try await send(bytes, target)
    }
}
