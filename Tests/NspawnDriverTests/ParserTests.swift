import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import TestContainers
import Testing

@testable import NspawnDriver

@Suite struct `What systemd and the kernel print` {
    /// Real output of systemd 252 and of Strata's own files, beside the tests.
    private static let fixtures = [
        "list-machines", "machinectl-show", "machinectl-show-all", "machinectl-none", "systemctl-show", "monitor", "settings", "theirs",
        "drop-in", "cmdline", "version", "membership", "start-error", "said-killed",
    ]

    private static let uid = UID("054b611f-0e3d-4c11-bf7e-ff1641c370cd")

    private func bytes(_ name: String) throws -> [UInt8] {
        try Fixtures.bytes(name, beside: #filePath.split(separator: "/").dropLast().map { "/\($0)" }.joined())
    }

    private func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    @Test func `machined's list names what nspawn runs, and not the host`() throws {
        #expect(MachineList(parsing: try text("list-machines")).names == ["web", "db.1"])
    }

    @Test(arguments: [
        #"{"data":[[["a","vm","systemd-nspawn",""],["b","container","libvirt-lxc",""],["../x","container","systemd-nspawn",""]]]}"#,
        #"{"data":[[["-x","container","systemd-nspawn",""],["a b","container","systemd-nspawn"],["c"],[],{},7]]}"#,
        #"{"data":[["a","container","systemd-nspawn"]]}"#, #"{"data":{}}"#, "[]", "", "Failed to connect to bus",
    ])
    func `what is no machine of nspawn's, or has a name that none can have, is not in it`(text: String) {
        #expect(MachineList(parsing: text).names == [])
    }

    @Test func `machinectl show gives each machine's unit, process and state`() throws {
        let machines = MachineProperties.blocks(of: try text("machinectl-show"))
        #expect(machines.map(\.name) == ["web", "db.1"] && machines.map(\.leader) == [451, 585])
        #expect(machines.map(\.unit) == ["systemd-nspawn@web.service", "systemd-nspawn@db.1.service"])
        #expect(machines.map(\.power) == [.running, .running])
        #expect(MachineProperties.blocks(of: try text("machinectl-show-all")).map(\.leader) == [451])
        #expect(MachineProperties.blocks(of: try text("machinectl-none")) == [])
    }

    @Test func `a unit or a number that can be none is not taken from it`() {
        let shown =
            "Name=a\nUnit=-x.service\nLeader=1\nState=closing\n\nName=b\nUnit=../b\nLeader=-5\nState=opening\n\nName=.host\nLeader=7\n"
        let machines = MachineProperties.blocks(of: shown)
        #expect(machines.map(\.name) == ["a", "b"] && machines.map(\.unit) == ["", ""] && machines.map(\.leader) == [nil, nil])
        #expect(machines.map(\.power) == [.stopping, .starting])
    }

    @Test func `systemctl show gives the state of each unit`() throws {
        #expect(
            UnitStates(parsing: try text("systemctl-show")).states == [
                "systemd-nspawn@db.1.service": "active", "systemd-nspawn@no.service": "inactive", "systemd-nspawn@web.service": "active",
            ])
        #expect(UnitStates(parsing: "Id=a\n\nActiveState=active\n\nId=b\nActiveState=failed").states == ["b": "failed"])
    }

    @Test func `each signal of machined's names its machine`() throws {
        let lines = try text("monitor").split(separator: "\n").map(String.init)
        #expect(lines.map(MachinedWatch.name) == ["web", "web"])
        for (good, bad) in [
            ("MachineNew", "MachineOld"), ("\"signal\"", "\"method_call\""), ("[\"web\"", "[\"../web\""), ("[\"web\"", "[7"),
        ] {
            #expect(MachinedWatch.name(in: lines[0].replacing(good, with: bad)) == nil)
        }
    }

    @Test func `nspawn's arguments tell the machine and its place`() throws {
        let process = try #require(NspawnProcess(cmdline: try bytes("cmdline")))
        #expect(process.name == "web" && process.place == "/var/lib/machines/web")
    }

    @Test(arguments: [
        (["systemd-nspawn", "-M", "a", "-D", "/x/b/"], "a", "/x/b"), (["/usr/bin/systemd-nspawn", "-qD/x/y", "-D", "/x/b"], "b", "/x/b"),
        (["systemd-nspawn", "--image=/x/disk.raw", "--", "-M", "z"], "disk", "/x/disk.raw"),
        (["systemd-nspawn", "--machine", "a"], "a", ""),
    ])
    func `short and long options mean the same`(arguments: [String], name: String, place: String) {
        let process = NspawnProcess(arguments: arguments)
        #expect(process?.name == name && process?.place == place)
    }

