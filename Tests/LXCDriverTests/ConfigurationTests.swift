import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import StrataNetwork
import Testing

@testable import LXCDriver

@Suite struct `A container's configuration` {
    private func blueprint(_ change: (inout Blueprint) -> Void = { _ in }) -> Blueprint {
        let tag = ContainerTag(uid: UID("0f8fad5b-d9cb-469f-a165-70867728950e"), name: "web", instance: "default/web")
        var blueprint = Blueprint(directory: "/var/lib/lxc/web", tag: tag, foundation: ["lxc.rootfs.path = dir:/x"], layout: .hybrid)
        blueprint.hostname = "web"
        change(&blueprint)
        return blueprint
    }

    private func config(_ change: (inout Blueprint) -> Void = { _ in }) throws -> ContainerConfig {
        ContainerConfig(parsing: try blueprint(change).text())
    }

    @Test func `what Strata notes can be read back`() throws {
        let config = try config {
            $0.tag.ports = [Instance.Port(port: 80, hostPort: 8080, hostAddress: "127.0.0.1", transport: .udp)]
            $0.tag.labels = ["app": "web", "a/b": ""]
            $0.tag.digest = "sha256:abc"
            $0.tag.hostname = "web"
            $0.tag.network = .managed
        }
        let tag = try #require(ContainerTag(config, name: "web"))
        #expect(tag.uid.text == "0f8fad5b-d9cb-469f-a165-70867728950e")
        #expect(tag.instance == "default/web")
        #expect(tag.ports == [Instance.Port(port: 80, hostPort: 8080, hostAddress: "127.0.0.1", transport: .udp)])
        #expect(tag.labels == ["app": "web", "a/b": ""])
        #expect(tag.network == .managed)
        #expect(tag.digest == "sha256:abc")
    }

    @Test func `a copy under another name is nobody's`() throws {
        #expect(ContainerTag(try config(), name: "copy") == nil)
    }

    @Test func `notes outside of Strata's part do not count`() {
        let text = "# strata.dev/uid = 0f8fad5b-d9cb-469f-a165-70867728950e\n# strata.dev/name = web\nlxc.uts.name = web\n"
        #expect(ContainerTag(ContainerConfig(parsing: Array(text.utf8)), name: "web") == nil)
    }

    @Test func `a plain command stands in the file, any other beside it`() throws {
        let plain = try config { $0.command = ["/sbin/init", "--log=x"] }
        #expect(plain.value("lxc.init.cmd") == "/sbin/init --log=x")
        #expect(ContainerTag(plain, name: "web")?.command == [])
        let words = ["/bin/sh", "-c", "echo \"$1\" 'x'\n", "", " ", "\u{2028}"]
        let hostile = try config { $0.command = words }
        #expect(hostile.value("lxc.init.cmd") == nil)
        #expect(ContainerTag(hostile, name: "web")?.command == words)
    }

    @Test func `an image without a command gets the usual first process`() throws {
        #expect(try config().value("lxc.init.cmd") == "/sbin/init")
    }

    @Test func `variables with line breaks stand in a note, others in the file with their spaces`() throws {
        let config = try config { $0.environment = ["A": " x ", "B": "1\nlxc.hook.start = /bin/sh", "C": "\"", "D": "a\rb"] }
        #expect(config.values("lxc.environment") == ["A= x ", "C=\""])
        #expect(ContainerTag(config, name: "web")?.environment == ["B": "1\nlxc.hook.start = /bin/sh", "D": "a\rb"])
        #expect(config.value("lxc.hook.start") == nil)
    }

