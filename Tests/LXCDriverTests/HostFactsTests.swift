import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import Testing

@testable import LXCDriver

@Suite struct `What a host is` {
    @Test func `the layout of control groups is read from the mount table`() throws {
        let hybrid = CgroupLayout(mounts: try Fixture.text("mounts-hybrid"), unifiedControllers: "")
        #expect(hybrid.mode == .hybrid)
        #expect(hybrid.legacy["memory"] == "/sys/fs/cgroup/memory")
        #expect(CgroupLayout.versionTwo.mode == .unified)
        #expect(CgroupLayout.versionOne.mode == .legacy)
        #expect(CgroupLayout(mounts: "proc /proc proc rw 0 0", unifiedControllers: "").mode == .none)
    }

    @Test func `a container's groups are found, also when its first process moved deeper`() throws {
        let membership = try Fixture.text("cgroup-hybrid")
        #expect(
            CgroupLayout.hybrid.directory(of: "memory", in: membership, isOwn: CgroupLayout.isPayload)
                == "/sys/fs/cgroup/memory/lxc.payload.f")
        #expect(
            CgroupLayout.versionOne.directory(of: "cpuacct", in: "4:cpu,cpuacct:/lxc.payload.f/init.scope", isOwn: CgroupLayout.isPayload)
                == "/sys/fs/cgroup/cpu,cpuacct/lxc.payload.f")
        #expect(
            CgroupLayout.versionTwo.directory(of: "memory", in: "0::/lxc.payload.f-1/init.scope\n", isOwn: CgroupLayout.isPayload)
                == "/sys/fs/cgroup/lxc.payload.f-1")
        #expect(CgroupLayout.versionTwo.directory(of: "memory", in: "0::/../../etc\n", isOwn: CgroupLayout.isPayload) == nil)
        #expect(CgroupLayout.versionTwo.directory(of: "memory", in: "nonsense", isOwn: CgroupLayout.isPayload) == nil)
    }

    @Test func `limits are written in the words of the layout`() {
        let limits = Limits(cpuCores: 1.5, memory: 64 << 20, processes: 50)
        #expect(
            limits.lines(.hybrid) == [
                "lxc.cgroup.cpu.cfs_period_us = 100000", "lxc.cgroup.cpu.cfs_quota_us = 150000",
                "lxc.cgroup.memory.limit_in_bytes = 67108864",
                "lxc.cgroup.pids.max = 50",
            ])
        #expect(
            limits.lines(.versionTwo) == [
                "lxc.cgroup2.cpu.max = 150000 100000", "lxc.cgroup2.memory.max = 67108864", "lxc.cgroup2.pids.max = 50",
            ])
        #expect(Limits().lines(.hybrid).isEmpty)
        #expect(Limits().settings(.versionTwo).map(\.value) == ["max 100000", "max", "max"])
        #expect(Limits().settings(.versionOne).map(\.value) == ["100000", "-1", "-1", "max"])
    }

    @Test(arguments: [CgroupLayout.hybrid, .versionTwo, .versionOne])
    func `limits can be read back from the lines`(layout: CgroupLayout) {
        let limits = Limits(cpuCores: 0.5, memory: 5 << 20, processes: 7)
        #expect(Limits(ContainerConfig(parsing: Array(limits.lines(layout).joined(separator: "\n").utf8))) == limits)
    }

    @Test(arguments: [
        ("64M", Int64(64) << 20), ("1G", 1 << 30), ("4096", 4096), ("max", nil), ("-1", nil), ("99999999999999999999", nil),
        ("9999999999G", nil),
    ])
    func `memory limits that others wrote are understood`(text: String, bytes: Int64?) {
        #expect(Limits(ContainerConfig(parsing: Array("lxc.cgroup2.memory.max = \(text)".utf8))).memory == bytes)
    }

    @Test func `usage is read in both generations`() {
        let unified = UsageFiles(membership: "0::/lxc.payload.x", layout: .versionTwo, isOwn: CgroupLayout.isPayload)
        let group = "/sys/fs/cgroup/lxc.payload.x"
        let usage = unified.usage([
            "\(group)/cpu.stat": "usage_usec 1500000\nuser_usec 1\n", "\(group)/memory.current": "4096\n", "\(group)/pids.current": "3\n",
        ])
        #expect(usage.cpuSeconds == 1.5)
        #expect(usage.memory?.value == 4096)
        #expect(usage.processes == 3)
        let hybrid = UsageFiles(
            membership: "2:cpuacct:/lxc.payload.x\n4:memory:/lxc.payload.x", layout: .hybrid, isOwn: CgroupLayout.isPayload)
        #expect(hybrid.usage(["/sys/fs/cgroup/cpuacct/lxc.payload.x/cpuacct.usage": "2500000000\n"]).cpuSeconds == 2.5)
    }

    @Test func `ids come from what root was granted, else from a range that nobody has`() {
        let granted = IDMap(subuid: "debian:100000:65536\nroot:200000:65536\n", subgid: "root:300000:70000\n")
        #expect(granted == IDMap(user: 200_000, group: 300_000))
        #expect(IDMap(subuid: "debian:100000:65536", subgid: "") == IDMap(user: IDMap.standard, group: IDMap.standard))
        #expect(IDMap(subuid: "root:100000:10", subgid: "root:100000:10").user == IDMap.standard)
        let taken = IDMap(subuid: "x:\(IDMap.standard + 5):10\nbroken\ny:-1:x", subgid: "")
        #expect(taken.user == IDMap.standard + IDMap.size)
    }

    @Test func `newuidmap is kept out where ids are mapped`() {
        let facts = SiteFacts(
            answers: "newuidmap=yes", files: ["/etc/subuid": "root:200000:65536\n", "/etc/subgid": "root:200000:65536\n"])
        #expect(facts.command("lxc-start", ["-n", "x"], map: facts.map).unset == ["PATH"])
        #expect(facts.command("lxc-start", ["-n", "x"], map: nil).executable == "lxc-start")
        #expect(SiteFacts(answers: "", files: [:]).command("lxc-start", [], map: facts.map).executable == "lxc-start")
    }

    @Test func `containers are confined by AppArmor only where a profile can be loaded`() throws {
        let files = [
            "/sys/module/apparmor/parameters/enabled": "Y\n", "/proc/self/mounts": "none /sys/kernel/security securityfs rw 0 0\n",
        ]
        let able = SiteFacts(answers: "newuidmap=yes\nlxc=/opt/lxc/bin/lxc-start\n", files: files)
        #expect(able.hasAppArmor)
        // liblxc runs apparmor_parser, which must be found where newuidmap must not.
        let command = able.command("lxc-start", [], map: able.map)
        #expect(command.executable == "/opt/lxc/bin/lxc-start")
        #expect(command.environment == ["PATH": "/usr/sbin:/sbin"])
        for (answers, mounts, reason) in [
            ("apparmor=no parser here\n", files["/proc/self/mounts"], "no parser here"), ("", "", "securityfs is not mounted"),
        ] {
            let facts = SiteFacts(
                answers: answers, files: ["/sys/module/apparmor/parameters/enabled": "Y\n", "/proc/self/mounts": mounts ?? ""])
            #expect(!facts.hasAppArmor)
            let box = try #require(HostFiles([:], facts: facts, interfaces: []).boxes(facts, bridge: "b").first { $0.id == "apparmor" })
            #expect(box.state == .degraded)
            #expect(box.reason.contains(reason))
        }
        #expect(!SiteFacts(answers: "", files: files.merging(["/sys/module/apparmor/parameters/enabled": "N\n"]) { $1 }).hasAppArmor)
    }

    @Test func `what is missing is named with what helps`() {
        let bare = SiteFacts(answers: "uid=0\nmissing=lxc-ls\nmissing=lxc-start\n", files: [:])
        #expect(bare.obstacle?.answer == "lxc-ls, lxc-start are not installed")
        #expect(bare.obstacle?.hint.contains("apt-get install -y lxc") == true)
        let user = SiteFacts(answers: "uid=1000\n", files: [:])
        #expect(user.obstacle?.answer.contains("root") == true)
        let bald = SiteFacts(answers: "uid=0\n", files: [:])
        #expect(bald.obstacle?.answer == "no control groups are mounted")
    }

    @Test func `boxes say what is there and why something is not`() throws {
        var facts = SiteFacts(answers: "uid=0\nhost=h\narch=x86_64\n", files: ["/proc/self/uid_map": "0 0 4294967295"])
        facts.layout = .versionTwo
        let files = Dictionary(uniqueKeysWithValues: HostFiles.namespaces.map { ("/proc/sys/user/max_\($0.limit)_namespaces", "1000\n") })
        let boxes = HostFiles(files, facts: facts, interfaces: ["lo", "strata0"]).boxes(facts, bridge: "strata0")
        func box(_ id: String) throws -> Site.Box { try #require(boxes.first { $0.id == id }) }
        #expect(try box("cgroups-v2").state == .present)
        #expect(try box("namespaces").state == .present)
        #expect(try box("virtual-network-bridge").state == .present)
        #expect(try box("seccomp").state == .missing)
        #expect(try box("apparmor").reason.isEmpty == false)
        let without = HostFiles(files.filter { !$0.key.contains("max_user") }, facts: facts, interfaces: []).boxes(facts, bridge: "strata0")
        #expect(without.first { $0.id == "namespaces" }?.state == .degraded)
    }

    @Test func `the disks stand in the box of the storage, without what is no disk`() {
        let files = [
            "/sys/block/vda/size": "536870912\n", "/sys/block/loop0/size": "8\n", "/sys/block/sdb/size": "18446744073709551616\n",
            "/sys/block/sdc/size": "-1\n",
        ]
        let host = HostFiles(
            files, facts: SiteFacts(answers: "", files: [:]), interfaces: [], blockDevices: ["loop0", "sdb", "sdc", "vda"])
        let facts = host.storage(path: "/var/lib/lxc", overlay: .yes, leftovers: "").facts
        #expect(facts["disk vda"] == "256Gi")
        #expect(facts.keys.filter { $0.hasPrefix("disk") } == ["disk vda"])
    }

    @Test(arguments: ["web", "web-1", "a.b", "A_b", String(repeating: "a", count: 64)])
    func `names that LXC can hold are accepted`(name: String) {
        #expect(ContainerName.isValid(name))
    }

    @Test(arguments: ["", "-x", ".x", "a/b", "..", "a b", "a\n", "ä", String(repeating: "a", count: 65), "$(x)", "'"])
    func `names that LXC cannot hold are refused`(name: String) {
        #expect(!ContainerName.isValid(name))
    }

    @Test func `a long name is cut and made unique`() {
        let names = ContainerName.candidates(
            for: String(repeating: "a", count: 54) + "." + String(repeating: "b", count: 100), uid: UID("0F8FAD5B-d9cb"))
        #expect(names == [String(repeating: "a", count: 54) + "-0f8fad5b"])
        #expect(ContainerName.candidates(for: "web", uid: UID("0f8fad5b-d9cb")) == ["web", "web-0f8fad5b"])
    }

    @Test func `options of the site are checked`() throws {
        let options = try SiteOptions(["path": "/x", "hostAccess": true])
        #expect(options.path == "/x")
        #expect(options.hostAccess)
        #expect(options.bridge == "strata0")
        #expect(throws: DriverError.self) { try SiteOptions(["patt": "/x"]) }
        #expect(throws: DriverError.self) { try SiteOptions(["path": 5]) }
    }
}
