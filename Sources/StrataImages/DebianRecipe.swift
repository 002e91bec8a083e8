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
        let target = "\(place)/rootfs.tar"
        let mmdebstrap = Mmdebstrap(
            suite: suite, source: source, machine: machine, directory: directory, limits: limits, packages: Self.packages,
            // Containers get their devices from their manager; an image without nodes can be unpacked without privileges.
            options: ["--skip=output/dev"], hooks: Self.hooks)
        try await mmdebstrap.make(target, in: place, report: report)
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
}
