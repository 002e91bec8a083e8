import Glibc
import StrataDriverKit
import Testing

/// A real OpenSSH server on loopback with keys of its own.
struct SSHServer: Sendable {
    let machine: SSHMachine
    private let session: CommandSession

    /// Starts a server whose files lie in a directory, and waits until it listens.
    init(in directory: String) async throws {
        let local = LocalMachine()
        for key in ["host", "user"] {
            try await local.check(Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "\(directory)/\(key)"))
        }
        let port = try Self.freePort()
        try await local.write("\(directory)/authorized_keys", try #require(try await local.read("\(directory)/user.pub")), mode: 0o600)
        let hostKey = try #require(try await local.read("\(directory)/host.pub"))
        try await local.write("\(directory)/known_hosts", Array("[127.0.0.1]:\(port) ".utf8) + hostKey)
        // sshd(8) wants its privilege separation directory even where the system service never ran.
        try await local.makeDirectory("/run/sshd")
        let configuration = """
            Port \(port)
            ListenAddress 127.0.0.1
            HostKey \(directory)/host
            AuthorizedKeysFile \(directory)/authorized_keys
            PidFile none
            UsePAM no
            StrictModes no
            PermitRootLogin yes
            PasswordAuthentication no
            MaxStartups 100
            SetEnv SHLVL=2
            LogLevel ERROR
            """
        try await local.write("\(directory)/sshd_config", Array(configuration.utf8))
        session = try await local.open(Command("/usr/sbin/sshd", "-D", "-e", "-f", "\(directory)/sshd_config"))
        let machine = try SSHMachine(
            destination: "127.0.0.1", port: port, identityFile: "\(directory)/user", knownHostsFile: "\(directory)/known_hosts",
            controlDirectory: "\(directory)/c")
        self.machine = machine
        try await eventually { (try? await machine.run(Command("true")))?.succeeded == true }
    }

    func stop() async {
        await machine.close()
        await session.terminate()
    }

    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(isBound)
        return UInt16(bigEndian: address.sin_port)
    }
}

/// Waits until a condition holds, and fails when it does not in time.
func eventually(
    within limit: Duration = .seconds(20), _ condition: () async throws -> Bool, sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        try #require(ContinuousClock.now < end, "what was waited for did not come about", sourceLocation: sourceLocation)
        try await Task.sleep(for: .milliseconds(5))
    }
}
