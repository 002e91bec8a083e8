/// A machine on which commands run and files lie: this one, or one reached over SSH.
///
/// Every method may be called at any time, from any task, any number at once. All of them honour cancellation by ending
/// what they started and throwing ``TransportError/cancelled``. Paths are absolute.
public protocol Machine: Sendable {
    /// The name for messages: `localhost`, or the destination.
    var name: String { get }

    /// Whether commands run on the machine this process runs on.
    var isLocal: Bool { get }

    /// Runs a command to its end and returns what it wrote. A non-zero exit is no error.
    ///
    /// The command leads a session of its own. When its deadline passes, its output exceeds the limit or the task is
    /// cancelled, the whole process group gets SIGTERM and after two seconds SIGKILL. What a command leaves running in
    /// the background after it exits by itself is left alone.
    /// - Throws: ``TransportError/notFound(executable:)``, ``TransportError/timedOut(command:after:)``,
    ///   ``TransportError/outputTooLarge(of:limit:)``, ``TransportError/cancelled``,
    ///   ``TransportError/invalidArgument(_:)``, ``TransportError/io(path:errno:)``; over SSH also
    ///   ``TransportError/unreachable(host:reason:)`` and ``TransportError/hostKey(host:reason:)``.
    func run(_ command: Command) async throws(TransportError) -> CommandOutput

    /// Starts a command whose input and output flow while it runs.
    ///
    /// With a terminal size the command runs on a pseudo-terminal of that size, its controlling terminal; everything it
    /// writes is then one stream. ``Command/deadline``, ``Command/input`` and ``Command/outputLimit`` do not apply.
    /// - Returns: a session that ends the command when it is terminated or its last reference goes.
    func open(_ command: Command, terminal: TerminalSize?) async throws(TransportError) -> CommandSession

    /// Reads a whole file, following symbolic links; `nil` when it does not exist.
    /// - Throws: ``TransportError/outputTooLarge(of:limit:)`` when it holds more than `limit` bytes.
    func read(_ path: String, limit: Int) async throws(TransportError) -> [UInt8]?

    /// Replaces a file in one step: readers see the old bytes or the new, and a crash leaves either.
    ///
    /// Idempotent. The directory must exist. A symbolic link at `path` is replaced, not followed.
    func write(_ path: String, _ bytes: [UInt8], mode: UInt32) async throws(TransportError)

    /// Lists a directory, sorted by name, without `.` and `..`.
    /// - Throws: ``TransportError/io(path:errno:)`` with `ENOENT` when it does not exist.
    func list(_ directory: String) async throws(TransportError) -> [FileEntry]

    /// Whether anything lies at this path; a dangling symbolic link does not count.
    func exists(_ path: String) async throws(TransportError) -> Bool

    /// Makes a directory and the parents it lacks. Idempotent: one that exists is left as it is.
    /// - Parameter mode: permission bits of the last directory; parents made on the way get 0755.
    func makeDirectory(_ path: String, mode: UInt32) async throws(TransportError)

    /// Removes a file or a whole tree. Idempotent. Never follows symbolic links.
    ///
    /// Refuses `/`, relative paths and paths with `..`; refuses with `EBUSY`, before anything is removed, when a file
    /// system or a bind mount is mounted at or below the path.
    func remove(_ path: String) async throws(TransportError)

    /// Copies a file of this machine onto the machine, in one step as ``write(_:_:mode:)`` does.
    /// - Parameter progress: called with the bytes sent so far, about once per megabyte and at the end.
    func upload(
        _ localPath: String, to path: String, mode: UInt32, progress: (@Sendable (Int) -> Void)?
    ) async throws(TransportError)

    /// Copies a file of the machine onto this machine, in one step.
    /// - Parameter progress: called with the bytes received so far, about once per megabyte and at the end.
    func download(
        _ path: String, to localPath: String, mode: UInt32, progress: (@Sendable (Int) -> Void)?
    ) async throws(TransportError)

    /// Gives back what the machine holds, such as a shared SSH connection. Using the machine again reconnects.
    func close() async
}

extension Machine {
    /// Runs a command that must succeed.
    /// - Throws: as ``run(_:)``, and ``TransportError/failed(command:exit:message:)`` unless it exits with status 0.
    @discardableResult
    public func check(_ command: Command) async throws(TransportError) -> CommandOutput {
        let output = try await run(command)
        guard output.succeeded else { throw TransportError.failed(command, output) }
        return output
    }

    /// The lines a long-running command writes to standard output, without their ends.
    ///
    /// The command starts with the iteration and ends when the iteration does, however that happens. At most
    /// 256 KiB are buffered; a slow consumer makes the command wait. What it writes to standard error is kept, up to
    /// 4 KiB, for the error thrown when it ends with anything but status 0.
    /// - Parameter limit: the longest line to accept, in bytes.
    public func lines(_ command: Command, limit: Int = 64 << 10) -> CommandLines {
        CommandLines(machine: self, command: command, limit: limit)
    }

    /// Starts a command without a terminal; see ``open(_:terminal:)``.
    public func open(_ command: Command) async throws(TransportError) -> CommandSession {
        try await open(command, terminal: nil)
    }

    /// Reads a file of at most 4 MiB; see ``read(_:limit:)``.
    public func read(_ path: String) async throws(TransportError) -> [UInt8]? {
        try await read(path, limit: 4 << 20)
    }

    /// Replaces a file that everyone may read and only its owner may write; see ``write(_:_:mode:)``.
    public func write(_ path: String, _ bytes: [UInt8]) async throws(TransportError) {
        try await write(path, bytes, mode: 0o644)
    }

    /// Makes a directory with mode 0755; see ``makeDirectory(_:mode:)``.
    public func makeDirectory(_ path: String) async throws(TransportError) {
        try await makeDirectory(path, mode: 0o755)
    }

    /// Copies a file here onto the machine with mode 0644; see ``upload(_:to:mode:progress:)``.
    public func upload(_ localPath: String, to path: String) async throws(TransportError) {
        try await upload(localPath, to: path, mode: 0o644, progress: nil)
    }

    /// Copies a file of the machine to here with mode 0644; see ``download(_:to:mode:progress:)``.
    public func download(_ path: String, to localPath: String) async throws(TransportError) {
        try await download(path, to: localPath, mode: 0o644, progress: nil)
    }
}
