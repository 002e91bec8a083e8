import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import TestContainers
import Testing

@testable import LXCDriver

@Suite struct `What LXC and the kernel print` {
    @Test func `the table of lxc-ls gives names, states and process ids`() throws {
        let rows = ContainerTable(parsing: try Fixture.text("lxc-ls")).rows
        #expect(rows.map(\.name) == ["a", "b", "c", "d", "e", "f"])
        #expect(rows.map(\.state) == ["STOPPED", "STOPPED", "STOPPED", "STOPPED", "FROZEN", "RUNNING"])
        #expect(rows.map(\.pid) == [nil, nil, nil, nil, 24363, 24368])
    }

    @Test func `names with spaces stay whole in the table`() {
        let table = ContainerTable(parsing: "NAME     STATE   PID \nwe ird   STOPPED -   \nRUNNING  RUNNING 7   \n")
        #expect(table.rows == [.init(name: "we ird", state: "STOPPED", pid: nil), .init(name: "RUNNING", state: "RUNNING", pid: 7)])
    }

    @Test func `a row that breaks the columns is left out`() {
        let table = ContainerTable(parsing: "NAME STATE   PID \na\nlonger STOPPED - \nb    STOPPED -   \n")
        #expect(table.rows.map(\.name) == ["b"])
    }

    @Test func `lxc-info of a running container gives its state and process id`() throws {
        let info = ContainerInfo(parsing: try Fixture.text("lxc-info-running"))
        #expect(info.state == "RUNNING")
        #expect(info.pid == 24368)
    }

    @Test func `lxc-info of a stopped container gives no process id`() throws {
        let info = ContainerInfo(parsing: try Fixture.text("lxc-info-stopped"))
        #expect(info.state == "STOPPED")
        #expect(info.pid == nil)
    }

    @Test(arguments: [
        ("RUNNING", PowerState.running), ("FROZEN", .paused), ("STOPPED", .stopped), ("STARTING", .starting), ("STOPPING", .stopping),
        ("ABORTING", .stopping), ("THAWED", .running), ("FREEZING", .other("FREEZING")), ("", .other("")),
    ])
    func `a state word becomes a power state`(word: String, power: PowerState) {
        #expect(LXCDriver.power(word) == power)
    }

    @Test func `each line of lxc-monitor names its container`() throws {
        let lines = try Fixture.text("lxc-monitor").split(separator: "\n")
        #expect(lines.count > 5)
        #expect(lines.allSatisfy { MonitorLine.name(in: String($0)) == "f" })
    }

    @Test(arguments: [
        "", "'", "''", "'a' changed", "a changed state to [X]", "'../x' changed state to [X]", "'-x' exited with status [0]",
        "'a' changed state to [X] ",
    ])
    func `other lines name nobody`(line: String) {
        #expect(MonitorLine.name(in: line) == nil)
    }

    @Test func `the log of a failed start is cut down to its cause`() throws {
        #expect(ToolMessage.errors(inLog: try Fixture.text("start-log")) == "No such file or directory - Failed to exec \"/nonexistent\"")
    }

    @Test func `the key that LXC does not know is in the message`() throws {
        let text = ToolMessage.text(of: try Fixture.text("lxc-info-broken"))
        #expect(text.hasPrefix("Invalid argument - Unsupported config key \"lxc.foo\""))
        #expect(!text.contains(".c:"))
    }

    @Test func `a message that says nothing is better than none`() throws {
        #expect(ToolMessage.text(of: try Fixture.text("lxc-start-error")).hasPrefix("Received container state"))
    }

    @Test func `addresses come from the kernel's routing trie without loopback and without repetition`() throws {
        #expect(ProcessFiles.addresses(fibTrie: try Fixture.text("fib_trie")) == ["10.99.7.5"])
    }

    @Test func `only global IPv6 addresses are shown, shortened`() throws {
        #expect(ProcessFiles.addresses(inet6: try Fixture.text("if_inet6")) == ["fd42:1::5"])
    }

    @Test(arguments: [
        ("20010db8000000000000000000000000", "2001:db8::"), ("00000000000000000000000000000000", "::"),
        ("20010db8000100020003000400050006", "2001:db8:1:2:3:4:5:6"), ("20010db8000000010000000000000001", "2001:db8:0:1::1"),
    ])
    func `IPv6 addresses are written as RFC 5952 wants them`(digits: String, text: String) {
        #expect(ProcessFiles.addresses(inet6: "\(digits) 02 40 00 80 eth0") == [text])
    }

    @Test func `the start of a process is found behind any name`() throws {
        #expect(ProcessFiles.startTicks(stat: try Fixture.text("stat")) == 499037)
        #expect(ProcessFiles.startTicks(stat: "1 (a) b (c)) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 77 0 0") == 77)
    }

    @Test(arguments: [
        ("Name:\tinit\nNSpid:\t16848\t1\n", true), ("NSpid:\t1\n", false), ("NSpid:\t16849\t2\n", false), ("NSpid:\t900\t30\t1\n", false),
        ("Name:\tNSpid:\t1\n", false), ("", false),
    ])
    func `a container's first process is the first of a namespace right below`(status: String, isFirst: Bool) {
        #expect(ProcessFiles.isFirst(status: status) == isFirst)
    }

    @Test(arguments: Fixture.names)
    func `text cut anywhere and text with wrong bytes is read without harm`(name: String) throws {
        Fixtures.damage(Array(try Fixture.text(name).utf8), read)
    }

    private func read(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        for row in ContainerTable(parsing: text).rows { #expect(!row.name.isEmpty && !row.state.isEmpty && (row.pid ?? 1) > 0) }
        #expect((ContainerInfo(parsing: text).pid ?? 1) > 0)
        if let name = MonitorLine.name(in: text) { #expect(ContainerName.isSafe(name)) }
        #expect(ToolMessage.text(of: text).utf8.count <= text.utf8.count + 64)
        _ = ToolMessage.errors(inLog: text)
        #expect(ProcessFiles.addresses(fibTrie: text).allSatisfy { !$0.hasPrefix("127.") })
        _ = ProcessFiles.addresses(inet6: text)
        _ = ProcessFiles.startTicks(stat: text)
        _ = ProcessFiles.isFirst(status: text)
        _ = CgroupLayout(mounts: text, unifiedControllers: text)
        let config = ContainerConfig(parsing: bytes)
        #expect(config.settings.allSatisfy { $0.key.hasPrefix("lxc.") })
        if let tag = ContainerTag(config, name: "f") { #expect(ContainerName.isPlain(tag.uid)) }
    }
}
