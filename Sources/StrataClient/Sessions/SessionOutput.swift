/// What comes out of an instance during a session.
public enum SessionOutput: Sendable, Hashable {
    case output([UInt8])
    case errorOutput([UInt8])
    /// The command ended with an exit code; nothing follows.
    case exited(Int32)
}
