import Glibc
import LoopbackSSH
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import NspawnDriver

/// A machine of this driver's own in which systemd is the first process, reached by SSH as any other host.
struct BootedSystem: Sendable {
    /// The system of the running suite.
    @TaskLocal static var current: BootedSystem?

    let machine: SSHMachine
    let image: StoredImage

    /// Another connection to the system, as after a restart of Strata.
    func connect(_ options: JSONValue = .object([:])) async throws -> NspawnDriver {
        try await NspawnDriver.connect(SiteConnection(site: "test", machine: machine, options: options))
    }

    /// A connection whose machines are layers above their image: the system's own files lie on overlayfs, above which the kernel puts no other.
    func connectAboveMemory() async throws -> NspawnDriver {
        try await NspawnDriver.connect(SiteConnection(site: "memory", machine: machine, stateDirectory: "/tmp/strata"))
    }

    /// Runs a command in the system.
    func run(_ command: String...) async throws -> String {
        try await machine.check(Command(executable: command[0], arguments: Array(command.dropFirst()))).text
    }
}

/// Runs a suite with a booted system, started once.
struct WithSystem: SuiteTrait, TestScoping {
    var isRecursive: Bool { false }

    func provideScope(for test: Test, testCase: Test.Case?, performing body: @concurrent @Sendable () async throws -> Void) async throws {
        let image = try await SystemImage.make()
        try await Yard.use(options: ["hostAccess": true]) { yard in
            let driver = SystemImage.keeping(yard.driver)
            let order = yard.order("system", privileged: true) {
                $0.image = image
                $0.options["settings"] = ["Exec.Capability=all"]
            }
            let id = try await driver.create(order)
            try await driver.start(id)
            let leader = try #require(try await driver.observe(id)?.pid)
            // The server runs here; what it is asked to run, runs there.
            let server = try await SSHServer.start(
                in: yard.directory,
                more: #"ForceCommand exec nsenter --target \#(leader) --all -- /bin/sh -c "$SSH_ORIGINAL_COMMAND""#)
            let machine = try await server.machine()
            let result: Result<Void, any Error>
            do {
                try await eventually(within: .seconds(60)) {
                    try await machine.run(Command("systemctl", "is-system-running")).text.hasPrefix("running")
                }
                // nspawn shows a system inside the control groups of version 1, all but systemd's own, and lets it make none. A host's are its own.
                let script = #"for d in /sys/fs/cgroup/*/; do mount -o remount,bind,rw "$d"; done; systemctl daemon-reexec"#
                try await machine.check(Command("sh", "-c", script))
                result = .success(
                    try await BootedSystem.$current.withValue(BootedSystem(machine: machine, image: yard.image), operation: body))
            } catch {
                result = .failure(error)
            }
            await machine.close()
            await server.stop()
            try result.get()
        }
    }
}

extension Trait where Self == WithSystem {
    static var bootedSystem: Self { Self() }
}
