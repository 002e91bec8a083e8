import Glibc
import Subprocess
import SystemPackage

/// A command made ready to be started on this machine: checked, looked up, with its whole environment.
struct LocalProcess: Sendable {
    /// The path of the program.
    let executable: String
    private let command: Command
    private let environment: [String: String]

    /// - Throws: ``TransportError/invalidArgument(_:)``, ``TransportError/notFound(executable:)``.
    init(_ command: Command, onTerminal: Bool) throws(TransportError) {
        try command.validate()
        Self.ignoreBrokenPipes
        self.command = command
        var environment = Self.cleanEnvironment
        if onTerminal { environment["TERM"] = "xterm-256color" }
        environment.merge(command.environment) { $1 }
        for name in command.unset { environment[name] = nil }
        self.environment = environment
        executable = try Self.resolve(command.executable, path: environment["PATH"] ?? "")
    }

    /// What swift-subprocess needs to start the process as the leader of a session of its own.
    ///
    /// `teardown` is what cancelling the surrounding task does to the process.
    func configuration(terminal path: String? = nil) -> Configuration {
        var options = PlatformOptions()
        options.createSession = true
        var steps: [TeardownStep] = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2))]
        var program = executable
        var arguments = command.arguments
        if let path {
            // Interactive shells ignore SIGTERM, not a hang-up.
            steps.insert(.send(signal: .terminalClosed, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(500)), at: 0)
            // A session leader without a controlling terminal gets the one it opens first (tty(4), setsid(2)). Only code
            // in the child can do that, and swift-subprocess runs none of ours there; a POSIX shell does it and steps aside.
            arguments = ["-c", #"exec "$@" <>"$0" >&0 2>&0"#, path, executable] + arguments
            program = "/bin/sh"
        }
        options.teardownSequence = steps
        return Configuration(
            executable: .path(FilePath(program)),
            arguments: Arguments(arguments),
            // The library takes each entry for a C string.
            environment: .custom(environment.map { Array("\($0)=\($1)\0".utf8) }),
            workingDirectory: FilePath(command.workingDirectory ?? "/"),
            platformOptions: options)
    }

    /// What an error of swift-subprocess means.
    func error(_ error: any Error) -> TransportError {
        if error is CancellationError || Task.isCancelled { return .cancelled }
        guard let error = error as? SubprocessError else { return .io(path: executable, errno: EIO) }
        let code = error.underlyingError?.rawValue
        if error.code == .failedToChangeWorkingDirectory {
            return .io(path: command.workingDirectory ?? "/", errno: code ?? ENOENT)
        }
        if error.code == .executableNotFound && (code ?? ENOENT) == ENOENT {
            return .notFound(executable: command.executable)
        }
        if code == E2BIG {
            return .invalidArgument("the arguments and environment of \(executable) are longer than this system allows")
        }
        return .io(path: executable, errno: code ?? EIO)
    }

    /// Writing to a process that has gone must be an error, not the end of this process. Children get the default back.
    private static let ignoreBrokenPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

    private static let cleanEnvironment: [String: String] = {
        var environment = ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"]
        environment["HOME"] = getenv("HOME").map { String(cString: $0) } ?? "/"
        return environment
    }()

    private static func resolve(_ name: String, path: String) throws(TransportError) -> String {
        if name.utf8.contains(UInt8(ascii: "/")) {
            guard access(name, F_OK) == 0 else { throw .notFound(executable: name) }
            guard isExecutable(name) else { throw .io(path: name, errno: EACCES) }
            return name
        }
        for directory in path.split(separator: ":") where isExecutable("\(directory)/\(name)") {
            return "\(directory)/\(name)"
        }
        throw .notFound(executable: name)
    }

    private static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }
}
