import StrataDriverKit

/// Runs a guest for a moment under KVM, to see whether guests run at all.
///
/// The guest is QEMU's firmware, which passes through most modes of a processor, and then one sector of a disk that ends QEMU with a status of its own.
enum KVMTrial {
    /// How long it may take. It takes a tenth of a second where all is well.
    private static let deadline = Duration.seconds(6)

    /// Writes 0x2A to port 0xF4, where QEMU's device `isa-debug-exit` listens, and halts. The sector is marked as one to start from.
    static let sector: [UInt8] = {
        let code: [UInt8] = [0xB0, 0x2A, 0xE6, 0xF4, 0xFA, 0xF4, 0xEB, 0xFD]
        return code + [UInt8](repeating: 0, count: 510 - code.count) + [0x55, 0xAA]
    }()

    /// The status QEMU then exits with: twice the value, plus one (QEMU, hw/misc/debugexit.c).
    private static let status: Int32 = 0x2A * 2 + 1

    static func run(_ facts: SiteFacts, on machine: any Machine) async throws(TransportError) -> Support {
        guard try await machine.exists("/dev/kvm") else {
            return .no(
                "there is no /dev/kvm: the processor's virtualization is switched off, not passed on to this machine, or its kernel module not loaded"
            )
        }
        guard facts.architecture == "x86_64" else { return .no("whether guests run under KVM cannot be tried on \(facts.architecture)") }
        let made = try await machine.check(Command("mktemp", "-d", "/tmp/strata-kvm.XXXXXX")).text
        let place = String(made.prefix { $0 != "\n" })
        let result: Result<Support, TransportError>
        do throws(TransportError) {
            result = .success(try await run(in: place, on: machine))
        } catch {
            result = .failure(error)
        }
        try await machine.remove(place)
        return try result.get()
    }

    private static func run(in place: String, on machine: any Machine) async throws(TransportError) -> Support {
        try await machine.write("\(place)/sector", sector, mode: 0o600)
        let command = Command(
            executable: "qemu-system-x86_64",
            arguments: [
                "-accel", "kvm", "-machine", "pc", "-cpu", "host", "-m", "16M", "-no-user-config", "-nodefaults", "-display", "none",
                "-no-reboot",
                "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04", "-drive", "file=\(place)/sector,format=raw,if=ide,snapshot=on",
            ], environment: ["TMPDIR": place], deadline: deadline)
        do throws(TransportError) {
            let output = try await machine.run(command)
            if output.exit == .exited(status) { return .yes }
            return .no("a guest tried under KVM did not run: QEMU \(output.exit): \(QEMUMessage.text(of: output.errorText))")
        } catch .timedOut {
            return .no("/dev/kvm is there, but a guest tried under it did nothing for \(deadline.components.seconds) seconds")
        } catch {
            throw error
        }
    }
}