    @Test(arguments: [
        [], [""], ["bash", "-M", "a"], ["systemd-nspawn"], ["systemd-nspawn", "-M"], ["systemd-nspawn", "-M", "../a"],
        ["systemd-nspawn", "-D", "/"], ["x systemd-nspawn", "-M", "a"],
    ])
    func `other processes are no machine`(arguments: [String]) {
        #expect(NspawnProcess(arguments: arguments) == nil)
    }

    @Test func `a machine's file gives its note, its settings and what is not Strata's`() throws {
        let file = SettingsFile(parsing: try bytes("settings"))
        let definition = try #require(file.definition("web"))
        #expect(definition.uid == Self.uid && definition.hostname == "host" && definition.memory == 64 << 20)
        #expect(file.isOwn && !file.boots && file.definition("other") == nil)
        #expect(file.value("Exec.Hostname") == "host" && file.values("Files.Bind").count == 3)
        let settings = MachineSettings(file, name: "web").fields
        #expect(settings["spec.environment"] == ["A": "it's \"b\" c"] && settings["spec.command"] == ["/sbin/init"])
        #expect(settings["spec.stack.nspawn.network"] == "managed" && settings["spec.stack.nspawn.settings"] == [])
        #expect(settings["spec.memory"] == "64Mi" && settings["spec.cpu.cores"] == 1.5 && settings["spec.processes"] == nil)
        let theirs = SettingsFile(parsing: try bytes("theirs"))
        #expect(!theirs.isOwn && theirs.note == nil && theirs.value("Network.Private") == "yes")
        #expect(SettingWord.words(of: try #require(theirs.value("Exec.Parameters"))) == ["/bin/sh", "-c", "echo heard; sleep 1000"])
        #expect(MachineSettings(theirs, name: "theirs").fields == [:])
    }

