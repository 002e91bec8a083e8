import StrataAPI
import StrataDriverKit

/// Tries whether KVM runs a guest. That /dev/kvm is there proves nothing: the processor may lack the extensions, a hypervisor above may
/// not pass them on, or may pass on something that starts firmware but never runs 64-bit code at a bearable speed.
///
/// QEMU makes a machine of 32 MiB without disks and without booting it; ``TrialProgram`` is put into its memory and ends it.
struct KVMTrial: Sendable {
    /// Where the outcome stands in the record.
    static let place = "$ qemu-system-x86_64 (trial of KVM)"
    /// The processor's own model, then one that every processor can be: some hosts fail with the first alone.
    static let models = ["host", "kvm64"]
    /// A processor under KVM takes a tenth of a second, starting QEMU aside.
    static let deadline = Duration.seconds(10)

    let machine: any Machine

    func run() async -> MachineRecord.Content {
        var failure = ""
        for model in Self.models {
            do throws(TransportError) {
                let output = try await machine.run(Self.command(model))
                if output.exit == .exited(TrialProgram.status) {
                    return .text(failure.isEmpty ? "works" : "works with the processor model \(model) only; with its own: \(failure)")
                }
                let said = output.errorText.split(separator: "\n").first { !$0.contains("warning:") }
                let text = said.map { String($0).printable(limit: 200) } ?? "QEMU ended with \(output.exit) and no guest ran"
                if failure.isEmpty { failure = text }
            } catch {
                switch error {
                case .notFound: return .absent
                case .timedOut:
                    let text = "a guest's 64-bit code did not end within \(Self.deadline.components.seconds) seconds"
                    failure = failure.isEmpty ? text : "\(text); with the processor's own model: \(failure)"
                default: return .unreadable("\(error)".printable(limit: 300))
                }
            }
        }
        return .text("failed: \(failure)")
    }

    static func command(_ model: String) -> Command {
        Command(
            executable: "qemu-system-x86_64",
            arguments: [
                "-nodefaults", "-no-user-config", "-display", "none", "-machine", "pc,accel=kvm", "-cpu", model, "-m", "32", "-no-reboot",
                "-S", "-gdb", "stdio", "-device", "isa-debug-exit,iobase=0xf4,iosize=4",
            ], input: TrialProgram.packets, deadline: deadline, outputLimit: 1 << 20)
    }
}
