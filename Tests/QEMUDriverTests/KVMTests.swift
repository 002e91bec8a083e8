import StrataAPI
import StrataDriverKit
import Testing

@testable import QEMUDriver

/// Whatever this host can do: that KVM is offered where a guest ran, and nowhere else.
@Suite(.tags(.host), .timeLimit(.minutes(2))) struct `KVM` {
    @Test func `is offered only where a guest ran under it, and refused with the reason otherwise`() async throws {
        let machine = LocalMachine()
        let support = await KVMDriver.probe(machine)
        let connection = SiteConnection(
            site: "test", machine: machine, options: ["path": "/tmp/strata-kvm-test"], stateDirectory: "/tmp/strata-kvm-test")
        if try await !machine.exists("/dev/kvm") {
            #expect(support.reason.contains("/dev/kvm"))
            #expect(!support.isUsable)
        }
        if support.isUsable {
            #expect(support == .yes)
            let driver = try await KVMDriver.connect(connection)
            #expect(try await driver.survey().boxes.first { $0.id == "dev-kvm" }?.state == .present)
            await driver.close()
        } else {
            await #expect { _ = try await KVMDriver.connect(connection) } throws: { error in
                if case DriverError.refused = error { "\(error)".contains(support.reason) } else { false }
            }
        }
    }

    /// The guest that tries KVM is sound: translated, it ends QEMU with its own status.
    @Test func `is tried with a guest that runs`() async throws {
        let machine = LocalMachine()
        let place = try await machine.check(Command("mktemp", "-d", "/tmp/strata-kvm.XXXXXX")).text.filter { $0 != "\n" }
        try await machine.write("\(place)/sector", KVMTrial.sector, mode: 0o600)
        var command = Command(
            "qemu-system-x86_64", "-accel", "tcg", "-machine", "pc", "-m", "16M", "-no-user-config", "-nodefaults", "-display", "none",
            "-no-reboot",
            "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04", "-drive", "file=\(place)/sector,format=raw,if=ide,snapshot=on")
        command.deadline = .seconds(60)
        let output = try await machine.run(command)
        try await machine.remove(place)
        #expect(output.exit == .exited(85), "\(output.errorText)")
    }
}