    @Test func `a note whose tree could lie elsewhere is none`() throws {
        let text = try text("settings")
        for tree in ["../x", "tree-", "tree-../../ab", "tree-1234567z", "upper", "tree-12345678/x"] {
            let file = SettingsFile(parsing: Array(text.replacing(#""tree":"""#, with: "\"tree\":\"\(tree)\"").utf8))
            #expect(file.note?.contains(tree) == true && file.definition("web") == nil)
        }
        let moved = SettingsFile(parsing: Array(text.replacing(#""tree":"""#, with: #""tree":"tree-0a1b2c3d""#).utf8))
        #expect(moved.definition("web")?.tree == "tree-0a1b2c3d")
        #expect(MachineDefinition.isTree(MachineDefinition.newTree()))
    }

    @Test(arguments: [
        ("", []), ("a b", ["a", "b"]), ("'a b' c", ["a b", "c"]), (#"'it'"'"'s'"#, ["it's"]), ("''", [""]), ("'open", ["open"]),
        (#"a\ b"#, ["a\\", "b"]), ("  \t ", []),
    ])
    func `a line is taken apart into its words`(line: String, words: [String]) {
        #expect(SettingWord.words(of: line) == words)
    }

    @Test(arguments: [[], ["a"], ["it's", "\"so\" \\ here", "", "a b", "$x", "%n"]])
    func `words that were put into a line come out as they were`(words: [String]) {
        #expect(SettingWord.words(of: words.map(SettingWord.quoted).joined(separator: " ")) == words)
    }

    @Test func `a drop-in gives the limits of the next start`() throws {
        #expect(MachinedSupervisor.limits(in: try text("drop-in")) == Limits(cpuCores: 1.5, memory: 64 << 20))
        #expect(
            MachinedSupervisor.limits(in: "MemoryMax=1\nMemoryMax=infinity\nCPUQuota=-5%\nTasksMax=0\nTasksMax=9") == Limits(processes: 9))
    }

    @Test(arguments: [
        (nil, "", nil), ("0\n", "", Instance.Exit.exited(0)), ("3\n", "", .exited(3)), ("137\n", "", .exited(137)),
        ("exited 0", "", .exited(0)),
        ("exited 3", "Container a terminated by signal KILL.", .exited(3)), ("1", "other words", .exited(1)),
        ("1", "Container a terminated by signal TERM.\n", Instance.Exit(signal: 15, reason: "Killed")),
        ("exited 1", "Container a terminated by signal SEGV.\n", Instance.Exit(signal: 11, reason: "Killed")),
        ("killed KILL", "", Instance.Exit(signal: 9, reason: "Killed")), ("dumped ABRT", "", Instance.Exit(signal: 6, reason: "Killed")),
        ("killed RTMIN+3", "", Instance.Exit(reason: "Killed")), ("", "", .unknown), ("x", "", .unknown), ("256", "", .unknown),
        ("-1", "", .unknown), ("exited", "", .unknown), ("timeout 7", "", .unknown), ("99999999999999999999", "", .unknown),
    ])
    func `what nspawn ended with becomes an end`(status: String?, said: String, exit: Instance.Exit?) {
        #expect(MachineExit.exit(status: status.map { Array($0.utf8) }, said: Array(said.utf8)) == exit)
    }

    @Test func `nspawn's words for a killed machine are understood`() throws {
        #expect(MachineExit.exit(status: Array("1\n".utf8), said: try bytes("said-killed")) == Instance.Exit(signal: 9, reason: "Killed"))
        #expect(NspawnMessage.text(of: try text("start-error")) == "Machine image 'nosuch' does not exist.")
    }

    @Test func `facts of a host come from its answers and files`() throws {
        let answers =
            "uid=0\nhost=h\narch=x86_64\nversion=\(try text("version").prefix { $0 != "\n" })\nmachined=yes\nunit=systemd-networkd\n"
        let facts = SiteFacts(answers: answers, files: ["/proc/self/uid_map": "0 0 4294967295\n"])
        #expect(facts.version == "252.39" && facts.hasMachined && facts.hasAllIDs && facts.activeUnits == ["systemd-networkd"])
        let few = SiteFacts(answers: "missing=systemd-nspawn\nversion=x\n", files: ["/proc/self/uid_map": "0 100000 65536\nx\n-1 2 3 4\n"])
        #expect(few.version == "" && !few.hasAllIDs && few.obstacle?.answer == "systemd-nspawn is not installed")
    }

    @Test func `a machine's own control groups are told from the host's`() throws {
        let membership = try text("membership")
        let mounts = """
            c /c/memory cgroup rw,memory 0 0
            c /c/systemd cgroup rw,name=systemd 0 0
            u /c/unified cgroup2 rw 0 0
            f /c/f cgroup rw,freezer 0 0
            """
        let layout = CgroupLayout(mounts: mounts, unifiedControllers: "")
        #expect(
            layout.directory(of: "memory", in: membership, isOwn: CgroupLayout.isMachine)
                == "/c/memory/machine.slice/systemd-nspawn@web.service")
        #expect(layout.directory(of: "freezer", in: membership, isOwn: CgroupLayout.isMachine) == nil)
    }

    @Test(arguments: fixtures)
    func `text cut anywhere and text with wrong bytes is read without harm`(name: String) throws {
        Fixtures.damage(try bytes(name)) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(MachineList(parsing: text).names.allSatisfy(MachineName.isValid))
            #expect(MachineProperties.blocks(of: text).allSatisfy { MachineName.isValid($0.name) && ($0.leader ?? 2) > 1 })
            _ = UnitStates(parsing: text)
            if let name = MachinedWatch.name(in: text) { #expect(MachineName.isValid(name)) }
            if let process = NspawnProcess(cmdline: bytes) { #expect(MachineName.isValid(process.name)) }
            let file = SettingsFile(parsing: bytes)
            if let definition = file.definition("web") {
                #expect(definition.uid.isUUID && (definition.tree.isEmpty || MachineDefinition.isTree(definition.tree)))
                _ = MachineSettings(file, name: "web")
            }
            #expect(SettingWord.words(of: text).allSatisfy { !$0.contains("\t") || text.contains("'") || text.contains("\"") })
            let limits = MachinedSupervisor.limits(in: text)
            #expect((limits.memory ?? 1) > 0 && (limits.processes ?? 1) > 0 && (limits.cpuCores ?? 1) > 0)
            _ = MachineExit.exit(status: bytes, said: bytes)
            #expect(NspawnMessage.text(of: text).utf8.count <= text.utf8.count + 64)
            let facts = SiteFacts(answers: text, files: ["/proc/self/uid_map": text, "/etc/subuid": text, "/proc/stat": text])
            #expect(facts.version.utf8.count <= text.utf8.count)
            #expect(ProcessWatch.Watched.processes(in: text).values.allSatisfy { $0 > 1 })
        }
    }
}
