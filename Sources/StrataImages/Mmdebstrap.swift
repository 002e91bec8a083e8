import StrataDriverKit

/// One run of mmdebstrap(1) with the mirror that this machine's apt uses.
struct Mmdebstrap: Sendable {
    let suite: String
    /// The source's name for messages.
    let source: String
    let machine: any Machine
    let directory: String
    let limits: ImageLimits

    /// What is installed beyond the smallest system.
    var packages: [String]
    /// Further arguments.
    var options: [String] = []
    /// Shell commands run at the end, with the root directory as `$1`.
    var hooks: [String] = []

    /// Makes `target`: a directory or a tarball, as its name says.
    /// - Parameter place: where temporary files may be.
    func make(_ target: String, in place: String, report: @Sendable (ImageProgress) -> Void) async throws(ImageError) {
        report(ImageProgress(phase: "looking for the mirror", percent: 0))
        let sources = try await AptSources.look(on: machine)
        let session = try await open(command(sources, target: target, place: place))
        var log = BuildLog()
        let exit: CommandExit
        do throws(TransportError) {
            var output = session.output.makeAsyncIterator()
            while let chunk = try await output.next() {
                for line in log.take(chunk.bytes) {
                    if let progress = BuildLog.progress(line) { report(progress) }
                }
            }
            exit = try await session.exit
        } catch {
            await session.terminate()
            throw ImageError(error, attempt: "make \(source)", directory: directory)
        }
        guard exit == .exited(0) else { throw failure(log, exit) }
    }

    private func command(_ sources: AptSources, target: String, place: String) -> Command {
        var arguments = ["--foreground", "--kill-after=5", "\(limits.duration.components.seconds)"]
        // A process namespace of its own: whatever the build leaves running ends with it.
        arguments += ["unshare", "--fork", "--pid", "--mount-proc", "--kill-child"]
        arguments += [
            "mmdebstrap", "--mode=root", "--variant=minbase", "--include=\(packages.joined(separator: ","))",
            // Packages need not be on disk before the image is.
            "--dpkgopt=force-unsafe-io",
        ]
        if let proxy = sources.proxy { arguments.append("--aptopt=Acquire::http::Proxy \"\(proxy)\"") }
        arguments += options + hooks.map { "--customize-hook=\($0)" }
        arguments += [suite, target] + sources.lines(for: suite)
        return Command(executable: "timeout", arguments: arguments, environment: ["TMPDIR": place, "DEBIAN_FRONTEND": "noninteractive"])
    }

    private func open(_ command: Command) async throws(ImageError) -> CommandSession {
        for (program, package) in [("mmdebstrap", "mmdebstrap"), ("unshare", "util-linux")] {
            do {
                _ = try await machine.run(Command(program, "--version"))
            } catch .notFound {
                throw .missingProgram(program, package: package)
            } catch {
                throw ImageError(error, attempt: "look for \(program)", directory: directory)
            }
        }
        do {
            let session = try await machine.open(command)
            session.endInput()
            return session
        } catch {
            throw ImageError(error, attempt: "start mmdebstrap", directory: directory)
        }
    }

    private func failure(_ log: BuildLog, _ exit: CommandExit) -> ImageError {
        if log.text.contains("No space left on device") { return .diskFull(directory: directory) }
        // timeout(1), "EXIT STATUS".
        if exit == .exited(124) { return .buildFailed(source: source, answer: "it took more than \(limits.duration)", hint: "") }
        return .buildFailed(
            source: source, answer: log.errors.isEmpty ? "mmdebstrap failed without a word" : log.errors,
            hint: "Check the name of the release, and that the mirror can be reached: apt-get update")
    }
}
