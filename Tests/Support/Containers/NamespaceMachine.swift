public import StrataDriverKit

/// This machine with the network of a namespace: the managed network made there touches nothing of the machine's own.
public struct NamespaceMachine: Machine {
    let namespace: String
    private let local = LocalMachine()

    public init(namespace: String) { self.namespace = namespace }

    public var name: String { namespace }
    public var isLocal: Bool { true }

    public func run(_ command: Command) async throws(TransportError) -> CommandOutput { try await local.run(inside(command)) }

    public func open(_ command: Command, terminal: TerminalSize?) async throws(TransportError) -> CommandSession {
        try await local.open(inside(command), terminal: terminal)
    }

    /// What /sys and /proc show of the network is the reader's.
    public func read(_ path: String, limit: Int) async throws(TransportError) -> [UInt8]? {
        guard ["/sys/class/net/", "/proc/sys/net/", "/proc/net/"].contains(where: path.hasPrefix) else {
            return try await local.read(path, limit: limit)
        }
        let output = try await local.run(Command("ip", "netns", "exec", namespace, "cat", path))
        return output.succeeded ? output.output : nil
    }

    public func write(_ path: String, _ bytes: [UInt8], mode: UInt32) async throws(TransportError) {
        try await local.write(path, bytes, mode: mode)
    }
    public func list(_ directory: String) async throws(TransportError) -> [FileEntry] { try await local.list(directory) }
    public func exists(_ path: String) async throws(TransportError) -> Bool { try await local.exists(path) }
    public func makeDirectory(_ path: String, mode: UInt32) async throws(TransportError) { try await local.makeDirectory(path, mode: mode) }
    public func remove(_ path: String) async throws(TransportError) { try await local.remove(path) }

    public func upload(
        _ localPath: String, to path: String, mode: UInt32, progress: (@Sendable (Int) -> Void)?
    ) async throws(TransportError) {
        try await local.upload(localPath, to: path, mode: mode, progress: progress)
    }

    public func download(
        _ path: String, to localPath: String, mode: UInt32, progress: (@Sendable (Int) -> Void)?
    ) async throws(TransportError) {
        try await local.download(path, to: localPath, mode: mode, progress: progress)
    }

    public func close() async {}

    /// /sys must show the namespace's devices, which LXC looks for, and the machine's control groups, which `ip netns exec` would hide.
    private static let script = #"""
        set -e; t=$(mktemp -d); mount --rbind /sys/fs/cgroup "$t"; mount -t sysfs sysfs /sys; mount --rbind "$t" /sys/fs/cgroup
        umount -l "$t"; rmdir "$t"; exec "$@"
        """#

    private func inside(_ command: Command) -> Command {
        var command = command
        let around = ["--net=/run/netns/\(namespace)", "--", "unshare", "--mount", "sh", "-c", Self.script, "sh"]
        // Its environment is the command's alone: what goes before needs a PATH.
        let variables = command.unset.flatMap { ["-u", $0] } + command.environment.map { "\($0)=\($1)" }
        command.arguments = around + ["env"] + variables + [command.executable] + command.arguments
        command.executable = "nsenter"
        command.environment = [:]
        command.unset = []
        return command
    }
}
