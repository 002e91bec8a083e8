import TaskPermits
import Glibc

/// The shared connection of one SSH machine: made once for all who wait for it, and again when it broke.
actor SSHConnection {
    /// What was found out about the machine.
    struct Features: Sendable {
        /// Whether coreutils' `timeout`, or one like it, is there.
        var hasTimeout: Bool
    }

    nonisolated let options: SSHOptions
    // Of the ten sessions that sshd_config(5) allows a connection by default, one is kept for ending commands.
    private let shortCommands = Permits(6)
    private let longCommands = Permits(3)
    private var features: Features?
    private var attempt: Promise<Result<Features, TransportError>>?

    init(_ options: SSHOptions) {
        self.options = options
    }

    /// Returns once a command can be run.
    func ready() async throws(TransportError) -> Features {
        if let features, Self.answers(options.socketPath) { return features }
        let current: Promise<Result<Features, TransportError>>
        if let attempt {
            current = attempt
        } else {
            current = Promise()
            attempt = current
            // Not a child of the task that came first: others wait too, and its cancellation must not fail them.
            Task {
                let result = await establish()
                attempt = nil
                current.fulfil(result)
            }
        }
        guard let result = await current.value() else { throw .cancelled }
        return try result.get()
    }

    /// Leave to use the shared connection; `nil` when a long command should make a connection of its own.
    nonisolated func permit(long: Bool) async throws(TransportError) -> Permit? {
        if long { return longCommands.takeIfFree() }
        guard let permit = await shortCommands.take() else { throw .cancelled }
        return permit
    }

    /// Ends a remote command and everything in its process group, as far as the machine can still be reached.
    nonisolated func end(_ process: Int32?) async {
        guard let process else { return }
        await Task {
            // The caller already throws why the command was ended; that ending it failed too, because the connection is
            // gone, would hide that. The remote timeout remains.
            guard let line = try? ShellQuoting.quote(["sh", "-c", Self.endScript, "sh", "\(process)"]) else { return }
            var command = options.command("exec \(line)")
            command.deadline = .seconds(6)
            _ = try? await LocalMachine().run(command)
        }.value
    }

    func close() async {
        guard Self.answers(options.socketPath) else { return }
        // Failing means that the connection went by itself meanwhile.
        _ = try? await LocalMachine().run(options.disconnect)
    }

    private func establish() async -> Result<Features, TransportError> {
        do throws(TransportError) {
            let local = LocalMachine()
            try await local.makeDirectory(options.controlDirectory, mode: 0o700)
            try Self.checkPrivate(options.controlDirectory)
            // A socket that nobody answers would keep the client from sharing its connection.
            try await local.remove(options.socketPath)
            let output = try await local.run(options.connect)
            guard output.succeeded else { throw options.error(output.errors) }
            let found = try await probe()
            features = found
            return .success(found)
        } catch .timedOut {
            return .failure(.unreachable(host: options.name, reason: "no connection within 15 seconds"))
        } catch {
            return .failure(error)
        }
    }

    /// Makes sure that the login shell reads our quoting as we mean it, which csh and fish would not, before any argument
    /// from outside depends on it.
    private func probe() async throws(TransportError) -> Features {
        let hostile = #"'a'\''b\\ "$(id)" `id` $HOME !! \"# + "\n\u{1}é'"
        let script = #"printf '%s\n' "$1"; if timeout -k 1 5 true 2>/dev/null; then echo timeout; fi"#
        let line = try ShellQuoting.quote(["sh", "-c", script, "sh", hostile])
        var command = options.command("exec \(line)")
        command.deadline = .seconds(10)
        let output = try await LocalMachine().run(command)
        guard output.exit != .exited(255) else { throw options.error(output.errors) }
        guard output.succeeded, output.text.hasPrefix(hostile + "\n") else {
            throw .unreachable(
                host: options.name,
                reason: "its login shell is no POSIX shell, or prints something of its own: set it with chsh -s /bin/sh")
        }
        return Features(hasTimeout: output.text.hasSuffix("\ntimeout\n"))
    }

    /// Whoever can put a socket into the directory can be taken for the machine.
    private static func checkPrivate(_ directory: String) throws(TransportError) {
        var status = stat()
        guard lstat(directory, &status) == 0 else { throw .io(path: directory, errno: errno) }
        guard status.st_uid == geteuid(), status.st_mode & S_IFMT == S_IFDIR, status.st_mode & 0o077 == 0 else {
            throw .invalidArgument("the control directory \(directory) must belong to this user alone: chmod 700 it, or name another")
        }
    }

    /// Whether a client of the connection would be served.
    private static func answers(_ path: String) -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { Glibc.close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }

    private static let endScript = """
        kill -s TERM -- "-$1" 2>/dev/null || exit 0
        i=0
        while [ $i -lt 20 ] && kill -s 0 -- "-$1" 2>/dev/null; do sleep 0.1; i=$((i + 1)); done
        kill -s KILL -- "-$1" 2>/dev/null
        exit 0
        """
}
