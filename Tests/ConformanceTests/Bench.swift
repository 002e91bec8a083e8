import Foundation
import LXDDaemon
import PrivateLibvirt
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

    /// The daemons of stacks that have one: made for this run alone.
    struct Daemons: Sendable {
        var lxd: TestDaemon
        /// Nil where the machine has none.
        var libvirt: PrivateLibvirt?

        /// Whether a stack is tried on a daemon of this run; nil where the machine itself says whether it can be used.
        func support(of stack: String) -> Support? {
            switch stack {
            case "lxd": .yes
            case "libvirt": libvirt == nil ? .no("libvirtd is not installed") : .yes
            default: nil
            }
        }

        /// Where the machines of a site lie, and what bridge they are put on, or which daemon has them.
        ///
        /// - Parameter suffix: tells a second site of the stack from the first.
        func options(of stack: String, in directory: String, _ suffix: String = "") -> JSONValue {
            var options: JSONValue = ["path": .string("\(directory)/\(stack)\(suffix)"), "bridge": .string(Bench.bridge)]
            if stack == "lxd" {
                options = ["socket": .string(lxd.socket)]
                if !suffix.isEmpty {
                    options["project"] = "second"
                    options["createProject"] = true
                }
            }
            if let libvirt, stack == "libvirt" {
                options["bridge"] = nil
                options["uri"] = .string(libvirt.uri)
                options["accelerator"] = "tcg"
            }
            return options
        }
    }

    /// Connects to every stack that can be used here, and makes the images that their machines start from.
    static func prepare(
        in directory: String, with daemons: Daemons
    ) async throws -> (benches: [String: Bench], unusable: [String: String]) {
        let library = try await ImageLibrary(directory: "\(directory)/library")
        var (benches, unusable) = ([String: Bench](), [String: String]())
        // Some stacks only, as `STRATA_CONFORMANCE_STACKS=libvirt,lxc` has it.
        let only = ProcessInfo.processInfo.environment["STRATA_CONFORMANCE_STACKS"]?.split(separator: ",").map(String.init)
        for type in Kinds.drivers {
            if let only, !only.contains(type.stack) {
                unusable[type.stack] = "it was left out"
                continue
            }
            let support: Support
            if let known = daemons.support(of: type.stack) { support = known } else { support = await type.probe(LocalMachine()) }
            guard support.isUsable else {
                unusable[type.stack] = support.reason
                continue
            }
            let image = try await library.prepare(source: type.types.contains(.container) ? "busybox" : "tiny")
            let options = daemons.options(of: type.stack, in: directory)
            let connectTo: @Sendable (JSONValue) async throws -> any Driver = {
                try await type.connect(
                    SiteConnection(site: type.stack, machine: LocalMachine(), options: $0, stateDirectory: "\(directory)/state"))
            }
            let connect: @Sendable () async throws -> any Driver = { [options] in try await connectTo(options) }
            let neighbour: @Sendable () async throws -> any Driver = {
                try await connectTo(daemons.options(of: type.stack, in: directory, "-2"))
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
        var result: Result<Void, any Error>
        var libvirt: PrivateLibvirt?
        do {
            if ["libvirtd", "unshare"].allSatisfy({ FileManager.default.isExecutableFile(atPath: Self.path(of: $0)) }) {
                libvirt = try await PrivateLibvirt.start(in: "\(directory)/libvirtd")
            }
            try await TestDaemon.run { [libvirt] daemon in
                try await use(Bench.Daemons(lxd: daemon, libvirt: libvirt), in: directory, function)
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        do { try await libvirt?.stop() } catch { result = .failure(error) }
        try await ManagedNetwork(machine: LocalMachine(), name: Bench.bridge, stateDirectory: "\(directory)/state/network").reset()
        try await LocalMachine().remove(directory)
        try result.get()
    }

    private func use(
        _ daemons: Bench.Daemons, in directory: String, _ function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        let (benches, unusable) = try await Bench.prepare(in: directory, with: daemons)
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

    private static func path(of program: String) -> String {
        ["/usr/sbin", "/usr/bin"].map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) } ?? ""
    }
}

extension Trait where Self == BenchTrait {
    static var bench: Self { BenchTrait() }
}
