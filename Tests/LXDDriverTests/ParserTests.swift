import LXD
import StrataAPI
import StrataDriverKit
import Testing

@testable import LXDDriver

struct ParserTests {
    @Test(arguments: [("2", 2.0), ("0-3", 4), ("1,3", 2), ("0-1,3", 3)])
    func `a set of processors is as many as it names`(text: String, cores: Double) {
        #expect(MachineLimits.cores(inSet: text) == cores)
    }

    @Test(arguments: ["", "0", "-1", "3-1", "1-", "a", "1,,2", "99999999999999999999", "0-99999999", "1-2-3"])
    func `what is no set of processors is no limit`(text: String) { #expect(MachineLimits.cores(inSet: text) == nil) }

    @Test(arguments: [0.001, 0.25, 0.333, 1, 1.5, 64])
    func `a share of time is read as it was written`(cores: Double) {
        #expect(MachineLimits.cores(inAllowance: MachineLimits.allowance(cores)) == cores)
    }

    @Test(arguments: ["50%", "", "ms/ms", "1ms/0ms", "-1ms/100ms", "10ms", "10ms/100ms/1ms"])
    func `what is no share of time is no limit`(text: String) { #expect(MachineLimits.cores(inAllowance: text) == nil) }

    @Test(
        arguments: [("c1: 47.19MB (23.59MB/s)", 47_190_000), ("rootfs: 512B (1kB/s)", 512), ("a: 1.5GiB (1B/s)", 1_610_612_736)]
            as [(String, Int64)])
    func `what the daemon says of its progress is so many bytes`(text: String, bytes: Int64) { #expect(Pulse.bytes(text) == bytes) }

    @Test(arguments: ["", "c1:", "c1: x", "c1: 1.2.3MB", "c1: 1e999GB", "c1: 99999999999PB", "c1: -5MB"])
    func `what is no progress is none`(text: String) { #expect(Pulse.bytes(text) == nil) }

    @Test(arguments: [("1024", 1024), ("1kB", 1000), ("2MiB", 2 << 20), ("3GB", 3_000_000_000), ("1B", 1)] as [(String, Int64)])
    func `sizes have the daemon's units`(text: String, bytes: Int64) { #expect(MachineLimits.bytes(text) == bytes) }

    @Test(arguments: ["", "50%", "MB", "1XB", "9999999999999PiB", "-1"])
    func `what is no size is no limit`(text: String) { #expect(MachineLimits.bytes(text) == nil) }

    @Test(arguments: [("web", ["web", "web-11111111"]), ("a.b_c", ["a-b-c", "a-b-c-11111111"]), ("1st", ["i-1st", "i-1st-11111111"])])
    func `names are what the daemon takes`(name: String, names: [String]) {
        #expect(MachineName.candidates(for: name, uid: UID("11111111-2222-4333-8444-555555555555")) == names)
    }

    @Test func `long names are cut so that both forms fit`() {
        let names = MachineName.candidates(for: String(repeating: "n", count: 90), uid: UID("11111111-2222-4333-8444-555555555555"))
        #expect(names.count == 1 && names[0].utf8.count <= 63)
    }

    @Test(arguments: ["", "-a", "a/b", "../x", "a b", "a?b", "ä", "a\n", String(repeating: "x", count: 64)])
    func `what no instance can be called is asked nobody`(name: String) { #expect(!MachineName.isSafe(name)) }

    @Test func `a first process is a line that liblxc splits into it`() {
        #expect(FirstProcess.line([], [:]) == nil)
        #expect(FirstProcess.line(["/sbin/init"], [:]) == nil)
        #expect(FirstProcess.line(["/bin/x", "-a"], [:]) == "/bin/x -a")
        let line = FirstProcess.line(["/bin/x", "a b"], ["N": "1\n2"]) ?? ""
        #expect(line.split(separator: " ").count == 3 && !line.contains("\n") && line.hasPrefix("/bin/sh -c eval"))
    }

    @Test(arguments: [
        ("lxd", "5.0.2", true), ("lxd", "5.0.3", false), ("lxd", "4.24", true), ("lxd", "5.13", true), ("lxd", "5.14", false),
        ("lxd", "6.1", false),
        ("incus", "0.1", false), ("lxd", "", false),
    ])
    func `only daemons that lose output are given commands that linger`(product: String, version: String, isNeeded: Bool) {
        #expect(LingeringCommand.isNeeded(product: product, version: version) == isNeeded)
    }

    @Test(arguments: [
        ("/var/lib/lxd/unix.socket", "/var/log/lxd"), ("/var/lib/incus/unix.socket", "/var/log/incus"),
        ("/var/snap/lxd/common/lxd/unix.socket", "/var/snap/lxd/common/lxd/logs"), ("/tmp/x/unix.socket", "/tmp/x/logs"),
    ])
    func `logs are where the daemon that listens on a socket has them`(socket: String, directory: String) {
        #expect(LXDDriver.logDirectory(ofDaemonAt: socket) == directory)
    }

    @Test func `a tag is read as it was written, and none where nothing was noted`() {
        var tag = MachineTag(uid: UID("u"), instance: "n/a", origin: .adopted)
        tag.labels = ["a": "b"]
        tag.command = ["x", "y\nz"]
        tag.environment = ["A": "\"\n"]
        tag.keys = ["user.x"]
        tag.stopSignal = "SIGTERM"
        #expect(MachineTag(tag.config) == tag)
        #expect(MachineTag(["user.strata.labels": "{}"]) == nil)
        #expect(MachineTag(["user.strata.uid": "u", "user.strata.command": "[1", "user.strata.origin": "?"])?.command == [])
    }

    @Test func `a snapshot's name tells whose it is`() {
        let order = SnapshotOrder(uid: UID("11111111-2222-4333-8444-555555555555"), name: ObjectName(name: "before.update"))
        let name = SnapshotName.text(order)
        #expect(name == "beforeupdate-11111111-2222-4333-8444-555555555555")
        #expect(SnapshotName.uid(in: name) == order.uid)
        for other in ["snap0", "", "x11111111-2222-4333-8444-555555555555", "a-11111111-2222-4333-8444-55555555555g"] {
            #expect(SnapshotName.uid(in: other) == nil)
        }
    }

    @Test func `an instance of a running daemon's is read, with what newer daemons tell passed over`() throws {
        let record = try #require(InstanceRecord(try JSONValue(parsing: Array(Self.captured.utf8))))
        let seen = record.observed(host: "h")
        #expect(seen.power == .running && seen.pid == 4242 && seen.host == "h" && seen.owner == UID("u1"))
        #expect(seen.addresses == ["10.98.7.6", "fd42::1"] && seen.memory?.value == 167_772_160 && seen.usage.processes == 2)
        #expect(seen.usage.cpuSeconds == 0.046)
        #expect(seen.startedAt != nil)
    }

    @Test func `half an answer, or another kind of one, makes no instance and no trap`() {
        let bytes = Array(Self.captured.utf8)
        for length in stride(from: 0, to: bytes.count, by: 7) {
            guard let json = try? JSONValue(parsing: Array(bytes[..<length])) else { continue }
            _ = InstanceRecord(json)
        }
        for json: JSONValue in [.null, [], "x", 1, [:], ["name": 1], ["name": ""]] { #expect(InstanceRecord(json) == nil) }
        let odd: JSONValue = [
            "name": "a", "status": "Nonsense", "config": [], "devices": ["x": 1], "state": ["network": ["eth0": 1], "pid": "x"],
            "last_used_at": "never", "profiles": [1, "p"],
        ]
        #expect(InstanceRecord(odd)?.observed(host: "h").power == .other("Nonsense"))
        #expect(InstanceRecord(odd)?.profiles == ["p"])
    }

    @Test func `an archive that is damaged, cut or random never traps and never ends well`() throws {
        var generator = SystemRandomNumberGenerator()
        let good = SmallArchive.archive("rootfs/a", Array("hello".utf8))
        for length in stride(from: 1, to: good.count - 1024, by: 11) {
            var extraction = RootExtraction()
            _ = try extraction.take(Array(good[..<length]))
            #expect(!extraction.hasEnded)
        }
        for _ in 0..<2000 {
            var bytes = good
            for _ in 0..<3 { bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator) }
            var extraction = RootExtraction()
            _ = try? extraction.take(bytes)
        }
        var whole = RootExtraction()
        var output: [UInt8] = []
        for byte in good { output += try whole.take([byte]) }
        #expect(whole.hasEnded && output.count == 512 + 512 + 1024)
        #expect(TarHeader(Array(output[..<512]))?.name == "./a")
    }

    @Test(arguments: [(0, 0, false), (1, 0, true), (4, 3, true), (3, 3, false), (1, 1000, false), (40, 1000, false), (1000, 40, true)])
    func `all is asked for at once where most instances are on`(on: Int, off: Int, isOneRequest: Bool) throws {
        let record = { (status: String) in InstanceRecord(["name": "a", "status": .string(status)]) }
        let way = ListWay()
        way.note((0..<on).compactMap { _ in record("Running") } + (0..<off).compactMap { _ in record("Stopped") })
        #expect(way.isOneRequest == isOneRequest)
    }

    @Test func `trials are kept apart by a project, also where only the capability is known`() {
        let driver: any Secluding.Type = LXDDriver.self
        let options = driver.secluded(["socket": "/s"], in: "/var/lib/strata/conformance/2")
        #expect(options == ["socket": "/s", "project": "strata-conformance-2", "createProject": true])
    }

    @Test func `a log that is read again shows what is new`() {
        var log = ConsoleLog(tail: 1)
        func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        #expect(text(log.news(in: Array("a\nb\n".utf8))) == "b\n")
        #expect(text(log.news(in: Array("a\nb\nc\n".utf8))) == "c\n")
        #expect(text(log.news(in: Array("a\nb\nc\n".utf8))) == "")
        let long = String(repeating: "x", count: 300) + "\n"
        _ = log.news(in: Array("a\nb\nc\n\(long)".utf8))
        #expect(text(log.news(in: Array("b\nc\n\(long)d\n".utf8))) == "d\n")
        #expect(text(ConsoleLog.lines(Array("a\nb".utf8), 1)) == "b")
        #expect(ConsoleLog.lines([], 3) == [])
    }

    /// `GET /1.0/instances/a?recursion=1` of LXD 5.0.2, with fields that it does not have.
    private static let captured = #"""
        {"architecture":"x86_64","config":{"limits.memory":"167772160","user.strata.uid":"u1","volatile.last_state.power":"RUNNING"},"devices":{},
        "ephemeral":false,"profiles":["default"],"stateful":false,"description":"","created_at":"2026-11-27T16:41:44.139618008Z","new":{"a":[1]},
        "expanded_config":{"limits.memory":"167772160","user.strata.uid":"u1"},"expanded_devices":{"root":{"path":"/","pool":"default","type":"disk"}},
        "name":"c1","status":"Running","status_code":103,"last_used_at":"2026-11-27T16:41:44.349630389Z","location":"none","type":"container",
        "project":"default","backups":null,"state":{"status":"Running","status_code":103,"disk":{},"memory":{"usage":180224,"usage_peak":9863168,
        "swap_usage":0,"swap_usage_peak":0},"network":{"lo":{"addresses":[{"family":"inet","address":"127.0.0.1","netmask":"8","scope":"local"}]},
        "eth0":{"addresses":[{"family":"inet","address":"10.98.7.6","netmask":"24","scope":"global"},{"family":"inet6","address":"fd42::1",
        "netmask":"64","scope":"global"},{"family":"inet6","address":"fe80::1","netmask":"64","scope":"link"}],"counters":{}}},"pid":4242,
        "processes":2,"cpu":{"usage":46000000}},"snapshots":null}
        """#

    @Test func `what is on its way within the daemon is not seen beside what it is made of, and only where it is Strata's without that`()
        throws
    {
        func record(_ name: String, _ owner: String?) throws -> InstanceRecord {
            let config: JSONValue = owner.map { ["user.strata.uid": .string($0)] } ?? [:]
            return try #require(InstanceRecord(["name": .string(name), "config": config]))
        }
        let all = [
            try record("vm", "one"), try record("lxd-move-of-1", "one"), try record("incus-move-of-2", "two"),
            try record("lxd-move-of-3", nil),
            try record("lxd-moved", nil),
        ]
        #expect(InstanceRecord.settled(all).map(\.name) == ["vm", "incus-move-of-2", "lxd-moved"])
    }

    @Test(arguments: [
        ("incoming", "2026-01-01T00:00:00Z", true), ("incoming", "2026-01-02T09:00:00Z", false), ("uid", "2026-01-01T00:00:00Z", false),
    ])
    func `what a move left behind is removed when no move can be on its way any more`(key: String, made: String, isStranded: Bool) throws {
        let record = try #require(
            InstanceRecord(["name": "vm", "created_at": .string(made), "config": .object(["user.strata.\(key)": "one"])]))
        #expect(record.isStranded(at: try #require(Timestamp("2026-01-02T10:00:00Z"))) == isStranded)
    }
}
