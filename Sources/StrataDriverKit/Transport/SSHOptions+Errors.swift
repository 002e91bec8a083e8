import Glibc

extension SSHOptions {
    /// Tells the command's own exit from the client's: ssh(1) exits with 255 when it fails itself, and passes a command's 255 on.
    func judge(
        _ exit: CommandExit, _ framing: RemoteFraming, of command: Command, said errors: [UInt8]
    ) throws(TransportError) -> CommandExit {
        switch framing.verdict {
        case .notFound: throw .notFound(executable: command.executable)
        case .noDirectory: throw .io(path: command.workingDirectory ?? "", errno: ENOENT)
        case .exited255: return .exited(255)
        case nil: break
        }
        if exit == .exited(255) { throw error(errors, started: framing.process != nil) }
        guard framing.process != nil else {
            throw .unreachable(host: name, reason: "the login shell did not run the command: \(TransportError.message(errors))")
        }
        return exit
    }

    /// What the client's own failure means.
    func error(_ errors: [UInt8], started: Bool = false) -> TransportError {
        let message = TransportError.message(errors)
        let fingerprint = "ssh-keyscan -p \(port ?? 22) \(host) | ssh-keygen -lf -"
        if message.contains("REMOTE HOST IDENTIFICATION HAS CHANGED") {
            return .hostKey(
                host: name,
                reason: "it is not the one in the known hosts file. The machine was reinstalled, or someone stands in between. "
                    + "Compare the fingerprint shown on its console with that of: \(fingerprint)")
        }
        if message.contains("Host key verification failed") || message.contains("host key is known") {
            return .hostKey(
                host: name,
                reason: "it is not in the known hosts file. Compare the fingerprint shown on its console with that of: "
                    + "\(fingerprint), then add the key")
        }
        if started { return .unreachable(host: name, reason: message.isEmpty ? "the connection broke while the command ran" : message) }
        return .unreachable(host: name, reason: message.isEmpty ? "the SSH client failed without a message" : message)
    }
}
