import Glibc

/// Where an SSH machine is and how the client is told (ssh(1), ssh_config(5)).
struct SSHOptions: Sendable {
    let host: String
    let port: UInt16?
    let user: String?
    let controlDirectory: String
    let socketPath: String
    private let arguments: [String]

    init(
        host: String, port: UInt16?, user: String?, identityFile: String?, knownHostsFile: String, controlDirectory: String
    ) throws(TransportError) {
        try Self.check("destination", host, allowed: ".-_:%")
        if let user { try Self.check("user", user, allowed: ".-_@\\$+") }
        try MachinePath.check(controlDirectory)
        guard controlDirectory.utf8.count <= 60 else {
            throw .invalidArgument("the control directory \(controlDirectory) is longer than 60 bytes, too long for a socket's path")
        }
        self.host = host
        self.port = port
        self.user = user
        self.controlDirectory = controlDirectory
        // Each machine has a connection of its own, so that ending one never ends another's.
        socketPath = controlDirectory + "/" + String(UInt64.random(in: .min ... .max), radix: 16)
        var options: [(String, String)] = [
            ("BatchMode", "yes"), ("StrictHostKeyChecking", "yes"), ("UpdateHostKeys", "no"),
            ("UserKnownHostsFile", try Self.quote(knownHostsFile)), ("GlobalKnownHostsFile", "none"),
            ("ConnectTimeout", "10"), ("ServerAliveInterval", "15"), ("ServerAliveCountMax", "3"),
            ("ControlPath", try Self.quote(socketPath)), ("EscapeChar", "none"), ("ClearAllForwardings", "yes"), ("LogLevel", "ERROR"),
        ]
        if let identityFile { options += [("IdentityFile", try Self.quote(identityFile)), ("IdentitiesOnly", "yes")] }
        if let port { options.append(("Port", "\(port)")) }
        var arguments = ["-F", "none"]
        for (key, value) in options { arguments += ["-o", "\(key)=\(value)"] }
        if let user { arguments += ["-l", user] }
        self.arguments = arguments
    }

    var name: String { (user.map { "\($0)@" } ?? "") + host + (port.map { ":\($0)" } ?? "") }

    /// Runs a line in the login shell, over the shared connection or one of its own.
    func command(_ line: String, onTerminal: Bool = false, shared: Bool = true) -> Command {
        ssh(["-o", shared ? "ControlMaster=no" : "ControlPath=none", onTerminal ? "-tt" : "-T"], ["--", host, line])
    }

    /// Makes the shared connection and returns once it stands.
    var connect: Command {
        var command = ssh(["-o", "ControlMaster=yes", "-o", "ControlPersist=300", "-f", "-N", "-T"], ["--", host])
        command.deadline = .seconds(15)
        return command
    }

    /// Has the shared connection pass a socket on, or no more.
    func forwarding(_ verb: String, _ arguments: [String]) -> Command {
        var command = ssh(["-O", verb, "-o", "ClearAllForwardings=no"] + arguments, ["--", host])
        command.deadline = .seconds(10)
        return command
    }

    /// Closes the shared connection.
    var disconnect: Command {
        var command = ssh(["-O", "exit"], ["--", host])
        command.deadline = .seconds(5)
        return command
    }

    /// Of an option given twice the client takes the first.
    private func ssh(_ first: [String], _ last: [String]) -> Command {
        var command = Command(executable: "ssh", arguments: first + arguments + last)
        if let agent = getenv("SSH_AUTH_SOCK") { command.environment["SSH_AUTH_SOCK"] = String(cString: agent) }
        return command
    }

    /// Lets no value through that the client, its configuration language or a log could read as anything but a name.
    private static func check(_ what: String, _ value: String, allowed: String) throws(TransportError) {
        let plain = value.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII
                ? scalar.properties.isAlphabetic || scalar.properties.numericType != nil || allowed.unicodeScalars.contains(scalar) : false
        }
        guard plain, !value.isEmpty, value.utf8.count <= 255, !value.hasPrefix("-") else {
            throw .invalidArgument("\(ShellQuoting.quoteForDisplay(String(value.prefix(80)))) cannot be the \(what) of an SSH machine")
        }
    }

    /// A path as ssh_config(5) reads it: in double quotes, percent signs doubled.
    private static func quote(_ path: String) throws(TransportError) -> String {
        try MachinePath.check(path)
        guard !path.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 || $0 == "\"" || $0 == "\\" || $0 == "$" }) else {
            throw .invalidArgument("\(ShellQuoting.quoteForDisplay(path)) holds characters that the SSH client's options cannot")
        }
        return "\"" + path.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%") + "\""
    }
}
