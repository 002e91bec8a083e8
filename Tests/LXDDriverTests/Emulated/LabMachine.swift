import LXDDaemon
import LoopbackSSH
import StrataAPI
import StrataDriverKit
import StrataServer
import Synchronization
import TestContainers
import Testing

@testable import LXDDriver

/// An emulated machine that has what the real one need not have: KVM, device mapper, ZFS, Ceph and OVN, and two daemons of ``TestProduct/current`` on its network
/// (`tools/lxd-lab`).
struct LabMachine: Sendable {
    /// Connected to each of the two daemons, over HTTPS.
    let first: LXDDriver
    let second: LXDDriver
    /// A guest's disk.
    let disk: StoredImage
    /// The settings of a guest that has the firmware which works there. Under UEFI a guest of Incus, whose QEMU cannot have the interrupt controller, falls to the fault
    /// that `tools/lxd-lab/qemu-system-x86_64` tells of.
    let firmware: [String: JSONValue] =
        TestProduct.current.name == "incus"
        ? ["security.secureboot": "false", "security.csm": "true"] : ["security.secureboot": "false"]
    let directory: String
    private let parts: String
    private let port: UInt16

    /// The machine of a suite; see ``LabMachineTrait``.
    @TaskLocal static var shared: LabMachine?

    private static let repository = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")

    /// Boots the machine for a body. It is made out of Debian's packages where that was not done before, and forgets what is done to it.
    static func run(_ body: (LabMachine) async throws -> Void) async throws {
        let local = LocalMachine()
        let product = TestProduct.current.name
        let parts = "\(repository)/.build-tools/\(product)-lab"
        try await local.check(
            Command(executable: "\(repository)/tools/lxd-lab/build", arguments: [parts, product], deadline: .seconds(1800)))
        let directory =
            try await local.check(Command("mktemp", "-d", "/var/tmp/strata-lab-XXXXXX")).text
            .split(separator: "\n").map(String.init).first ?? ""
        let result: Result<Void, any Error>
        do {
            result = .success(try await boot(parts, directory, body))
        } catch {
            result = .failure(error)
        }
        try await Task { try await local.remove(directory) }.value
        try result.get()
    }

    private static func boot(_ parts: String, _ directory: String, _ body: (LabMachine) async throws -> Void) async throws {
        let local = LocalMachine()
        let ports = [try freePort(), try freePort(), try freePort()]
        let disks = ["lvm", "zfs", "ceph"].map { "\(directory)/\($0).raw" }
        for disk in disks { try await local.check(Command("truncate", "--size=8G", disk)) }
        let forwards = zip(ports, [22, 8443, 8444]).map { "hostfwd=tcp:127.0.0.1:\($0)-:\($1)" }.joined(separator: ",")
        // EPYC: of AMD's, whose virtualization QEMU translates. One processor: with two, the machine once stood still where a guest of its own started.
        let machine = try await local.open(
            Command(
                executable: "qemu-system-x86_64",
                arguments: [
                    "-accel", "tcg,thread=multi", "-machine", "q35", "-cpu", "EPYC", "-smp", "1", "-m", "4608", "-nodefaults", "-display",
                    "none",
                    "-no-reboot", "-serial", "stdio", "-kernel", "\(parts)/vmlinuz", "-initrd", "\(parts)/initrd", "-append",
                    "console=ttyS0 root=/dev/vda rw mitigations=off random.trust_cpu=on", "-drive",
                    "file=\(parts)/disk.raw,if=virtio,format=raw,snapshot=on,cache=unsafe", "-device",
                    "virtio-rng-pci", "-netdev", "user,id=n0,\(forwards)", "-device", "virtio-net-pci,netdev=n0,romfile=",
                ] + disks.flatMap { ["-drive", "file=\($0),if=virtio,format=raw,cache=unsafe,discard=unmap"] },
                environment: ["TMPDIR": directory]))
        let talk = Talk()
        let listening = Task { for try await chunk in machine.output { talk.hear(chunk.bytes) } }
        let result: Result<Void, any Error>
        do {
            let lab = try await LabMachine(parts, directory, ports, talk)
            do { result = .success(try await body(lab)) } catch { result = .failure(error) }
            await lab.first.close()
            await lab.second.close()
        } catch {
            result = .failure(error)
        }
        await Task { await machine.terminate() }.value
        _ = await listening.result
        try result.get()
    }

