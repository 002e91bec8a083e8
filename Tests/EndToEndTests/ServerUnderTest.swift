import StrataDriverKit
import Synchronization
import Testing

/// A built server on a free port over a directory of its own, ended and cleaned up whatever happens.
actor ServerUnderTest {
    struct NotReady: Error { var log: String }

    nonisolated let machine = LocalMachine()
    nonisolated let directory: String
    /// The name of the server's only site.
    nonisolated let site: String
    /// What befalls the server; nil for one that uses the machine's own containers.
    nonisolated let adversity: Adversity?
    private var session: CommandSession?
    private var draining: Task<Void, Never>?
    /// What the server wrote since it was last started.
    nonisolated let log = Log()

    private init(directory: String, isolated: Bool) throws {
        self.directory = directory
        site = isolated ? "isolated" : "local-lxc"
        adversity = isolated ? try Adversity(path: "\(directory)/adversity") : nil
    }

    /// - Parameters:
    ///   - isolated: whether containers and bridge are the test's own instead of the machine's.
    ///   - prepare: given the directory, makes in it what must be there before the server starts.
    static func run(
        isolated: Bool = false, prepare: (String) async throws -> Void = { _ in },
        _ body: (ServerUnderTest) async throws -> Void
    ) async throws {
        let made = try await LocalMachine().check(Command("mktemp", "-d", "/var/tmp/strata-e2e.XXXXXX")).text
        let directory = String(made.prefix { $0 != "\n" })
        try await LocalMachine().check(Command("chmod", "711", directory))
        try await prepare(directory)
        let server = try ServerUnderTest(directory: directory, isolated: isolated)
        do {
            try await server.start()
            try await body(server)
            await server.end()
        } catch {
            await server.end()
            throw error
        }
    }

    /// The directory of what was built beside these tests.
    private static var products: String {
        let binary = CommandLine.arguments.first { $0.contains("/debug/") || $0.contains("/release/") } ?? ""
        return binary.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }

    private static var program: String { "\(products)/strata" }

    nonisolated private var bridge: String { adversity == nil ? "strata0" : "stratae2e0" }

    nonisolated private var containerPath: String? { adversity == nil ? nil : "\(directory)/lxc" }

    nonisolated func command(_ arguments: String..., input: String = "") -> Command { command(arguments, input: input) }

    nonisolated private func command(_ arguments: [String], input: String = "") -> Command {
        Command(
            executable: Self.program, arguments: arguments, environment: ["STRATA_KUBECONFIG": "\(directory)/data/kubeconfig"],
            input: Array(input.utf8), deadline: .seconds(90))
    }

    /// Runs a verb that must succeed.
    nonisolated func strata(_ arguments: String..., input: String = "") async throws {
        _ = try await machine.check(command(arguments, input: input))
    }

    /// The phase of an instance; nil where there is none of that name, empty where the server does not answer.
    nonisolated func phase(of name: String) async throws -> String? {
        let output = try await machine.run(command("get", "instance", name, "-o", "json"))
        if output.exit == .exited(3) { return nil }
        guard output.succeeded else { return "" }
        let line = output.text.split(separator: "\n").first { $0.contains("\"phase\"") } ?? ""
        return line.split(separator: "\"").dropFirst(3).first.map(String.init) ?? ""
    }

    nonisolated func waitForPhase(_ phase: String, of name: String, seconds: Int = 30) async throws {
        try await wait("\(name) to become \(phase)", seconds: seconds) { try await self.phase(of: name) == phase }
    }

    /// Asks again and again until something holds.
    nonisolated func wait(_ what: String, seconds: Int = 30, until holds: () async throws -> Bool) async throws {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        while try await !holds() {
            guard clock.now < end else { throw NotReady(log: "waited in vain for \(what): \(log.withLock { $0 })") }
            _ = try await machine.run(Command("sleep", "0.02"))
        }
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
            nft list table ip "$3" 2>/dev/null | grep 18099
            """#
        let output = try await machine.run(Command("sh", "-c", script, "sh", name, directory, bridge))
        return output.text.split(separator: "\n").map(String.init)
    }

    /// Starts the server and waits for the line that says it is ready, and for its site.
    func start() async throws {
        var environment: [String: String] = [:]
        var arguments = ["serve", "--data", "\(directory)/data", "--listen", "127.0.0.1:0"]
        if let adversity {
            environment["LD_PRELOAD"] = "\(Self.products)/libAdversity.so"
            environment["ADVERSITY"] = adversity.path
            arguments.append("--no-discover")
        }
        let session = try await machine.open(Command(executable: Self.program, arguments: arguments, environment: environment))
        self.session = session
        let output = session.output
        let log = log
        log.withLock { $0 = "" }
        draining = Task {
            do {
                for try await chunk in output { log.withLock { $0 += String(decoding: chunk.bytes, as: UTF8.self) } }
            } catch {
                log.withLock { $0 += "\n\(error)" }
            }
            log.withLock { $0 += "\nended" }
        }
        try await wait("the server") { log.withLock { $0.contains("strata is ready") || $0.hasSuffix("\nended") } }
        guard log.withLock({ $0.contains("strata is ready") }) else { throw NotReady(log: log.withLock { $0 }) }
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
        await session?.terminate()
        await draining?.value
        (session, draining) = (nil, nil)
    }

    private func end() async {
        adversity?.disarm()
        await reap()
        do {
            if let containerPath {
                for name in try await machine.list(containerPath) where name.kind == .directory {
                    _ = try await machine.run(Command("lxc-stop", "-P", containerPath, "-n", name.name, "-k"))
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

/// Text that is written by one task and read by others.
final class Log: Sendable {
    private let text = Mutex("")

    func withLock<Value: Sendable>(_ body: (inout String) -> Value) -> Value { text.withLock { body(&$0) } }
}
