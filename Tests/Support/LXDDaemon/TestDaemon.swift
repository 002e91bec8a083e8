import Glibc
public import LXD
import StrataAPI
public import StrataDriverKit
import Synchronization
import Testing

/// Debian's LXD, or Incus (see ``TestProduct``), in a directory, a network and a table of mounts of its own, with a storage pool of kind `dir`.
///
/// A daemon that is killed and started again finds what it had. Everything is taken apart however the test ends.
public final class TestDaemon: Sendable {
    public let directory: String
    public var socket: String { "\(directory)/unix.socket" }
    public var client: LXDClient { LXDClient(socket: socket) }

    private let product: TestProduct
    private let number: Int
    /// Nil where another daemon's namespaces are used.
    private let holder: CommandSession?
    /// The process whose namespaces the daemon runs in.
    private let process: Int
    private let daemon = Mutex<CommandSession?>(nil)

    /// Runs a server for a body.
    public static func run<Value: Sendable>(_ body: (TestDaemon) async throws -> Value) async throws -> Value {
        try await run(beside: nil, body)
    }

    static func run<Value: Sendable>(
        beside other: TestDaemon?, prepares: Bool = true, _ body: (TestDaemon) async throws -> Value
    ) async throws -> Value {
        var template = Array("/tmp/strata-lxd-XXXXXX".utf8CString)
        let directory = String(cString: try #require(mkdtemp(&template)))
        // Id-mapped containers pass through it.
        try #require(chmod(directory, 0o711) == 0)
        let result: Result<Value, any Error>
        do {
            let server = try await TestDaemon(directory, beside: other)
            do {
                try await server.start()
                if prepares { try await server.prepare() }
                result = .success(try await body(server))
            } catch {
                result = .failure(error)
            }
            // Also when the test was cancelled, for taking too long.
            try await Task { try await server.end() }.value
        } catch {
            try? await LocalMachine().remove(directory)
            throw error
        }
        try await LocalMachine().remove(directory)
        return try result.get()
    }

    /// /sys must show the namespace's devices, and the machine's control groups.
    private static let namespaces = #"""
        set -e; ip link set lo up; t=$(mktemp -d); mount --rbind /sys/fs/cgroup "$t"; mount -t sysfs sysfs /sys
        mount --rbind "$t" /sys/fs/cgroup; umount -l "$t"; rmdir "$t"; echo $$; exec cat
        """#

    /// The same under another root, which has this machine's processes, devices and passing files.
    private static let rootedNamespaces = #"""
        set -e; ip link set lo up; cd "$1"; mount --bind . .; cd "$1"
        for d in dev proc tmp; do mount --rbind "/$d" "$d"; done
        mount -t sysfs sysfs sys; mount --rbind /sys/fs/cgroup sys/fs/cgroup; mount -t tmpfs tmpfs run; mkdir run/old
        pivot_root . run/old; umount -l /run/old; echo $$; exec cat
        """#

    private init(_ directory: String, beside other: TestDaemon?) async throws {
        self.directory = directory
        product = other?.product ?? .current
        number = (other?.number ?? 0) + 1
        if let other {
            holder = nil
            process = other.process
            return
        }
        let script = product.root.map { [Self.rootedNamespaces, "sh", $0] } ?? [Self.namespaces]
        let holder = try await LocalMachine().open(
            Command(executable: "unshare", arguments: ["--net", "--mount", "--propagation", "slave", "sh", "-c"] + script))
        var said: [UInt8] = []
        for try await chunk in holder.output {
            said += chunk.bytes
            if said.last == 0x0A { break }
        }
        let text = String(decoding: said, as: UTF8.self)
        self.holder = holder
        process = try #require(Int(text.dropLast()), "namespaces for \(product.name) could not be made: \(text)")
    }

    private var bridge: String { number == 1 ? "lxdbr0" : "lxdbr\(number)" }

    /// A command with the daemon's network and mounts.
    private func inside(_ command: String...) -> Command { inside(command) }

    private func inside(_ command: [String]) -> Command {
        Command(
            executable: "nsenter", arguments: ["--target", "\(process)", "--net", "--mount", "--"] + command,
            environment: [product.directoryVariable: directory, "HOME": directory], deadline: .seconds(60))
    }

    /// The daemon's own client, with words for it.
    public func command(_ words: String...) -> Command { inside([product.client] + words) }

    /// A token with which the daemon lets one more client in, as its own command prints it.
    public func token(_ name: String) async throws -> String {
        let said = try await LocalMachine().check(inside([product.client] + product.trust + [name])).text
        return try #require(said.split(separator: "\n").last.map(String.init))
    }

    /// Starts the daemon, and waits until it answers. One that does not come up after it was killed, as LXD 5.0.2 now and then does, is started again.
    public func start() async throws {
        for isLast in [false, false, true] {
            let session = try await LocalMachine().open(
                inside(["sh", "-c", #"exec "$@" >"$HOME/daemon.log" 2>&1"#, "sh"] + product.daemon))
            daemon.withLock { $0 = session }
            let waiting = inside(product.daemon[0], "waitready", "--timeout=\(isLast ? 50 : 20)")
            if isLast { try await LocalMachine().check(waiting) } else if try await LocalMachine().run(waiting).succeeded { return }
            if !isLast {
                await session.terminate()
                try await endDaemons()
            }
        }
    }

    /// Runs a second daemon, in a directory of its own and in this one's network, for a body. It listens nowhere unless it is told to.
    public func withNeighbour<Value: Sendable>(_ body: (TestDaemon) async throws -> Value) async throws -> Value {
        try await Self.run(beside: self, body)
    }

    /// Has the daemon listen on its network too, and runs a body with a port of this machine's that leads there.
    public func listening<Value: Sendable>(_ body: (Relay) async throws -> Value) async throws -> Value {
        _ = try await client.send(.patch, "/1.0", ["config": ["core.https_address": "127.0.0.1:8443"]])
        return try await Relay.run(to: .network(host: "127.0.0.1", port: 8443, process: process), at: nil, body)
    }

    /// Serves files over HTTP in the daemon's network for a body.
    public func serving<Value: Sendable>(_ files: [String: [UInt8]], _ body: (FileServer) async throws -> Value) async throws -> Value {
        try await FileServer.run(inNetworkOf: process, files, body)
    }

    /// Runs a body with a socket in the daemon's directory that leads to the daemon's.
    public func relaying<Value: Sendable>(_ body: (Relay, _ socket: String) async throws -> Value) async throws -> Value {
        let path = "\(directory)/relay-\(UInt32.random(in: 0 ... .max))"
        return try await Relay.run(to: .socket(socket), at: path) { try await body($0, path) }
    }

    /// Kills the daemon at once. Its containers run on.
    public func kill() async throws {
        let server = try await client.server()
        let pid = try #require(server.document[path: ["environment", "server_pid"]]?.int)
        try #require(Glibc.kill(pid_t(pid), SIGKILL) == 0)
        _ = try await daemon.withLock { $0 }?.exit
        try await endDaemons()
    }

    /// Halts the daemon, so that its socket takes connections and nothing answers; or lets it go on.
    public func halt(_ isHalted: Bool, pid: Int) { Glibc.kill(pid_t(pid), isHalted ? SIGSTOP : SIGCONT) }

    /// Ends every process of this directory's daemon, also one that it had just forked when it was killed, which keeps another from starting.
    private func endDaemons() async throws {
        let machine = LocalMachine()
        for entry in try await machine.list("/proc") {
            guard let pid = pid_t(entry.name), try await isDaemon(pid, machine) else { continue }
            Glibc.kill(pid, SIGKILL)
        }
    }

    private func isDaemon(_ pid: pid_t, _ machine: LocalMachine) async throws -> Bool {
        // One that ends meanwhile is none.
        guard let words = try? await machine.read("/proc/\(pid)/cmdline"), words == product.daemon.flatMap({ Array($0.utf8) + [0] }),
            let environment = try? await machine.read("/proc/\(pid)/environ")
        else { return false }
        return environment.split(separator: 0).contains { $0.elementsEqual("\(product.directoryVariable)=\(directory)".utf8) }
    }

    func prepare(hasNetwork: Bool = true) async throws {
        _ = try await client.perform(.post, "/1.0/storage-pools", ["name": "default", "driver": "dir"])
        var devices: JSONValue = ["root": ["type": "disk", "path": "/", "pool": "default"]]
        if hasNetwork {
            try await makeNetwork()
            devices["eth0"] = ["type": "nic", "name": "eth0", "network": .string(bridge)]
        }
        _ = try await client.perform(.put, "/1.0/profiles/default", ["config": [:], "description": "", "devices": devices])
    }

    private func makeNetwork() async throws {
        _ = try await client.perform(
            .post, "/1.0/networks",
            [
                "name": .string(bridge), "type": "bridge",
                "config": ["ipv4.address": .string("10.143.\(6 + number).1/24"), "ipv6.address": "none"],
            ])
    }

    private func end() async throws {
        let result: Result<Void, any Error>
        do { result = .success(try await shutDown()) } catch { result = .failure(error) }
        await daemon.withLock { $0 }?.terminate()
        try await endDaemons()
        await holder?.terminate()
        try result.get()
    }

    private func shutDown() async throws {
        do { _ = try await client.server() } catch { try await start() }
        let own = try await client.server().document[path: ["environment", "server_name"]]?.string ?? ""
        for instance in try await client.send(.get, "/1.0/instances?recursion=1&all-projects=true").metadata.array ?? [] {
            guard let name = instance["name"]?.string, instance["status"]?.string != "Stopped",
                ["none", own].contains(instance["location"]?.string ?? "none")
            else { continue }
            let project = LXDTarget.encoded(instance["project"]?.string ?? "default")
            _ = try await client.perform(
                .put, LXDTarget.instance(name, "/state?project=\(project)"), ["action": "stop", "force": true, "timeout": -1])
        }
        try await LocalMachine().check(inside(product.daemon[0], "shutdown", "--timeout", "30"))
        _ = try await daemon.withLock { $0 }?.exit
    }
}
