import Foundation
import LoopbackSSH
import StrataAPI
import StrataDriverKit
import Testing

@testable import LibvirtDriver

/// A machine with Xen, whose every instruction is translated: Xen 4.17, and as its first domain a Debian with libvirt and SSH (`tools/xen-lab`). What it writes is
/// forgotten with it.
final class XenHost: Sendable {
    private static let project = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    private static let parts = "\(project)/.build-tools/xen-lab"

    @TaskLocal private static var shared: XenHost?

    static var current: XenHost { get throws { try #require(shared) } }

    let machine: SSHMachine
    /// What libvirt's own client needs to reach it by SSH.
    let port: UInt16
    var key: String { "\(directory)/key" }

    private let directory: String
    private let process: CommandSession

    private init(_ directory: String, _ port: UInt16, _ process: CommandSession, _ machine: SSHMachine) {
        (self.directory, self.port, self.process, self.machine) = (directory, port, process, machine)
    }

    /// Makes what it consists of, where that is not kept with the build, and boots it for the time of a body.
    fileprivate static func with(_ body: @Sendable @concurrent () async throws -> Void) async throws {
        let local = LocalMachine()
        try await local.check(
            Command(
                executable: "\(project)/tools/xen-lab/build", arguments: [parts], environment: ["DEBIAN_FRONTEND": "noninteractive"],
                deadline: .seconds(900)))
        var template = Array("/var/tmp/strata-xen-XXXXXX".utf8CString)
        let directory = String(cString: try #require(mkdtemp(&template)))
        let result: Result<Void, any Error>
        do {
            let host = try await boot(in: directory)
            do {
                try await host.wait("libvirt answers") {
                    let command = Command("virsh", "-c", "xen:///system", "list")
                    return (try? await host.machine.run(command).succeeded) ?? false
                }
                result = .success(try await $shared.withValue(host) { () async throws in try await body() })
            } catch {
                result = .failure(error)
            }
            await host.machine.close()
            await host.process.terminate()
        } catch {
            result = .failure(error)
        }
        try await local.remove(directory)
        try result.get()
    }

    private static func boot(in directory: String) async throws -> XenHost {
        let local = LocalMachine()
        let port = try freePort()
        let hostKey = try #require(try await local.read("\(parts)/host.pub"))
        let key = try #require(try await local.read("\(parts)/key"))
        try await local.write("\(directory)/known_hosts", Array("[127.0.0.1]:\(port) ".utf8) + hostKey)
        try await local.write("\(directory)/key", key, mode: 0o600)
        let kernel = "\(parts)/vmlinuz console=hvc0 quiet mitigations=off random.trust_cpu=on,\(parts)/initrd.gz"
        let process = try await local.open(
            Command(
                "qemu-system-x86_64", "-accel", "tcg", "-machine", "q35", "-cpu", "qemu64", "-smp", "1", "-m", "2048", "-nodefaults",
                "-display", "none", "-no-reboot", "-serial", "file:\(directory)/serial", "-kernel", "\(parts)/xen", "-initrd", kernel,
                "-append", "dom0_mem=768M,max:768M com1=115200,8n1 console=com1 no-real-mode spec-ctrl=no xpti=off",
                "-drive", "file=\(parts)/disk.raw,if=virtio,format=raw,snapshot=on,cache=unsafe", "-device", "virtio-rng-pci",
                "-netdev", "user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:\(port)-:22", "-device", "virtio-net-pci,netdev=net,romfile="))
        let machine = try SSHMachine(
            destination: "127.0.0.1", port: port, user: "root", identityFile: "\(directory)/key",
            knownHostsFile: "\(directory)/known_hosts",
            controlDirectory: "\(directory)/c")
        return XenHost(directory, port, process, machine)
    }

    /// What the machine says on its serial line.
    private var serial: String {
        String(decoding: (try? Data(contentsOf: URL(filePath: "\(directory)/serial"))) ?? Data(), as: UTF8.self)
    }

    /// Waits until something holds. It fails when for two minutes nothing moved on: the machine is slow on a busy host.
    ///
    /// - Parameter progress: what else says something, beside the machine on its serial line.
    func wait(
        _ what: String, progress: () -> String = { "" }, sourceLocation: SourceLocation = #_sourceLocation,
        until holds: () async throws -> Bool
    ) async throws {
        let patience = Duration.seconds(120)
        var (end, seen) = (ContinuousClock.now + patience, -1)
        while try await !holds() {
            let now = serial.utf8.count + progress().utf8.count
            if now != seen { end = .now + patience }
            seen = now
            try #require(
                ContinuousClock.now < end, "\(what); last was said: \(serial.suffix(300))\(progress().suffix(300))",
                sourceLocation: sourceLocation)
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// What libvirt's own command says there.
    @discardableResult func virsh(_ words: String..., input: String = "") async throws -> String {
        var command = Command(executable: "virsh", arguments: ["-c", "xen:///system"] + words)
        command.input = Array(input.utf8)
        return try await machine.check(command).text
    }

    /// The domains that Xen itself has, by their names.
    func domains() async throws -> [String] {
        try await machine.check(Command("xl", "list")).text.split(separator: "\n").dropFirst().compactMap {
            $0.split(separator: " ").first.map(String.init)
        }
    }

    /// Defines a guest.
    /// - Parameter type: `linux`, which is paravirtual, or `xenpvh`.
    func define(_ name: String, type: String) async throws {
        try await virsh(
            "define", "/dev/stdin",
            input: """
                <domain type='xen'><name>\(name)</name><memory unit='MiB'>128</memory><currentMemory unit='MiB'>96</currentMemory>
                <vcpu current='1'>2</vcpu><os><type machine='\(type == "linux" ? "xenpv" : type)'>\(type)</type><kernel>/srv/guest/vmlinux</kernel>
                <initrd>/srv/guest/initrd.gz</initrd><cmdline>console=hvc0 quiet</cmdline></os>
                <on_crash>preserve</on_crash><features><xen><passthrough state='off'/></xen></features>
                <devices><console type='pty'><target type='xen' port='0'/></console></devices></domain>
                """)
    }
}

/// Boots the machine before a suite's first test.
struct XenHostTrait: SuiteTrait, TestScoping {
    @concurrent func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable @concurrent () async throws -> Void)
        async throws
    {
        try await XenHost.with(function)
    }
}

extension Trait where Self == XenHostTrait {
    static var xenHost: Self { XenHostTrait() }
}
