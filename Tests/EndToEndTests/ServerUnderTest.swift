import BuiltServer
import StrataAPI
import StrataDriverKit
import Synchronization
import Testing

/// A built server with containers, on a free port over a directory of its own, ended and cleaned up whatever happens. Needs root and LXC.
actor ServerUnderTest {
    struct WaitedInVain: Error { var what: String }

    nonisolated let machine = LocalMachine()
    nonisolated let directory: String
    /// The name of the server's only site.
    nonisolated let site: String
    /// What befalls the server; nil for one that uses the machine's own containers.
    nonisolated let adversity: Adversity?
    /// The bridge of its managed network.
    nonisolated let bridge: String
    private var program: RunningProgram?

    private static let isolatedServers = Atomic(0)

    private init(directory: String, isolated: Bool) throws {
        self.directory = directory
        site = isolated ? "isolated" : "local-lxc"
        // Suites run side by side, and each server takes its bridge down at its end.
        bridge = isolated ? "stratae2e\(Self.isolatedServers.add(1, ordering: .relaxed).newValue)" : "strata0"
        adversity = isolated ? try Adversity(path: "\(directory)/adversity") : nil
    }

    /// - Parameters:
    ///   - isolated: whether containers and bridge are the test's own instead of the machine's.
    ///   - prepare: given the directory, makes in it what must be there before the server starts.
    static func run(
        isolated: Bool = false, prepare: (String) async throws -> Void = { _ in }, _ body: (ServerUnderTest) async throws -> Void
    ) async throws {
        let made = try await LocalMachine().check(Command("mktemp", "-d", "/var/tmp/strata-e2e.XXXXXX")).text
        let directory = String(made.prefix { $0 != "\n" })
        try await LocalMachine().check(Command("chmod", "711", directory))
        try await prepare(directory)
        let server = try ServerUnderTest(directory: directory, isolated: isolated)
        let result: Result<Void, any Error>
        do {
            try await server.start()
            result = .success(try await body(server))
        } catch {
            result = .failure(error)
        }
        await server.end()
        try result.get()
    }

    nonisolated private var containerPath: String? { adversity == nil ? nil : "\(directory)/lxc" }

    nonisolated func command(_ arguments: String..., input: String = "") -> Command { command(arguments, input: input) }

    nonisolated private func command(_ arguments: [String], input: String = "") -> Command {
        Command(
            executable: BuiltProgram.path, arguments: arguments, environment: ["STRATA_KUBECONFIG": "\(directory)/data/kubeconfig"],
            input: Array(input.utf8), deadline: .seconds(90))
    }

    /// Runs a verb that must succeed.
    nonisolated func strata(_ arguments: String..., input: String = "") async throws {
        _ = try await machine.check(command(arguments, input: input))
    }

    /// An instance as the server shows it; nil where there is none of that name.
    ///
    /// - Throws: ``Silent`` where the server does not answer.
    nonisolated func instance(_ name: String) async throws -> Instance? {
        let output = try await machine.run(command("get", "instance", name, "-o", "json"))
        if output.exit == .exited(3) { return nil }
        guard output.succeeded else { throw Silent() }
        return Instance(json: try JSONValue(parsing: output.output))
    }

    /// The server did not answer.
    struct Silent: Error {}

    nonisolated func phase(of name: String) async throws -> Instance.Phase? { try await instance(name)?.status.phase }

    nonisolated func wait(for phase: Instance.Phase, of name: String, seconds: Int = 30) async throws {
        try await wait("\(name) to become \(phase)", seconds: seconds) { try await self.phase(of: name) == phase }
    }

    /// Asks again and again until something holds.
    nonisolated func wait(_ what: String, seconds: Int = 30, until holds: () async throws -> Bool) async throws {
        if try await eventually(within: .seconds(seconds), holds) { return }
        throw WaitedInVain(what: "\(what): \(await program?.text ?? "")")
    }

    /// The containers whose name begins with this one.
    nonisolated func containers(named name: String) async throws -> [String] {
        let place = containerPath.map { ["-P", $0] } ?? []
        return try await machine.check(Command(executable: "lxc-ls", arguments: place + ["-1"])).text
            .split(whereSeparator: \.isWhitespace).map(String.init).filter { $0 == name || $0.hasPrefix("\(name)-") }
    }

    /// What a container of an isolated server left behind: control groups, mounts, processes, files, network devices, leases and rules.
    nonisolated func traces(of name: String) async throws -> [String] {
        let script = #"""
            find /sys/fs/cgroup -maxdepth 4 -name "lxc.*.$1*"
            grep -F "$2/lxc/$1" /proc/self/mounts
            pgrep -a -f "[l]xc monitor. $2/lxc $1\$"
            ls -A "$2/lxc" | grep -v '^\.strata$' | sed 's/^/container /'
            ls -A "$2/lxc/.strata" | sed 's/^/half done /'
            ip -o link show master "$3" 2>/dev/null
            grep -rlF "$1" "$2/data/network" 2>/dev/null
            nft list table ip "$3" 2>/dev/null | grep -E '1809[89]'
            """#
        let output = try await machine.run(Command("sh", "-c", script, "sh", name, directory, bridge))
        return output.text.split(separator: "\n").map(String.init)
    }

    /// Starts the server and waits for the line that says it is ready, and for its site.
    func start() async throws {
        var environment: [String: String] = [:]
        var arguments = ["serve", "--data", "\(directory)/data", "--listen", "127.0.0.1:0"]
        if let adversity {
            environment = ["LD_PRELOAD": BuiltProgram.library("Adversity"), "ADVERSITY": adversity.path]
            arguments.append("--no-discover")
        }
        let program = try await RunningProgram(Command(executable: BuiltProgram.path, arguments: arguments, environment: environment))
        self.program = program
        try await program.wait(for: "strata is ready")
        if let containerPath {
            try await machine.makeDirectory(containerPath, mode: 0o711)
            try await strata(
                "apply", "-f", "-",
                input: """
                    apiVersion: strata.dev/v1alpha1
                    kind: Site
                    metadata: {name: \(site)}
                    spec: {stack: lxc, options: {path: '\(containerPath)', bridge: \(bridge)}}
                    """)
        }
        try await wait("site \(site)") {
            try await machine.run(command("get", "site", site, "-o", "json")).text.contains("\"phase\": \"Ready\"")
        }
    }

    /// Ends the server with SIGKILL, as a crash would.
    func kill() async throws {
        guard let pid = try await machine.read("\(directory)/data/lock") else { return }
        let number = String(decoding: pid.prefix { $0 >= 0x30 && $0 <= 0x39 }, as: UTF8.self)
        _ = try await machine.run(Command("kill", "-KILL", number))
        await reap()
    }

    /// Waits for the end of a server that was killed.
    func reap() async {
        await program?.terminate()
        program = nil
    }

    private func end() async {
        adversity?.disarm()
        await reap()
        do {
            if let containerPath, try await machine.exists(containerPath) {
                for entry in try await machine.list(containerPath) where entry.kind == .directory {
                    _ = try await machine.run(Command("lxc-stop", "-P", containerPath, "-n", entry.name, "-k"))
                }
            }
            try await strata("network", "reset", "--data", "\(directory)/data", "--bridge", bridge)
            _ = try await machine.run(Command("umount", "\(directory)/data"))
            try await machine.remove(directory)
        } catch {
            Issue.record("the test did not clean up: \(error)")
        }
        adversity?.unmap()
    }
}
