import Glibc
import Synchronization
import Testing

@testable import StrataDriverKit

/// A real OpenSSH server on loopback with keys of its own, ended with the tests that use it.
struct SSHServer: Sendable {
    let directory: String
    let port: UInt16
    private let session: CommandSession

    /// The server of the running suite.
    @TaskLocal static var current: SSHServer?

    /// The machine of the running suite.
    @TaskLocal static var machine: SSHMachine?

    static func start() async throws -> SSHServer {
        let local = LocalMachine()
        let directory = try temporaryDirectory()
        for key in ["host", "other", "user"] {
            try await local.check(Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "\(directory)/\(key)"))
        }
        let authorized = try #require(try await local.read("\(directory)/user.pub"))
        try await local.write("\(directory)/authorized_keys", authorized, mode: 0o600)
        // sshd(8) wants its privilege separation directory even where the system service never ran.
        try await local.makeDirectory("/run/sshd")
        return try await start(in: directory, port: freePort(), hostKey: "host")
    }

    /// Starts a server on a port with one of the keys in a directory, and waits until it listens.
    static func start(in directory: String, port: UInt16, hostKey: String, more: String = "") async throws -> SSHServer {
        let local = LocalMachine()
        // Debian's bash runs ~/.bashrc for sshd unless it believes to run inside another shell: no test waits for those files.
        let configuration = """
            Port \(port)
            ListenAddress 127.0.0.1
            HostKey \(directory)/\(hostKey)
            AuthorizedKeysFile \(directory)/authorized_keys
            PidFile none
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
        try await eventually { connects(port) }
        return SSHServer(directory: directory, port: port, session: session)
    }

    /// A machine that trusts this server and has its own connection.
    func machine(port: UInt16? = nil) async throws -> SSHMachine {
        let port = port ?? self.port
        let hostKey = try #require(try await LocalMachine().read("\(directory)/host.pub"))
        let knownHosts = "\(directory)/known_hosts_\(port)"
        try await LocalMachine().write(knownHosts, Array("[127.0.0.1]:\(port) ".utf8) + hostKey)
        return try SSHMachine(
            destination: "127.0.0.1", port: port, identityFile: "\(directory)/user", knownHostsFile: knownHosts,
            controlDirectory: "\(directory)/c")
    }

    func stop() async {
        await session.terminate()
    }

    private static func connects(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return withLoopback(port) { connect(descriptor, $0, $1) } == 0
    }
}

/// A TCP port of loopback that nobody listens on.
func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    try #require(withLoopback(0) { bind(descriptor, $0, $1) } == 0)
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    try #require(result == 0)
    return UInt16(bigEndian: address.sin_port)
}

private func withLoopback<Result>(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
}

/// Runs a suite with a server, started once.
struct WithSSHServer: SuiteTrait, TestScoping {
    var isRecursive: Bool { false }

    func provideScope(for test: Test, testCase: Test.Case?, performing body: @concurrent @Sendable () async throws -> Void) async throws {
        let server = try await SSHServer.start()
        let machine = try await server.machine()
        let result: Result<Void, any Error>
        do {
            result = .success(
                try await SSHServer.$current.withValue(server) {
                    try await SSHServer.$machine.withValue(machine, operation: body)
                })
        } catch {
            result = .failure(error)
        }
        await machine.close()
        await server.stop()
        try await LocalMachine().remove(server.directory)
        try result.get()
    }
}

extension Trait where Self == WithSSHServer {
    static var sshServer: Self { Self() }
}

/// A new directory, to be removed by its maker.
func temporaryDirectory() throws -> String {
    var template = Array("/tmp/transport-XXXXXX".utf8CString)
    let path = try #require(mkdtemp(&template))
    return String(cString: path)
}

/// Waits until a condition holds, and fails when it does not within ten seconds.
func eventually(_ condition: () async throws -> Bool, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let end = ContinuousClock.now + .seconds(10)
    while try await !condition() {
        guard ContinuousClock.now < end else {
            Issue.record("the condition did not come true within ten seconds", sourceLocation: sourceLocation)
            return
        }
        try await Task.sleep(for: .milliseconds(5))
    }
}
