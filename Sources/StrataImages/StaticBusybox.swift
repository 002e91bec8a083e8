import StrataDriverKit

/// Debian's busybox-static: one program that is a whole small system.
struct StaticBusybox: Sendable {
    var program: [UInt8]
    /// The names by which the program can be called, as paths; only such as are plain.
    var applets: [String]

    /// Takes the program of this machine, or that of the package, which is downloaded for it but not installed.
    static func find(
        _ packages: PackageFiles, in place: String, report: @Sendable (ImageProgress) -> Void
    ) async throws(ImageError) -> StaticBusybox {
        for path in ["/bin/busybox", "/usr/bin/busybox"] {
            if let found = try await take(path, packages) { return found }
        }
        report(ImageProgress(phase: "downloading busybox-static", percent: 10))
        let files = try await packages.unpack("busybox-static", in: place)
        for path in ["\(files)/bin/busybox", "\(files)/usr/bin/busybox"] {
            if let found = try await take(path, packages) { return found }
        }
        throw .buildFailed(source: packages.source, answer: "the package busybox-static holds no static busybox", hint: "")
    }

    /// Takes the program of another architecture's package. Which applets it has cannot be asked here, so the only links are those without which it
    /// could not make the others.
    static func foreign(_ packages: PackageFiles, in place: String) async throws(ImageError) -> StaticBusybox {
        let files = try await packages.unpack("busybox-static", in: place)
        for path in ["\(files)/bin/busybox", "\(files)/usr/bin/busybox"] {
            if let bytes = try await packages.read(path), StaticExecutable.isStatic(bytes) {
                return StaticBusybox(program: bytes, applets: ["bin/sh"])
            }
        }
        throw .buildFailed(source: packages.source, answer: "the package busybox-static holds no static busybox", hint: "")
    }

    private static func take(_ path: String, _ packages: PackageFiles) async throws(ImageError) -> StaticBusybox? {
        guard let bytes = try await packages.read(path), StaticExecutable.isStatic(bytes) else { return nil }
        let listing = try await packages.run(Command(path, "--list-full"))
        let names = listing.text.split(separator: "\n").map(String.init).filter { name in
            name.utf8.count <= 64 && !name.hasPrefix("/") && name.contains("/") && !name.split(separator: "/").contains("..")
                && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        }
        guard names.contains("sbin/init"), names.contains("bin/sh") || names.contains("bin/ash") else {
            throw .buildFailed(
                source: packages.source, answer: "\(path) has no init or no shell",
                hint: "Install Debian's: apt-get install -y busybox-static")
        }
        return StaticBusybox(program: bytes, applets: names)
    }

    /// The links to `bin/busybox` that stand for its applets, with what each leads to.
    var links: [(name: String, target: String)] {
        applets.sorted().filter { $0 != "bin/busybox" }.map { applet in
            let depth = applet.split(separator: "/").count - 1
            return (applet, applet.hasPrefix("bin/") ? "busybox" : String(repeating: "../", count: depth) + "bin/busybox")
        }
    }
}
