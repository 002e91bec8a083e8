import Foundation
import StrataDriverKit
import Testing

@testable import StrataDoctor

@Suite struct KVMTrialTests {
    @Test func `the guest is put into memory by three packets whose sums are right`() {
        let text = String(decoding: TrialProgram.packets, as: UTF8.self)
        let packets = text.split(separator: "$")
        #expect(packets.map { $0.prefix(1) } == ["M", "G", "c"])
        #expect(packets[0].hasPrefix("M7c00,8e:fa31c0"))
        for packet in packets {
            let parts = packet.split(separator: "#")
            let sum = parts[0].utf8.reduce(UInt8(0)) { $0 &+ $1 }
            #expect(UInt8(parts[1], radix: 16) == sum)
        }
    }

    /// The program itself, proven by an emulator, which needs no KVM.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/qemu-system-x86_64")), .timeLimit(.minutes(5)))
    func `the guest ends an emulated machine with its own status`() async throws {
        var command = KVMTrial.command("qemu64")
        let accelerator = try #require(command.arguments.firstIndex(of: "pc,accel=kvm"))
        command.arguments[accelerator] = "pc,accel=tcg"
        command.deadline = .seconds(50)
        #expect(try await LocalMachine().run(command).exit == .exited(TrialProgram.status))
    }

    @Test func `QEMU's words are kept, and its warnings are not taken for them`() async throws {
        let machine = RecordedMachine(MachineRecord(parsing: "== \(KVMTrial.place)\nfailed: failed to set MSR 0x10a"))
        #expect(await KVMTrial(machine: machine).run() == .text("failed: failed to set MSR 0x10a"))
        #expect(machine.commands.lines.count == 2)
    }

    @Test func `a guest that never ends is a failure, QEMU that is not there is none`() async {
        let slow = RecordedMachine(MachineRecord(parsing: "== \(KVMTrial.place)\nfailed: x did not end within 10 seconds"))
        guard case .text(let text) = await KVMTrial(machine: slow).run() else {
            Issue.record("a trial that timed out has no outcome")
            return
        }
        #expect(text.hasPrefix("failed: a guest's 64-bit code did not end within 10 seconds"))
        #expect(await KVMTrial(machine: RecordedMachine(MachineRecord(parsing: "== \(KVMTrial.place)\n(absent)"))).run() == .absent)
    }
}
