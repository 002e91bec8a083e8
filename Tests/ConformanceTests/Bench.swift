import Foundation
import LXDDaemon
import StrataAPI
import StrataConformance
import StrataDaemon
import StrataDriverKit
import StrataImages
import StrataNetwork
import Testing

/// One driver's site for the time of a suite: a place for machines and a network of their own on this machine.
struct Bench: Sendable {
    let driver: any Driver
    let subject: Subject

    /// The benches of all stacks that this machine can run, by stack.
    @TaskLocal static var all: [String: Bench] = [:]
    /// Why this machine cannot run the others.
    @TaskLocal static var unusable: [String: String] = [:]

    /// What became of each contract, for `make matrix`.
    @TaskLocal static var ledger = Ledger()

    static let bridge = "stconf0"

    /// Connects to every stack that can be used here, and makes the images that their machines start from.
    ///
    /// - Parameter daemon: the daemon of LXD's that is tried.
    static func prepare(
        in directory: String, with daemon: TestDaemon
    ) async throws -> (benches: [String: Bench], unusable: [String: String]) {
        let library = try await ImageLibrary(directory: "\(directory)/library")
        var (benches, unusable) = ([String: Bench](), [String: String]())
        for type in Kinds.drivers {
            if type.stack != "lxd" {
                let support = await type.probe(LocalMachine())
                guard support.isUsable else {
                    unusable[type.stack] = support.reason
                    continue
                }
            }
            let image = try await library.prepare(source: type.types.contains(.container) ? "busybox" : "tiny")
            // What the drivers of this machine have in common: where machines lie, and the bridge they are put on.
            let options = options(of: type.stack, in: directory, daemon)
            let connectTo: @Sendable (JSONValue) async throws -> any Driver = {
                try await type.connect(
                    SiteConnection(site: type.stack, machine: LocalMachine(), options: $0, stateDirectory: "\(directory)/state"))
            }
            let connect: @Sendable () async throws -> any Driver = { try await connectTo(options) }
            let neighbour: @Sendable () async throws -> any Driver = {
                try await connectTo(self.options(of: type.stack, in: directory, daemon, "-2"))
            }
            let driver = try await connect()
            let process = DeedProcess(
                command: [program, "drive"], site: type.stack, stack: type.stack, options: options, stateDirectory: "\(directory)/state")
            var spec = Instance.Spec()
            if image.type == .virtualMachine { spec.memory = Quantity("128Mi") }
            benches[type.stack] = Bench(
                driver: driver,
                subject: Subject(
                    site: type.stack, driver: driver, image: image, spec: spec, connect: connect, neighbour: neighbour,
                    worker: { try await process.run($0, killAfter: $1) }))
        }
        return (benches, unusable)
    }

    /// Where the machines of a site lie, or which daemon has them.
    private static func options(of stack: String, in directory: String, _ daemon: TestDaemon, _ suffix: String = "") -> JSONValue {
        if stack == "lxd" { return ["socket": .string(daemon.socket)] }
        return ["path": .string("\(directory)/\(stack)\(suffix)"), "bridge": .string(bridge)]
    }

    /// The command `strata` that was built beside the tests.
    private static var program: String {
        let bundle = CommandLine.arguments.first { $0.contains("/debug/") || $0.contains("/release/") } ?? ""
        return bundle.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/strata"
    }
}

/// Prepares the benches before a suite's first test, and takes everything apart after its last.
struct BenchTrait: SuiteTrait, TestScoping {
    @concurrent func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable @concurrent () async throws -> Void)
        async throws
    {
        var template = Array("/var/tmp/strata-conf-XXXXXX".utf8CString)
        let directory = String(cString: try #require(mkdtemp(&template)))
        // Id-mapped containers pass through it.
        try #require(chmod(directory, 0o711) == 0)
        let result: Result<Void, any Error>
        do {
            try await TestDaemon.run { daemon in try await use(daemon, in: directory, function) }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try await ManagedNetwork(machine: LocalMachine(), name: Bench.bridge, stateDirectory: "\(directory)/state/network").reset()
        try await LocalMachine().remove(directory)
        try result.get()
    }

    private func use(
        _ daemon: TestDaemon, in directory: String, _ function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        let (benches, unusable) = try await Bench.prepare(in: directory, with: daemon)
        let result: Result<Void, any Error>
        do {
            let ledger = Ledger()
            try await Bench.$all.withValue(benches) { () async throws in
                try await Bench.$unusable.withValue(unusable) { () async throws in
                    try await Bench.$ledger.withValue(ledger) { () async throws in try await function() }
                }
            }
            try ledger.publish()
            result = .success(())
        } catch {
            result = .failure(error)
        }
        for bench in benches.values { await bench.driver.close() }
        try result.get()
    }
}

extension Trait where Self == BenchTrait {
    static var bench: Self { BenchTrait() }
}
