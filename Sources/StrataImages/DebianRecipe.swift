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
        // zstd unpacks several times faster than gzip, which every system has.
        let format: TarballFormat = try await hasZstd() ? .zstd : .gzip
        let target = "\(place)/rootfs\(format.rawValue)"
        let session = try await open(command(sources, target: target, place: place))
        var log = BuildLog()
        do {
            for try await chunk in session.output {
                for line in log.take(chunk.bytes) {
                    if let progress = BuildLog.progress(line) { report(progress) }
                }
            }
        } catch {
            await session.terminate()
            throw .cancelled
        }
        do {
            guard try await session.exit == .exited(0) else { throw failure(log) }
        } catch let error as ImageError {
            throw error
        } catch {
            await session.terminate()
            throw .cancelled
        }
        return (target, format)
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
        #"mkdir -p "$1/dev" && printf 'uninitialized\n' >"$1/etc/machine-id""#,
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

    private func failure(_ log: BuildLog) -> ImageError {
        if log.text.contains("No space left on device") { return .diskFull(directory: directory) }
        return .buildFailed(
            source: source, answer: log.errors.isEmpty ? "mmdebstrap failed without a word" : log.errors,
            hint: "Check the name of the release, and that the mirror can be reached: apt-get update")
    }
}
