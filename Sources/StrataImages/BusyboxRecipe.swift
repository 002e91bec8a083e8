import StrataDriverKit

/// Makes a small root file system of Debian's busybox-static.
struct BusyboxRecipe: Sendable {
    let machine: any Machine
    let directory: String

    /// - Returns: the path of a tar file in `place`, the same bytes each time the program is the same.
    func make(in place: String, report: @Sendable (ImageProgress) -> Void) async throws(ImageError) -> String {
        report(ImageProgress(phase: "looking for busybox", percent: 0))
        let (path, program) = try await findProgram(in: place, report: report)
        report(ImageProgress(phase: "packing the root file system", percent: 80))
        let tar = Self.tar(program, applets: try await applets(of: path))
        let target = "\(place)/rootfs.tar"
        do {
            try await machine.write(target, tar)
        } catch {
            throw ImageError(error, attempt: "write \(target)", directory: directory)
        }
        report(ImageProgress(phase: "done", percent: 100))
        return target
    }

    static func tar(_ program: [UInt8], applets: [String]) -> [UInt8] {
        var tar = TarWriter()
        for (name, mode) in BusyboxFiles.directories { tar.addDirectory(name, mode: mode) }
        tar.addFile("bin/busybox", mode: 0o755, program)
        for applet in applets.sorted() where applet != "bin/busybox" {
            let depth = applet.split(separator: "/").count - 1
            tar.addSymbolicLink(applet, to: applet.hasPrefix("bin/") ? "busybox" : String(repeating: "../", count: depth) + "bin/busybox")
        }
        for file in BusyboxFiles.files { tar.addFile(file.name, mode: file.mode, Array(file.content.utf8)) }
        tar.finish()
        return tar.bytes
    }

    /// The program on this machine, or that of the package, which is downloaded for it but not installed.
    private func findProgram(
        in place: String, report: @Sendable (ImageProgress) -> Void
    ) async throws(ImageError) -> (path: String, bytes: [UInt8]) {
        for path in ["/bin/busybox", "/usr/bin/busybox"] {
            if let bytes = try await read(path), StaticExecutable.isStatic(bytes) { return (path, bytes) }
        }
        report(ImageProgress(phase: "downloading busybox-static", percent: 10))
        var download = Command("apt-get", "--quiet", "download", "busybox-static")
        download.workingDirectory = place
        download.deadline = .seconds(300)
        try await run(download, hint: "Update the package lists with: apt-get update")
        let package: String?
        do {
            package = try await machine.list(place).map(\.name).first { $0.hasSuffix(".deb") }
        } catch {
            throw ImageError(error, attempt: "list \(place)", directory: directory)
        }
        guard let package else { throw .buildFailed(source: "busybox", answer: "apt-get downloaded no package", hint: "") }
        try await run(Command("dpkg-deb", "--extract", "\(place)/\(package)", "\(place)/package"), hint: "")
        for path in ["\(place)/package/bin/busybox", "\(place)/package/usr/bin/busybox"] {
            if let bytes = try await read(path), StaticExecutable.isStatic(bytes) { return (path, bytes) }
        }
        throw .buildFailed(source: "busybox", answer: "the package \(package) holds no static busybox", hint: "")
    }

    /// The names by which the program can be called, as paths; only such as are plain.
    private func applets(of path: String) async throws(ImageError) -> [String] {
        let listing = try await run(Command(path, "--list-full"), hint: "")
        let names = listing.text.split(separator: "\n").map(String.init).filter { name in
            name.utf8.count <= 64 && !name.hasPrefix("/") && name.contains("/") && !name.split(separator: "/").contains("..")
                && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        }
        guard names.contains("sbin/init"), names.contains("bin/sh") || names.contains("bin/ash") else {
            throw .buildFailed(
                source: "busybox", answer: "\(path) has no init or no shell", hint: "Install Debian's: apt-get install -y busybox-static")
        }
        return names
    }

    private func read(_ path: String) async throws(ImageError) -> [UInt8]? {
        do {
            return try await machine.read(path, limit: 32 << 20)
        } catch {
            throw ImageError(error, attempt: "read \(path)", directory: directory)
        }
    }

    @discardableResult
    private func run(_ command: Command, hint: String) async throws(ImageError) -> CommandOutput {
        do {
            return try await machine.check(command)
        } catch .notFound(let program) {
            throw .missingProgram(program, package: program == "dpkg-deb" ? "dpkg" : program == "apt-get" ? "apt" : "busybox-static")
        } catch .failed(_, let exit, let message) {
            if message.contains("No space left on device") { throw .diskFull(directory: directory) }
            throw .buildFailed(source: "busybox", answer: message.isEmpty ? "\(command) \(exit)" : message, hint: hint)
        } catch {
            throw ImageError(error, attempt: "run \(command)", directory: directory)
        }
    }
}
