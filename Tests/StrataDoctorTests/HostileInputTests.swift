import Foundation
import StrataDriverKit
import Testing

@testable import StrataDoctor

@Suite struct HostileInputTests {
    @Test func `of a machine where nothing could be read, nothing is concluded`() throws {
        let examination = try Examination(host: "x", record: MachineRecord())
        for stack in examination.stacks { #expect(stack.verdict == .unknown, "\(stack.stack): \(stack.reasons)") }
        let json = try #require(try JSONSerialization.jsonObject(with: Data(examination.json().utf8)) as? [String: Any])
        let memory = try #require((json["machine"] as? [String: Any])?["memory"] as? [String: Any])
        #expect((memory["unknown"] as? String)?.contains("was not read") == true)
    }

    @Test(arguments: Recorded.names)
    func `a record cut anywhere never makes a stack run that did not`(name: String) throws {
        let text = try Recorded.text(name)
        let whole = try Examination(host: "x", record: Recorded.record(name))
        let running = Set(whole.stacks.filter { $0.verdict == .runs }.map(\.stack))
        for cut in stride(from: 0, to: text.count, by: max(1, text.count / 40)) {
            let examination = try Examination(host: "x", record: MachineRecord(parsing: Self.cut(text, at: cut)))
            let now = Set(examination.stacks.filter { $0.verdict == .runs }.map(\.stack))
            #expect(now.isSubset(of: running), "cut at \(cut): \(now.subtracting(running))")
        }
    }

    /// The text up to a place. Files may be cut anywhere; that something is there, or is not, cannot be half told.
    private static func cut(_ text: String, at length: Int) -> String {
        let whole = text.prefix(length)
        guard let last = whole.ranges(of: "\n== ").last else { return "" }
        let section = whole[last.upperBound...]
        let content = section.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first ?? ""
        return section.hasPrefix("?") || content.isEmpty || content.hasPrefix("(") ? String(whole[..<last.lowerBound]) : String(whole)
    }

    @Test func `numbers that make no sense are unknown`() throws {
        for memory in ["MemTotal: -5 kB", "MemTotal: 99999999999999999999999999 kB", "MemTotal:", "", "MemTotal: x kB\nMemTotal: 7 kB"] {
            var record = try Recorded.record("debian-server")
            record["/proc/meminfo"] = .text(memory)
            #expect(MachineFacts(record).memory.value == nil, "\(memory)")
        }
        var record = try Recorded.record("debian-server")
        record["/sys/block/"] = .text("sda\n../../etc\nsdb")
        record["/sys/block/sda/size"] = .text("18446744073709551616")
        record["/sys/block/sdb/size"] = .text("-1")
        #expect(MachineFacts(record).disks == .known([]))
    }

    @Test func `what a machine says of itself cannot reach the terminal`() throws {
        var record = try Recorded.record("debian-server")
        record["/proc/sys/kernel/hostname"] = .text("lab\u{1B}[2Jx\nsecond line")
        record["/etc/os-release"] = .text("ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"\u{1B}]0;x\u{7}Debian\"")
        let facts = MachineFacts(record)
        for text in [facts.name.value, facts.title.value] {
            let text = try #require(text)
            #expect(!text.unicodeScalars.contains { $0.value < 0x20 })
        }
        #expect(facts.name.value?.contains("second") == false)
    }

    @Test func `a package list cut short says nothing of its last package`() {
        let text = "Package: lxc\nStatus: install ok installed\nVersion: 1\n\nPackage: lxd\nStatus: install ok installed\nVersi"
        #expect(PackageList(parsing: text).versions == ["lxc": "1"])
        #expect(PackageList(parsing: text + "on: 2\n").versions == ["lxc": "1", "lxd": "2"])
        #expect(PackageList(parsing: "Package: a\nStatus: deinstall ok config-files\nVersion: 1\n").versions.isEmpty)
    }

    @Test func `a list longer than allowed is unknown, not empty`() async throws {
        var record = try Recorded.record("debian-server")
        record["/proc/cpuinfo"] = .text(String(repeating: "x", count: 5 << 20))
        let read = try await MachineProbe(RecordedMachine(record)).record()
        guard case .unknown = MachineFacts(read).virtualization else {
            Issue.record("a file over the limit was taken for read")
            return
        }
    }

    @Test func `the probe runs no command on Linux but the trial of KVM`() async throws {
        let machine = RecordedMachine(try Recorded.record("debian-server"))
        let record = try await MachineProbe(machine).record()
        #expect(MachineFacts(record) == MachineFacts(try Recorded.record("debian-server")))
        #expect(machine.commands.lines.count == 1)
        #expect(machine.commands.lines.first?.hasPrefix("qemu-system-x86_64 -nodefaults") == true)
        let bare = RecordedMachine(try Recorded.record("debian-bare"))
        _ = try await MachineProbe(bare).record()
        #expect(bare.commands.lines.isEmpty)
    }

    @Test func `a machine that cannot be reached is an error, not a diagnosis`() async {
        await #expect(throws: TransportError.self) { _ = try await Examination.of(SilentMachine(), drivers: []) }
    }
}

/// A machine that does not answer.
private struct SilentMachine: Machine {
    let name = "silent"
    let isLocal = false
    private let error = TransportError.unreachable(host: "silent", reason: "no route to host")

    func run(_ command: Command) async throws(TransportError) -> CommandOutput { throw error }
    func open(_ command: Command, terminal: TerminalSize?) async throws(TransportError) -> CommandSession { throw error }
    func read(_ path: String, limit: Int) async throws(TransportError) -> [UInt8]? { throw error }
    func write(_ path: String, _ bytes: [UInt8], mode: UInt32) async throws(TransportError) { throw error }
    func list(_ directory: String) async throws(TransportError) -> [FileEntry] { throw error }
    func exists(_ path: String) async throws(TransportError) -> Bool { throw error }
    func makeDirectory(_ path: String, mode: UInt32) async throws(TransportError) { throw error }
    func remove(_ path: String) async throws(TransportError) { throw error }
    func upload(_ localPath: String, to path: String, mode: UInt32, progress: (@Sendable (Int) -> Void)?) async throws(TransportError) {
        throw error
    }
    func download(_ path: String, to localPath: String, mode: UInt32, progress: (@Sendable (Int) -> Void)?) async throws(TransportError) {
        throw error
    }
    func close() async {}
}
