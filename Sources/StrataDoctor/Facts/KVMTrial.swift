import StrataAPI
import StrataDriverKit

/// Tries whether KVM runs a guest. That /dev/kvm is there proves nothing: the processor may lack the extensions, a hypervisor above may
/// not pass them on, or may pass them on broken.
///
/// QEMU starts a machine of 32 MiB without disks; its firmware, SeaBIOS, writes its name to the debug console as the first thing a
/// processor under KVM does, finds nothing to boot, and the machine ends by itself.
struct KVMTrial: Sendable {
    /// Where the outcome stands in the record.
    static let place = "$ qemu-system-x86_64 (trial of KVM)"

    let machine: any Machine

    func run() async -> MachineRecord.Content {
        var command = Command(
            executable: "qemu-system-x86_64",
            arguments: [
                "-nodefaults", "-no-user-config", "-display", "none", "-machine", "pc,accel=kvm", "-cpu", "host", "-m", "32",
                "-no-reboot", "-boot", "reboot-timeout=1", "-chardev", "stdio,id=console,signal=off", "-device",
                "isa-debugcon,iobase=0x402,chardev=console",
            ])
        command.deadline = .seconds(20)
        command.outputLimit = 1 << 20
        do throws(TransportError) {
            let output = try await machine.run(command)
            if output.text.contains("SeaBIOS") { return .text("works") }
            let said = output.errorText.split(separator: "\n").first.map { String($0).printable(limit: 200) } ?? ""
            return .text("failed: " + (said.isEmpty ? "QEMU ended with \(output.exit) and no guest ran" : said))
        } catch {
            switch error {
            case .notFound: return .absent
            case .timedOut: return .text("failed: no guest instruction ran within 20 seconds")
            default: return .unreadable("\(error)".printable(limit: 300))
            }
        }
    }
}
