import StrataDriverKit

/// This machine with the network of a namespace: the managed network made there touches nothing of the machine's own.
struct NamespaceMachine: Machine {
    let namespace: String
    private let local = LocalMachine()

    init(namespace: String) { self.namespace = namespace }

    var name: String { namespace }
    var isLocal: Bool { true }

    func run(_ command: Command) async throws(TransportError) -> CommandOutput { try await local.run(inside(command)) }

    func open(_ command: Command, terminal: TerminalSize?) async throws(TransportError) -> CommandSession {
        try await local.open(inside(command), terminal: terminal)
    }

    /// What /sys and /proc show of the network is the reader's.
    func read(_ path: String, limit: Int) async throws(TransportError) -> [UInt8]? {
        guard ["/sys/class/net/", "/proc/sys/net/", "/proc/net/"].contains(where: path.hasPrefix) else {
            return try await local.read(path, limit: limit)
        }
        let output = try await local.run(Command("ip", "netns", "exec", namespace, "cat", path))
        return output.succeeded ? output.output : nil
    }

    func write(_ path: String, _ bytes: [UInt8], mode: UInt32) async throws(TransportError) {
        try await local.write(path, bytes, mode: mode)
    }
    func list(_ directory: String) async throws(TransportError) -> [FileEntry] { try await local.list(directory) }
    func exists(_ path: String) async throws(TransportError) -> Bool { try await local.exists(path) }
    func makeDirectory(_ path: String, mode: UInt32) async throws(TransportError) { try await local.makeDirectory(path, mode: mode) }
    func remove(_ path: String) async throws(TransportError) { try await local.remove(path) }

    func upload(
        _ localPath: String, to path: String, mode: UInt32, progress: (@Sendable (Int) -> Void)?
    ) async throws(TransportError) {
        try await local.upload(localPath, to: path, mode: mode, progress: progress)
    }

    func download(
        _ path: String, to localPath: String, mode: UInt32, progress: (@Sendable (Int) -> Void)?
    ) async throws(TransportError) {
        try await local.download(path, to: localPath, mode: mode, progress: progress)
    }

    func close() async {}

    /// /sys must show the namespace's devices, which LXC looks for, and the machine's control groups, which `ip netns exec` would hide.
    private static let script = #"""
        set -e; t=$(mktemp -d); mount --rbind /sys/fs/cgroup "$t"; mount -t sysfs sysfs /sys; mount --rbind "$t" /sys/fs/cgroup
        umount -l "$t"; rmdir "$t"; exec "$@"
        """#

    private func inside(_ command: Command) -> Command {
        var command = command
        // What the command must not see is needed by what leads to it.
        let unset = command.unset.isEmpty ? [] : ["env"] + command.unset.flatMap { ["-u", $0] }
        command.unset = []
        let around = ["--net=/run/netns/\(namespace)", "--", "unshare", "--mount", "sh", "-c", Self.script, "sh"]
        command.arguments = around + unset + [command.executable] + command.arguments
        command.executable = "nsenter"
        return command
    }
}
