/// A machine reached through the OpenSSH client.
///
/// Commands share one connection (ssh_config(5), `ControlMaster`), made by the first of them, made anew when it broke, and
/// closed five minutes after the last. Six short commands run over it at once, more wait; three that may run longer than a
/// minute use it too, and further ones a connection of their own (sshd_config(5) allows ten by `MaxSessions`). The machine needs a POSIX shell as login shell and the POSIX tools; with
/// coreutils' `timeout` it also keeps deadlines by itself when the connection is lost.
///
/// Configuration files of the SSH client are not read. An SSH agent is used when `SSH_AUTH_SOCK` names one.
public struct SSHMachine: Machine {
    let connection: SSHConnection

    /// Describes the machine; nothing is connected yet.
    /// - Parameters:
    ///   - destination: a host name or address.
    ///   - port: the TCP port; `nil` means 22.
    ///   - user: the login name; `nil` means the name this process runs as.
    ///   - identityFile: a private key without passphrase, the only one then offered; `nil` leaves the choice to the client.
    ///   - knownHostsFile: the host keys to trust (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). No other key ever is.
    ///   - controlDirectory: a directory for the connection's socket, made with mode 0700 and refused when others may use it;
    ///     at most 60 bytes long, for a socket's path is limited (unix(7)).
    /// - Throws: ``TransportError/invalidArgument(_:)`` for values that the client could take for an option or that hold
    ///   white space or control characters.
    public init(
        destination: String,
        port: UInt16? = nil,
        user: String? = nil,
        identityFile: String? = nil,
        knownHostsFile: String,
        controlDirectory: String
    ) throws(TransportError) {
        let options = try SSHOptions(
            host: destination, port: port, user: user, identityFile: identityFile, knownHostsFile: knownHostsFile,
            controlDirectory: controlDirectory)
        connection = SSHConnection(options)
    }

    /// The destination, with the user and port when they were given.
    public var name: String { connection.options.name }

    /// Always false, even when the destination is this machine.
    public var isLocal: Bool { false }

    /// See ``Machine/run(_:)``.
    ///
    /// The deadline counts from when the connection stands; making it takes 15 seconds at most.
    public func run(_ command: Command) async throws(TransportError) -> CommandOutput {
        let remote = try RemoteCommand(command)
        let features = try await connection.ready()
        let deadline = features.hasTimeout ? command.deadline : nil
        let permit = try await connection.permit(long: command.deadline > .seconds(60))
        defer { withExtendedLifetime(permit) {} }
        let line = try remote.line(deadline: deadline)
        let ssh = try LocalProcess(connection.options.command(line, shared: permit != nil), onTerminal: false)
        var capture = try await ssh.capture(
            input: command.input, deadline: command.deadline, limit: command.outputLimit + remote.framingLimit)
        var framing = RemoteFraming(nonce: remote.nonce)
        capture.errors = framing.filter(capture.errors) + framing.finish()
        guard case .exited(let exit) = capture.ending else {
            await connection.end(framing.process)
            return try capture.result(of: command)
        }
        guard max(capture.output.count, capture.errors.count) <= command.outputLimit else {
            throw .outputTooLarge(of: command.description, limit: command.outputLimit)
        }
        capture.ending = .exited(try connection.options.judge(exit, framing, of: command, said: capture.errors))
        return try capture.result(of: command)
    }

    /// See ``Machine/open(_:terminal:)``.
    public func open(_ command: Command, terminal: TerminalSize?) async throws(TransportError) -> CommandSession {
        let remote = try RemoteCommand(command)
        _ = try await connection.ready()
        let permit = try await connection.permit(long: true)
        let onTerminal = terminal != nil
        let line = try remote.line(deadline: nil)
        let ssh = try LocalProcess(connection.options.command(line, onTerminal: onTerminal, shared: permit != nil), onTerminal: onTerminal)
        let channel = RemoteChannel(
            command: command, nonce: remote.nonce, connection: connection, permit: permit, onTerminal: onTerminal)
        return try await ssh.open(terminal: terminal, channel: channel)
    }

    /// Closes the shared connection; commands still running over it fail.
    public func close() async {
        await connection.close()
    }
}