    @Test func `autostart is refused where LXC alone could not start it`() {
        #expect(throws: DriverError.self) {
            try blueprint {
                $0.options.autostart = true; $0.command = ["/bin/sh", "-c", "x y"]
            }.text()
        }
    }

    @Test(arguments: ["a\nlxc.hook.start = /x", "a\u{7F}", "a\0b"])
    func `a control character never reaches the file`(text: String) {
        #expect(throws: DriverError.self) { try blueprint { $0.hostname = text }.text() }
        #expect(throws: DriverError.self) { try blueprint { $0.stopSignal = text }.text() }
        #expect(throws: DriverError.self) { try blueprint { $0.tag.instance = text }.text() }
    }

    @Test func `lines of others are kept, before and after`() throws {
        let old = ContainerConfig(
            parsing: Array("# mine\nlxc.a = 1\n\(ContainerConfig.begin)\nlxc.b = 2\n\(ContainerConfig.end)\nlxc.c = 3\n".utf8))
        let text = String(decoding: try blueprint().text(keeping: old), as: UTF8.self)
        #expect(text.hasPrefix("# mine\nlxc.a = 1\n\(ContainerConfig.begin)\n"))
        #expect(text.hasSuffix("\(ContainerConfig.end)\nlxc.c = 3\n"))
        #expect(!text.contains("lxc.b"))
    }

    @Test func `the network device has its address from the lease`() throws {
        let lease = NetworkLease(
            owner: UID("x"), bridge: "strata0", address: "10.147.12.7", prefix: 24, gateway: "10.147.12.1", mac: "02:00:00:00:00:07",
            nameservers: ["10.147.12.1"],
            hostname: "web", domainName: "web.strata.internal", searchDomain: "strata.internal")
        let config = try config { $0.leases = [lease] }
        #expect(config.value("lxc.net.0.ipv4.address") == "10.147.12.7/24 10.147.12.255")
        #expect(config.value("lxc.net.0.link") == "strata0")
        var moved = blueprint()
        moved.leases = [lease]
        moved.leases[0].address = "10.1.1.7"
        let replaced = ContainerConfig(parsing: try #require(config.replacing(cards: 1, with: moved.network)))
        #expect(replaced.value("lxc.net.0.ipv4.address") == "10.1.1.7/24 10.1.1.255")
        #expect(replaced.tags == config.tags)
        #expect(replaced.replacing(cards: 1, with: moved.network) == nil)
    }

    @Test(arguments: [
        "lxc.rootfs.path = /", "lxc.idmap = u 0 0 1", "lxc.uts.name = x", "lxc.net.0.type = none", "lxc.environment = A=b",
        "lxc.log.file = /etc/passwd",
        "lxc.cgroup2.memory.max = 1", "lxc.cgroup.cpu.cfs_quota_us = 1", "lxc.console.logfile = /etc/passwd", "nonsense", "lxc.x", "= 1",
        "lxc.a = 1\nlxc.b = 2",
        "# comment = 1", "LXC.A = 1", "xlxc.a = 1",
    ])
    func `lines for keys that Strata sets, and what are no lines, are refused`(line: String) {
        #expect(RawConfigLine.problem(with: line) != nil)
    }

    @Test(arguments: [
        "lxc.hook.pre-start = /x", "lxc.mount.entry = / host none bind", "lxc.include = /x", "lxc.net.1.type = phys",
        "lxc.cap.keep = sys_admin", "lxc.new.key = 1",
    ])
    func `keys that reach into the host are known, as are those nobody knows`(line: String) throws {
        #expect(RawConfigLine.problem(with: line) == nil)
        #expect(try #require(RawConfigLine(line)).reachesHost)
    }

    @Test(arguments: ["lxc.prlimit.nofile = 1024", "lxc.cap.drop = net_raw", "lxc.sysctl.net.ipv4.ip_forward=1", "lxc.start.delay = 5"])
    func `harmless keys are allowed`(line: String) throws {
        #expect(RawConfigLine.problem(with: line) == nil)
        #expect(try #require(RawConfigLine(line)).reachesHost == false)
    }

    @Test func `values are read as liblxc reads them`() {
        let text =
            "lxc.a = \"x y\"\nlxc.a=' z '\n\tlxc.a\t=\tlast\t\nlxc.list = 1\nlxc.list =\nlxc.list = 2\n#lxc.b = 1\nmartian = 1\nlxc.c\n"
        let config = ContainerConfig(parsing: Array(text.utf8))
        #expect(config.values("lxc.a") == ["x y", " z ", "last"])
        #expect(config.values("lxc.list") == ["2"])
        #expect(config.value("lxc.b") == nil)
        #expect(config.settings.count == 6)
    }
}

extension CgroupLayout {
    static var hybrid: CgroupLayout {
        let controllers = ["cpu", "cpuacct", "cpuset", "memory", "devices", "freezer", "blkio", "pids"]
        let mounts =
            controllers.map { "cgroup /sys/fs/cgroup/\($0) cgroup rw,\($0) 0 0" } + ["cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0"]
        return CgroupLayout(mounts: mounts.joined(separator: "\n"), unifiedControllers: "")
    }

    static var versionTwo: CgroupLayout {
        CgroupLayout(mounts: "cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0", unifiedControllers: "cpuset cpu io memory pids\n")
    }

    static var versionOne: CgroupLayout {
        let mounts =
            "cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0\ncgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0\ncgroup /sys/fs/cgroup/pids cgroup rw,pids 0 0"
        return CgroupLayout(mounts: mounts, unifiedControllers: "")
    }
}