    private init(_ parts: String, _ directory: String, _ ports: [UInt16], _ talk: Talk) async throws {
        (self.directory, self.parts, port) = (directory, parts, ports[0])
        disk = try await GuestDisk.make(parts, Self.repository)
        try await eventually(stalled: .seconds(300), progress: { talk.length }) { try await Self.ssh(parts, ports[0], "true").succeeded }
        let told = try await Self.ssh(parts, ports[0], "/usr/local/sbin/lab")
        let tokens = told.text.split(separator: "\n").map(String.init)
        try #require(tokens.count == 2, "the daemons could not be set up: \(told.text) \(told.errorText)")
        first = try await Self.connect(ports[1], tokens[0])
        second = try await Self.connect(ports[2], tokens[1])
    }

    /// What a command in the machine says.
    func inside(_ command: String) async throws -> String { try await Self.ssh(parts, port, command).text }

    /// Runs a body with a driver that reaches the first daemon over SSH.
    func overSSH(_ body: (LXDDriver) async throws -> Void) async throws {
        let local = LocalMachine()
        let known = "\(directory)/known_hosts"
        let keys = try await local.check(
            Command(executable: "ssh-keyscan", arguments: ["-T", "60", "-p", "\(port)", "127.0.0.1"], deadline: .seconds(120)))
        try await local.write(known, keys.output)
        let machine = try SSHMachine(
            destination: "127.0.0.1", port: port, identityFile: "\(parts)/key", knownHostsFile: known, controlDirectory: "\(directory)/c")
        let result: Result<Void, any Error>
        do {
            let driver = try await LXDDriver.connect(
                SiteConnection(site: "ssh", machine: machine, options: [:]), patience: .seconds(120))
            do { result = .success(try await body(driver)) } catch { result = .failure(error) }
            await driver.close()
        } catch {
            result = .failure(error)
        }
        await machine.close()
        try result.get()
    }

    private static func ssh(_ parts: String, _ port: UInt16, _ command: String) async throws -> CommandOutput {
        try await LocalMachine().run(
            Command(
                executable: "ssh",
                arguments: [
                    "-q", "-i", "\(parts)/key", "-p", "\(port)", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
                    "-o",
                    "BatchMode=yes", "-o", "ConnectTimeout=20", "root@127.0.0.1", command,
                ], deadline: .seconds(900)))
    }

    private static func connect(_ port: UInt16, _ token: String) async throws -> LXDDriver {
        let identity = try ClientIdentity(named: "tests")
        let secrets = ["token": token, "tls.crt": identity.certificate, "tls.key": identity.key]
        let endpoint = try #require(HTTPSEndpoint("https://127.0.0.1:\(port)"))
        return try await LXDDriver.connect(
            SiteConnection(
                site: "lab", machine: LocalMachine(), network: NetworkAccess(endpoint, secrets: secrets.mapValues { Array($0.utf8) }),
                options: [:]), patience: .seconds(120))
    }

    func order(_ name: String, image: StoredImage, _ options: JSONValue, _ change: (inout Instance.Spec) -> Void = { _ in }) -> Order {
        var instance = Instance(name: ObjectName(namespace: "t", name: name))
        instance.metadata.uid = .random()
        instance.spec.type = image.type
        instance.spec.stack = ["lxd": options]
        change(&instance.spec)
        return Order(instance, type: image.type, image: image, stack: LXDDriver.stack)
    }
}

/// What is heard of something that writes.
final class Talk: Sendable {
    private let heard = Mutex<[UInt8]>([])
    func hear(_ bytes: [UInt8]) { heard.withLock { $0 += bytes } }
    var length: Int { heard.withLock { $0.count } }
    var text: String { String(decoding: heard.withLock { $0 }, as: UTF8.self) }
}

/// Waits until a condition holds. It fails when, for that long, nothing moves on that `progress` tells of.
func eventually(
    stalled limit: Duration, progress: () async throws -> Int, _ condition: () async throws -> Bool,
    sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    let hasCome = try await comes(stalled: limit, progress: progress, condition)
    try #require(hasCome, "what was waited for did not come about", sourceLocation: sourceLocation)
}

/// Waits until a condition holds, and tells whether it came to that; not where nothing moves for that long.
func comes(stalled limit: Duration, progress: () async throws -> Int, _ condition: () async throws -> Bool) async throws -> Bool {
    var end = ContinuousClock.now + limit
    var seen = try await progress()
    while try await !condition() {
        let now = try await progress()
        if now != seen { end = ContinuousClock.now + limit }
        seen = now
        guard ContinuousClock.now < end else { return false }
        try await Task.sleep(for: .milliseconds(200))
    }
    return true
}

/// One machine for a suite.
struct LabMachineTrait: SuiteTrait, TestScoping {
    @concurrent func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable @concurrent () async throws -> Void)
        async throws
    {
        try await LabMachine.run { lab in try await LabMachine.$shared.withValue(lab) { () async throws in try await function() } }
    }
}

extension Trait where Self == LabMachineTrait {
    static var labMachine: Self { LabMachineTrait() }
}
