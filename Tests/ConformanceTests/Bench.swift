import Foundation
import LXDDaemon
import PrivateLibvirt
import ProxmoxCluster
import StrataAPI
import StrataConformance
import StrataDaemon
import StrataDriverKit
import StrataImages
import StrataNetwork
import TaskPermits
import Testing
import VSphereCenter

/// One driver's site for the time of a suite: a place for machines and a network of their own on this machine.
struct Bench: Sendable {
    let driver: any Driver
    let subject: Subject
    /// One contract at a time is tried on a stack.
    private let turns = Permits(1)

    /// And as many at once on all of them as there are stacks that work while others wait.
    private static let places = Permits(3)

    init(driver: any Driver, subject: Subject) {
        self.driver = driver
        self.subject = subject
    }

    /// Tries a contract when it is its turn.
    func tryOut(_ contract: Contract) async throws -> ConformanceReport {
        let turn = try #require(await turns.take())
        let place = try #require(await Self.places.take())
        defer { withExtendedLifetime((turn, place)) {} }
        return try await Conformance(subject, contracts: [contract]).run()
    }

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
        /// Another host's, for machines to move to.
        var otherLibvirt: PrivateLibvirt?
        /// A simulated cluster.
        var proxmox: TestCluster
        /// A simulated vCenter.
        var vsphere: TestCenter

        /// Whether a stack is tried on a daemon of this run; nil where the machine itself says whether it can be used.
        func support(of stack: String) -> Support? {
            switch stack {
            case "lxd", "proxmox", "vsphere": .yes
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
            if stack == "proxmox" || stack == "vsphere" { options = [:] }
            if let libvirt = suffix.isEmpty ? libvirt : otherLibvirt, stack == "libvirt" {
                options["bridge"] = nil
                options["uri"] = .string(libvirt.uri)
                options["accelerator"] = "tcg"
                options["network"] = .string(PrivateLibvirt.network)
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
            let image = try await library.prepare(source: try await source(of: type, in: directory))
            var connection = SiteConnection(
                site: type.stack, machine: LocalMachine(), options: daemons.options(of: type.stack, in: directory),
                stateDirectory: "\(directory)/state")
            if type.stack == "proxmox" { daemons.proxmox.fill(&connection) }
            if type.stack == "vsphere" { daemons.vsphere.fill(&connection) }
            let made = connection
            let connect: @Sendable () async throws -> any Driver = { try await type.connect(made) }
            let neighbour: @Sendable () async throws -> any Driver = {
                var connection = made
                connection.options = daemons.options(of: type.stack, in: directory, "-2")
                return try await type.connect(connection)
            }
            let driver = try await connect()
            let process = DeedProcess(command: [program, "drive"], stack: type.stack, connection: made)
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

    /// What machines of a stack are made from: the smallest thing that it takes.
    private static func source(of type: any Driver.Type, in directory: String) async throws -> String {
        // Nothing runs in a simulated guest, and its disk is a virtual machine's, which can do all that the stack can.
        guard ["proxmox", "vsphere"].contains(type.stack) else { return type.types.contains(.container) ? "busybox" : "tiny" }
        let path = "\(directory)/disk.qcow2"
        let made = try await LocalMachine().run(
            Command(executable: "qemu-img", arguments: ["create", "-q", "-f", "qcow2", path, "64M"]))
        try #require(made.exit == .exited(0))
        return path
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
        var (libvirt, otherLibvirt): (PrivateLibvirt?, PrivateLibvirt?)
        do {
            if ["libvirtd", "unshare"].allSatisfy({ FileManager.default.isExecutableFile(atPath: Self.path(of: $0)) }) {
                libvirt = try await PrivateLibvirt.start(in: "\(directory)/libvirtd")
                otherLibvirt = try await PrivateLibvirt.start(in: "\(directory)/libvirtd-2")
            }
            try await TestDaemon.run { [libvirt, otherLibvirt] daemon in
                try await TestCluster.run { cluster in
                    // The lease of an upload that was cut short holds its machine for five minutes, which pass in three seconds here.
                    try await TestCenter.run(speed: 100) { center in
                        try await use(
                            Bench.Daemons(
                                lxd: daemon, libvirt: libvirt, otherLibvirt: otherLibvirt, proxmox: cluster, vsphere: center),
                            in: directory, function)
                    }
                }
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        for daemon in [libvirt, otherLibvirt] {
            do { try await daemon?.stop() } catch { result = .failure(error) }
        }
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
