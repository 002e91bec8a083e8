/// How a command ended.
public enum CommandExit: Sendable, Hashable {
    /// It exited by itself with this status, 0 to 255.
    ///
    /// Over SSH a death by signal N also appears here, as 128 + N: the remote shell reports it so.
    case exited(Int32)
    /// This signal ended it (see signal(7)).
    case signalled(Int32)
}

extension CommandExit: CustomStringConvertible {
    /// A phrase for messages, such as `exited with status 1`.
    public var description: String {
        switch self {
        case .exited(let status): "exited with status \(status)"
        case .signalled(let signal): "was ended by signal \(signal)"
        }
    }
}
