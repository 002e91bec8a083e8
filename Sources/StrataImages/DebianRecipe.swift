import StrataDriverKit

/// Makes a root file system of a Debian release with mmdebstrap(1), from the mirror that this machine's apt uses.
struct DebianRecipe: Sendable {
    let suite: String
    /// The source's name for messages.
    let source: String
    let machine: any Machine
    let directory: String
    let limits: ImageLimits

    /// What a system needs to be started and looked after, beyond the smallest one.
    private static let packages = ["systemd-sysv", "dbus", "iproute2", "iputils-ping", "netbase", "procps"]

    /// - Returns: the path of a tarball in `place`, and how it is packed.
    func make(
        in place: String, report: @Sendable (ImageProgress) -> Void
    ) async throws(ImageError) -> (path: String, format: TarballFormat) {
        report(ImageProgress(phase: "looking for the mirror", percent: 0))
        let sources = try await AptSources.look(on: machine)
        let target = "\(place)/rootfs.tar"
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
        return try await pack(target, place: place, report: report)
    }

    /// Completes and compresses what mmdebstrap made.
    private func pack(
        _ tar: String, place: String, report: @Sendable (ImageProgress) -> Void
    ) async throws(ImageError) -> (path: String, format: TarballFormat) {
        // zstd unpacks several times faster than gzip, which every system has.
        let format: TarballFormat = try await hasZstd() ? .zstd : .gzip
        report(ImageProgress(phase: "compressing the root file system", percent: 95))
        do {
            // mmdebstrap leaves the directory out with what is in it, and mount points should be there.
            try await machine.makeDirectory("\(place)/more/dev")
            try await machine.check(
                Command(
                    "tar", "--append", "--force-local", "--file", tar, "--owner=0", "--group=0", "--mode=755", "-C", "\(place)/more",
                    "./dev"))
            let program = format == .zstd ? ["zstd", "--quiet", "--rm", "--threads=0"] : ["gzip", "--no-name"]
            var command = Command(executable: program[0], arguments: program.dropFirst() + [tar])
            command.deadline = limits.duration
            try await machine.check(command)
        } catch .failed(_, _, let message) where message.contains("No space left on device") {
            throw .diskFull(directory: directory)
        } catch {
            throw ImageError(error, attempt: "compress the root file system of \(source)", directory: directory)
        }
        return ("\(place)/rootfs\(format.rawValue)", format)
    }

    private func command(_ sources: AptSources, target: String, place: String) -> Command {
        var arguments = ["--foreground", "--kill-after=5", "\(limits.duration.components.seconds)"]
        // A process namespace of its own: whatever the build leaves running ends with it.
        arguments += ["unshare", "--fork", "--pid", "--mount-proc", "--kill-child"]
        arguments += [
            "mmdebstrap", "--mode=root", "--variant=minbase", "--include=\(Self.packages.joined(separator: ","))",
            // Containers get their devices from their manager; an image without nodes can be unpacked without privileges.
            "--skip=output/dev",
            // Packages need not be on disk before the image is.
            "--dpkgopt=force-unsafe-io",
        ]
        if let proxy = sources.proxy { arguments.append("--aptopt=Acquire::http::Proxy \"\(proxy)\"") }
        arguments += Self.hooks.map { "--customize-hook=\($0)" }
        arguments += [suite, target] + sources.lines(for: suite)
        return Command(executable: "timeout", arguments: arguments, environment: ["TMPDIR": place, "DEBIAN_FRONTEND": "noninteractive"])
    }

    /// Run by mmdebstrap with the root directory as `$1`. What is this machine's or only this build's goes.
    private static let hooks = [
        #"printf 'uninitialized\n' >"$1/etc/machine-id""#,
        #"rm -f "$1/etc/hostname" "$1/etc/resolv.conf" "$1/etc/apt/apt.conf.d/99mmdebstrap" "$1/etc/dpkg/dpkg.cfg.d/99mmdebstrap""#,
        #": >"$1/etc/resolv.conf""#,
    ]

    private func hasZstd() async throws(ImageError) -> Bool {
        do {
            return try await machine.run(Command("zstd", "--version")).succeeded
        } catch .notFound {
            return false
        } catch {
            throw ImageError(error, attempt: "look for zstd", directory: directory)
        }
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
