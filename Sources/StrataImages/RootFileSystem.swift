/// A root file system as its tarball's entries describe it; refuses entries that no honest one has.
struct RootFileSystem {
    /// How a system is started and asked to stop.
    struct Start: Sendable, Equatable {
        var command: [String]
        var stopSignal: String

        /// systemd(1), "SIGNALS": SIGRTMIN+3 halts the machine.
        static let systemd = Start(command: ["/sbin/init"], stopSignal: "SIGRTMIN+3")
        /// BusyBox's init powers off on SIGUSR2 (BusyBox, init/init.c).
        static let busybox = Start(command: ["/sbin/init"], stopSignal: "SIGUSR2")
        /// Others shut down when the power fails (init(8) of sysvinit), which is also what LXC asks by default (lxc.container.conf(5), "lxc.signal.halt").
        static let other = Start(command: ["/sbin/init"], stopSignal: "SIGPWR")
        static let shell = Start(command: ["/bin/sh"], stopSignal: "SIGTERM")
        /// Virtual machines start by themselves and have a power button.
        static let machine = Start(command: [], stopSignal: "")
        static let none = Start(command: [], stopSignal: "SIGTERM")
    }

    private let path: String
    private let limits: ImageLimits
    private var entries = 0
    private var unpackedSize: Int64 = 0
    private var links: Set<String> = []
    private var linkBytes = 0
    private var top: Set<String> = []
    private var initTarget: String?
    private var hasInit = false
    private var hasShell = false

    /// What one may take of memory with names of symbolic links.
    private static let linkLimit = 64 << 20

    init(path: String, limits: ImageLimits) {
        self.path = path
        self.limits = limits
    }

    /// Takes in one entry.
    /// - Throws: ``ImageError/refusedEntry(path:entry:reason:)``, ``ImageError/tooLarge(path:what:)``.
    mutating func add(_ entry: ListedEntry) throws(ImageError) {
        entries += 1
        guard entries <= limits.entries else { throw .tooLarge(path: path, what: "it has more than \(limits.entries) entries") }
        guard entry.size >= 0, entry.size <= limits.unpackedSize - unpackedSize else {
            throw .tooLarge(path: path, what: "unpacked it has more than \(limits.unpackedSize) bytes")
        }
        unpackedSize += entry.size
        let parts = try checkedParts(of: entry.name, in: entry)
        let name = parts.joined(separator: "/")
        if let first = parts.first { top.insert(top.count < 1000 ? String(first) : "…") }
        switch entry.kind {
        case .symbolicLink(let target):
            linkBytes += name.utf8.count
            guard linkBytes <= Self.linkLimit else { throw .tooLarge(path: path, what: "its symbolic links have too many names") }
            links.insert(name)
            note(name, target: target)
        case .hardLink(let target):
            _ = try checkedParts(of: target, in: entry)
            note(name, target: target)
        case .device:
            guard parts.first == "dev" else { throw refused(entry, "a device node outside of /dev") }
        case .file: note(name, target: "")
        case .directory, .other: break
        }
    }

    /// What the whole is, once all entries were added.
    /// - Throws: ``ImageError/notATarball(path:reason:)`` for archives that hold no root file system or hold it somewhere inside.
    func finish() throws(ImageError) -> Start {
        guard entries > 0, !top.isEmpty else { throw .notATarball(path: path, reason: "it holds nothing") }
        if !hasInit, !hasShell {
            if top.contains("oci-layout") || top.contains("manifest.json") {
                throw .notATarball(
                    path: path, reason: "it is a container image in layers; make a root file system of it with: docker export")
            }
            if top.contains("rootfs") {
                throw .notATarball(
                    path: path,
                    reason: "its root file system lies below rootfs; pack that directory by itself with: tar -C rootfs -cf FILE.tar .")
            }
        }
        guard hasInit else { return hasShell ? .shell : .none }
        let last = initTarget.map { $0.split(separator: "/").last ?? "" } ?? ""
        return last == "systemd" ? .systemd : last.hasPrefix("busybox") ? .busybox : .other
    }

    private mutating func note(_ name: String, target: String) {
        switch name {
        case "sbin/init", "usr/sbin/init":
            hasInit = true
            initTarget = target
        case "bin/sh", "usr/bin/sh": hasShell = true
        default: break
        }
    }

    private func checkedParts(of name: String, in entry: ListedEntry) throws(ImageError) -> [Substring] {
        guard !name.hasPrefix("/") else {
            throw refused(entry, "an absolute name; pack the root file system with: tar -C DIRECTORY -cf FILE.tar .")
        }
        let parts = ListedEntry.components(of: name)
        guard !parts.contains("..") else { throw refused(entry, "a name that leads out of the root file system") }
        var parent = ""
        for part in parts.dropLast() {
            parent += (parent.isEmpty ? "" : "/") + part
            guard !links.contains(parent) else { throw refused(entry, "it lies behind the symbolic link \(parent)") }
        }
        return parts
    }

    private func refused(_ entry: ListedEntry, _ reason: String) -> ImageError {
        .refusedEntry(path: path, entry: entry.name, reason: reason)
    }
}
