import Glibc
import StrataAPI
public import StrataDriverKit
import Testing

/// A tiny image made of busybox-static, whose first process stops at once on SIGUSR2.
public struct BusyboxImage: Sendable {
    public let stored: StoredImage

    private static let applets = [
        "sh", "cat", "dd", "echo", "env", "grep", "head", "hostname", "id", "ip", "kill", "ln", "ls", "mkdir", "mount", "ping", "ps", "pwd",
        "readlink",
        "rm", "rmdir",
        "seq", "sleep", "stty", "tail", "touch", "tr", "true", "tty", "usleep", "wc",
    ]
    private static let start = """
        #!/bin/sh
        trap 'echo stopping; exit 0' USR2
        echo "started $*"
        while :; do sleep 3600 & wait $!; done
        """

    /// Makes the archive in a directory; `more` are further commands of a shell, run in the root file system.
    public init(in directory: String, name: String = "busybox", digit: Character = "a", stopSignal: String = "SIGUSR2", more: String = "")
        async throws
    {
        let local = LocalMachine()
        let root = "\(directory)/\(name)-tree"
        let script = #"""
            set -e; mkdir -p "$1"; cd "$1"; mkdir -p bin sbin usr etc proc sys dev tmp root var; cp /bin/busybox bin/busybox; shift
            for a; do ln -s busybox "bin/$a"; done; echo root:x:0:0::/root:/bin/sh >etc/passwd
            """#
        try await local.check(Command(executable: "sh", arguments: ["-c", script, "sh", root] + Self.applets))
        try await local.write("\(root)/sbin/init", Array(Self.start.utf8), mode: 0o755)
        if !more.isEmpty { try await local.check(Command(executable: "sh", arguments: ["-ec", more], workingDirectory: root)) }
        let archive = "\(directory)/\(name).tar.gz"
        try await local.check(Command("tar", "-C", root, "--numeric-owner", "-czf", archive, "."))
        try await local.remove(root)
        stored = StoredImage(
            digest: "sha256:" + String(repeating: digit, count: 64), path: archive, size: 1, type: .container, architecture: "",
            command: ["/sbin/init"], stopSignal: stopSignal)
    }
}
