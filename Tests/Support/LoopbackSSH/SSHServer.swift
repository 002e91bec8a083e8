public import StrataDriverKit
import Testing

/// A real OpenSSH server on loopback, with keys of its own that lie in one directory: `host`, `other` and `user`.
public struct SSHServer: Sendable {
    /// Where keys and configuration lie.
    public let directory: String
    public let port: UInt16
    private let session: CommandSession

    /// Makes the keys unless they are there, starts a server, and waits until it listens.
    ///
    /// - Parameters:
    ///   - port: a port that nobody listens on; any when nil.
    ///   - hostKey: the name of the key that the server shows.
    ///   - more: further lines of its configuration (sshd_config(5)).
    public static func start(in directory: String, port: UInt16? = nil, hostKey: String = "host", more: String = "") async throws
        -> SSHServer
    {
        let local = LocalMachine()
        for key in ["host", "other", "user"] where try await !local.exists("\(directory)/\(key)") {
            try await local.check(Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "\(directory)/\(key)"))
        }
        let authorized = try #require(try await local.read("\(directory)/user.pub"))
        try await local.write("\(directory)/authorized_keys", authorized, mode: 0o600)
        // sshd(8) wants its privilege separation directory even where the system service never ran.
        try await local.makeDirectory("/run/sshd")
        let port = try port ?? freePort()
        // Debian's bash runs ~/.bashrc for sshd unless it believes to run inside another shell: no test waits for those files.
        let configuration = """
            Port \(port)
            ListenAddress 127.0.0.1
            HostKey \(directory)/\(hostKey)
            AuthorizedKeysFile \(directory)/authorized_keys
            PidFile \(directory)/sshd_\(port).pid
            UsePAM no
            StrictModes no
            PermitRootLogin yes
            PasswordAuthentication no
            MaxStartups 100
            SetEnv SHLVL=2
            LogLevel ERROR
            \(more)
            """
        let path = "\(directory)/sshd_config_\(port)"
        try await local.write(path, Array(configuration.utf8))
        let session = try await local.open(Command("/usr/sbin/sshd", "-D", "-e", "-f", path))
        let end = ContinuousClock.now + .seconds(20)
        while !isListening(port) {
            try #require(ContinuousClock.now < end, "the SSH server does not listen")
            try await Task.sleep(for: .milliseconds(5))
        }
        return SSHServer(directory: directory, port: port, session: session)
    }

    /// A machine that trusts this server's key and has its own connection.
    ///
    /// - Parameter port: where to connect instead of to this server.
    public func machine(port: UInt16? = nil) async throws -> SSHMachine {
        let port = port ?? self.port
        return try SSHMachine(
            destination: "127.0.0.1", port: port, identityFile: "\(directory)/user", knownHostsFile: try await knownHosts(port: port),
            controlDirectory: "\(directory)/c")
    }

    /// A file of known hosts with this server's key.
    public func knownHosts(port: UInt16? = nil) async throws -> String {
        let port = port ?? self.port
        let hostKey = try #require(try await LocalMachine().read("\(directory)/host.pub"))
        let path = "\(directory)/known_hosts_\(port)"
        try await LocalMachine().write(path, Array("[127.0.0.1]:\(port) ".utf8) + hostKey)
        return path
    }

    /// Stops the server and all that it started from running, or lets them run on: a machine that hangs, and recovers.
    public func hang(_ hangs: Bool) async throws {
        let script = #"each() { kill -"$1" "$2"; for c in $(pgrep -P "$2"); do each "$1" "$c"; done; }; each "$1" "$(cat "$2")""#
        let signal = hangs ? "STOP" : "CONT"
        try await LocalMachine().check(Command("sh", "-c", script, "sh", signal, "\(directory)/sshd_\(port).pid"))
    }

    /// Ends the server. Connections that were made go on until their other side ends them.
    public func stop() async { await session.terminate() }
}
