/// Why a ``Machine`` could not do what it was asked.
public enum TransportError: Error, Sendable, Hashable {
    /// No such program on the machine.
    case notFound(executable: String)
    /// The command ran and did not succeed; `message` is what it said, at most 4 KiB of it.
    case failed(command: String, exit: CommandExit, message: String)
    /// The command did not finish in time and was ended.
    case timedOut(command: String, after: Duration)
    /// More bytes came than were asked for; a command was ended for it.
    case outputTooLarge(of: String, limit: Int)
    /// The machine does not answer, or refuses us; `reason` is the SSH client's own message.
    case unreachable(host: String, reason: String)
    /// The machine's host key is not known, or is not the one that is known.
    case hostKey(host: String, reason: String)
    /// What was to run the command did not; the text is its reason.
    case refused(String)
    /// Something handed in can never work, such as an argument with a NUL byte.
    case invalidArgument(String)
    /// The task was cancelled; the command and everything it started was ended.
    case cancelled
    /// A system call on a file failed with this `errno`.
    case io(path: String, errno: Int32)
}
