import StrataDriverKit

/// Looks at every entry of a tarball without unpacking anything.
struct TarballCheck: Sendable {
    let machine: any Machine
    let limits: ImageLimits

    /// - Parameter shownAs: the path for messages.
    func check(_ path: String, format: TarballFormat, shownAs shown: String) async throws(ImageError) -> RootFileSystem.Start {
        if let (program, package) = format.unpacker {
            let answer = try await run(Command(program, "--version"), shown)
            guard answer != nil else { throw .missingProgram(program, package: package) }
        }
        var system = RootFileSystem(path: shown, limits: limits)
        let command = Command(
            "timeout", "--foreground", "\(limits.duration.components.seconds)", "tar", "--list", "--verbose", "--numeric-owner",
            // Names as they are in the file, not as they would be made harmless.
            "--quoting-style=c", "--absolute-names", "--force-local", "--file", path)
        var lines = machine.lines(command).makeAsyncIterator()
        while true {
            let line: String?
            do {
                line = try await lines.next()
            } catch {
                throw self.error(error, shown)
            }
            guard let line else { break }
            guard let entry = ListedEntry(line: line) else {
                throw .notATarball(path: shown, reason: "tar lists an entry that cannot be read: \(line.prefix(200))")
            }
            try system.add(entry)
        }
        return try system.finish()
    }

    private func run(_ command: Command, _ shown: String) async throws(ImageError) -> CommandOutput? {
        do {
            return try await machine.run(command)
        } catch .notFound {
            return nil
        } catch {
            throw self.error(error, shown)
        }
    }

    private func error(_ error: TransportError, _ shown: String) -> ImageError {
        switch error {
        case .cancelled: .cancelled
        case .failed(_, .exited(124), _): .tooLarge(path: shown, what: "looking through it took more than \(limits.duration)")
        case .failed(_, _, let message): .notATarball(path: shown, reason: message.split(separator: "\n").joined(separator: "; "))
        case .outputTooLarge: .notATarball(path: shown, reason: "it has a name of more than 64 KiB")
        default: .machine(attempt: "check \(shown)", error)
        }
    }
}
