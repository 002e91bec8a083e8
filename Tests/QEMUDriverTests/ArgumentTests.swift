import Foundation
import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import Testing

@testable import QEMUDriver

struct `A machine's definition` {
    private var definition: MachineDefinition {
        var definition = MachineDefinition()
        definition.uid = UID("0f6d2c3a-1b2c-4d5e-8f90-123456789abc")
        definition.name = "web"
        definition.instance = "default/web"
        definition.digest = "sha256:00"
        definition.architecture = "x86_64"
        definition.board = "pc-q35-7.2"
        definition.cpuCores = 1.5
        definition.memory = (96 << 20) + 1
        definition.hostname = "web"
        definition.ports = [Instance.Port(port: 80, hostPort: 8080, hostAddress: "127.0.0.1", transport: .udp)]
        definition.labels = ["a/b": "c"]
        definition.options.kernelArguments = ["a=1"]
        return definition
    }

    private func arguments(_ change: (inout MachineDefinition) -> Void = { _ in }, cards: [MachineCard] = []) -> [String] {
        var definition = definition
        change(&definition)
        return MachineArguments(
            definition: definition, directory: MachineDirectory(path: "/vm/web"), platform: Platform.known[0],
            accelerator: (TCG.argument, TCG.processor), cards: cards,
            disks: definition.disks.map { ($0, "/volumes/\($0.volume)/data.raw") }
        ).list
    }

    @Test func `is read as it was written, and only by its own name`() throws {
        #expect(MachineDefinition(parsing: definition.bytes, name: "web") == definition)
        #expect(MachineDefinition(parsing: definition.bytes, name: "copy") == nil)
        for length in 0..<definition.bytes.count {
            #expect(MachineDefinition(parsing: Array(definition.bytes.prefix(length)), name: "web") == nil)
        }
    }

    @Test func `becomes QEMU's arguments`() {
        let cards = [
            MachineCard(definition, network: nil, mac: "52:54:00:00:00:01", bridge: "strata0"),
            MachineCard(
                definition, network: UID("11111111-2222-3333-4444-555555555555"), mac: "52:54:00:00:00:02", bridge: "sn1111111122220"),
        ]
        let list = arguments(cards: cards)
        func value(_ option: String) -> String? { list.firstIndex(of: option).map { list[$0 + 1] } }
        #expect(value("-machine") == "pc-q35-7.2")
        #expect(value("-smp") == "2,maxcpus=8")
        #expect(value("-m") == "size=97M")
        #expect(value("-uuid") == "0f6d2c3a-1b2c-4d5e-8f90-123456789abc")
        #expect(value("-append") == "console=ttyS0 quiet panic=1 a=1")
        #expect(value("-netdev") == "tap,downscript=no,id=net-site,ifname=vm0f6d2c3a1b2c,script=no")
        #expect(list.contains("virtio-net-pci,id=card-site,mac=52:54:00:00:00:01,netdev=net-site,romfile="))
        let second = list.first { $0.contains("52:54:00:00:00:02") }
        #expect(second?.hasPrefix("virtio-net-pci,bus=spare1,id=card-") == true)
        #expect(cards[1].tap.utf8.count <= 15)
        #expect(arguments().contains { $0.contains("virtio-net") } == false)
    }

    @Test(arguments: Platform.known)
    func `fits the board of its architecture`(platform: Platform) throws {
        var definition = definition
        definition.architecture = platform.architecture
        definition.board = platform.board
        let list = MachineArguments(
            definition: definition, directory: MachineDirectory(path: "/vm/web"), platform: platform,
            accelerator: (TCG.argument, TCG.processor),
            cards: [MachineCard(definition, network: nil, mac: "52:54:00:00:00:01", bridge: "strata0")], disks: []
        ).list
        func value(_ option: String) -> String? { list.firstIndex(of: option).map { list[$0 + 1] } }
        #expect(value("-append")?.hasPrefix("console=\(platform.console) ") == true)
        #expect(value("-cpu") == platform.processor)
        #expect(value("-m") == (platform.architecture == "ppc64le" ? "size=256M" : "size=97M"))
        #expect(value("-machine") == platform.board + (platform.boardOptions.isEmpty ? "" : ",\(platform.boardOptions)"))
        let bus = platform.architecture == "s390x" ? "ccw" : "pci"
        #expect(list.contains("virtio-balloon-\(bus),id=balloon0"))
        #expect(list.contains { $0.hasPrefix("virtio-net-\(bus),") && $0.contains("romfile") == (bus == "pci") })
    }

    @Test(arguments: [
        ("x86_64", FirmwareChoice.auto, Firmware?.none), ("x86_64", .uefi, .ovmf), ("aarch64", .auto, .aavmf), ("riscv64", .auto, .uBoot),
        ("ppc64le", .bios, nil), ("s390x", .auto, nil),
    ])
    func `says which firmware starts a disk`(architecture: String, choice: FirmwareChoice, firmware: Firmware?) throws {
        #expect(try choice.firmware(on: try #require(Platform.named(architecture))) == firmware)
    }

    @Test(arguments: [("s390x", FirmwareChoice.uefi, "no UEFI"), ("aarch64", .bios, "no firmware but UEFI")])
    func `refuses a firmware that the board cannot have`(architecture: String, choice: FirmwareChoice, words: String) throws {
        let platform = try #require(Platform.named(architecture))
        let refusal = #expect(throws: FirmwareChoice.Refusal.self) { try choice.firmware(on: platform) }
        #expect(refusal?.answer.contains(words) == true)
    }

    @Test func `with a CD has a drive for it beside its disk`() {
        #expect(arguments { $0.boot = .cdrom }.contains("ide-cd,bus=ide.0,drive=cd0,bootindex=2"))
        #expect(!arguments { $0.boot = .cdrom }.contains { $0.contains("cidata") })
        #expect(arguments { $0.boot = .disk }.contains("virtio-blk-pci,drive=seed0,serial=cidata"))
        #expect(arguments { $0.boot = .disk }.contains { $0.contains("org.qemu.guest_agent.0") })
        #expect(!arguments().contains { $0.contains("cidata") })
    }

    @Test func `volumes are disks on ports of their own, known by their names`() throws {
        var order = MountOrder(volume: VolumeOrder(uid: .random(), name: ObjectName(namespace: "default", name: "data"), size: 1 << 20))
        let short = VolumeDisk(order)
        order.volume.name.name = "a-name-that-is-longer-than-a-serial-number"
        order.isReadOnly = true
        let long = VolumeDisk(order)
        let list = arguments { $0.disks = [short, long] }
        #expect(list.contains("virtio-blk-pci,bus=spare1,drive=\(short.node),id=\(short.device),serial=data"))
        #expect(long.serial.utf8.count == 20)
        let blocks = list.indices.filter { list[$0] == "-blockdev" }.compactMap { try? JSONValue(parsing: list[$0 + 1]) }
        #expect(blocks.map { $0["read-only"] } == [false, true])
        #expect(blocks[0]["file"]?["filename"]?.string == "/volumes/\(short.volume)/data.raw")
    }

    @Test func `with a disk starts from it, and not from a kernel`() throws {
        let list = arguments { $0.boot = .disk }
        let index = try #require(list.firstIndex(of: "-blockdev"))
        #expect(try JSONValue(parsing: list[index + 1])["file"]?["filename"] == "/vm/web/disk.qcow2")
        #expect(!list.contains("-kernel"))
    }

    @Test(arguments: [
        ("web", 64, ["web", "web-0f6d2c3a"]), ("web", 3, ["web"]), ("a-very-long-name", 14, ["a-ver-0f6d2c3a"]), ("-x", 64, []),
        ("a/b", 64, []),
    ])
    func `has a name that fits into a socket's path`(name: String, limit: Int, names: [String]) {
        #expect(MachineName.candidates(for: name, uid: definition.uid, limit: limit).filter { $0 != "-x-0f6d2c3a" } == names)
    }

    @Test(arguments: [
        "", "x", "0F6D2C3A-1b2c-4d5e-8f90-123456789abc", "0f6d2c3a1b2c-4d5e-8f90-123456789abc", "0f6d2c3a-1b2c-4d5e-8f90-12345678 abc",
    ])
    func `needs a UUID for its identity`(text: String) {
        #expect(!UID(text).isUUID)
        #expect(UID.random().isUUID)
    }
}

struct `What a host says` {
    private static let machines = """
        Supported machines are:
        microvm              microvm (i386)
        pc                   Standard PC (i440FX + PIIX, 1996) (alias of pc-i440fx-7.2)
        q35                  Standard PC (Q35 + ICH9, 2009) (alias of pc-q35-7.2)
        pc-q35-7.2           Standard PC (Q35 + ICH9, 2009)
        """

    @Test func `of its boards names the version to keep`() {
        #expect(Platform.known[0].currentBoard(in: Self.machines) == "pc-q35-7.2")
        #expect(Platform.known[1].currentBoard(in: Self.machines) == nil)
        #expect(Platform.known[0].currentBoard(in: "q35 x (alias of pc,evil=1)") == nil)
    }

    @Test func `of QEMU's version is read`() {
        #expect(SiteFacts.version("QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7)\nCopyright") == "7.2.22")
        #expect(SiteFacts.version("nothing") == "")
    }

    @Test func `of a process is read, whatever its name is`() {
        let stat = "77 (qemu) (x) S 1 77 77 0 -1 4 1 2 3 4 250 150 0 0 20 0 4 0 123456 1 2"
        #expect(ProcessFiles.cpuSeconds(stat: stat) == 4)
        #expect(ProcessFiles.startTicks(stat: stat) == 123_456)
        #expect(ProcessFiles.cpuSeconds(stat: "garbage") == nil)
        #expect(ProcessFiles.Status(stat: stat)?.hasEnded == false)
        #expect(ProcessFiles.Status(stat: stat.replacing(") S", with: ") Z"))?.hasEnded == false, "a thread is left")
        #expect(ProcessFiles.Status(stat: stat.replacing(") S", with: ") Z").replacing(" 0 4 0 ", with: " 0 1 0 "))?.hasEnded == true)
        #expect(ProcessFiles.Status(stat: "") == nil)
        #expect(ProcessFiles.residentPages(statm: "10 7 3") == 7)
        #expect(ProcessFiles.arguments(cmdline: Array("a\0b c\0".utf8)) == ["a", "b c"])
        #expect(ProcessFiles.arguments(cmdline: []) == [])
    }

    @Test func `of its control groups leads to where limits are kept`() throws {
        let legacy = ControlGroups(
            mounts: "cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0\ncgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0\n", available: "")
        #expect(legacy.mode == "cgroup v1")
        #expect(legacy.has("memory") && !legacy.has("pids"))
        #expect(
            try #require(legacy.change("u", cpuCores: 0.5, memory: 1 << 20)).arguments.suffix(4) == [
                "/sys/fs/cgroup/cpu/strata/u/cpu.cfs_quota_us", "50000", "/sys/fs/cgroup/memory/strata/u/memory.limit_in_bytes",
                "\((1 << 20) + ControlGroups.overhead)",
            ])
        let unified = ControlGroups(mounts: "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n", available: "cpuset cpu io memory pids")
        #expect(unified.mode == "cgroup v2")
        #expect(
            try #require(unified.change("u", cpuCores: nil, memory: 0)).arguments.dropFirst(3) == [
                "/sys/fs/cgroup/strata/u/cpu.max", "max 100000", "/sys/fs/cgroup/strata/u/memory.max", "\(ControlGroups.overhead)",
            ])
        #expect(unified.removal(of: "u").arguments.last == "/sys/fs/cgroup/strata/u")
        let none = ControlGroups(mounts: "proc /proc proc rw 0 0\n", available: "")
        #expect(none.mode == "none")
        #expect(none.change("u", cpuCores: 1, memory: 1) == nil)
    }

    @Test func `of control groups of version 2 makes limits there, of the command alone`() async throws {
        var template = Array("/tmp/strata-groups-XXXXXX".utf8CString)
        let root = String(cString: try #require(mkdtemp(&template)))
        let groups = ControlGroups(mounts: "cgroup2 \(root) cgroup2 rw 0 0\n", available: "cpu memory")
        let directory = MachineDirectory(path: "\(root)/machine")
        let machine = LocalMachine()
        try await machine.makeDirectory(directory.path)
        let command = groups.launch(
            "sh", ["-c", #"echo "said $1"; exec sleep 0.2"#, "sh", "a b"], of: directory, in: "u", cpuCores: 1.5, memory: 64 << 20)
        let output = try await machine.check(command)
        #expect(try #require(Int32(output.text.dropLast())) > 1)
        // What the kernel keeps in files of its own, plain ones hold here.
        func text(_ file: String) async throws -> String {
            String(decoding: try await machine.read("\(root)/strata/u/\(file)") ?? [], as: UTF8.self)
        }
        #expect(try await text("cpu.max") == "150000 100000\n")
        #expect(try await text("memory.max") == "\((64 << 20) + ControlGroups.overhead)\n")
        #expect(try await text("cgroup.procs") == "0\n")
        try await eventually { try await machine.read(directory.messages) == Array("said a b\n".utf8) }
        try await machine.remove(root)
    }

    @Test(arguments: [
        ("running", PowerState.running, true), ("prelaunch", .starting, true), ("paused", .paused, true), ("shutdown", .stopping, true),
        ("guest-panicked", .paused, false), ("io-error", .paused, false), ("hm", .other("hm"), true),
    ])
    func `of a guest's state is understood`(word: String, power: PowerState, isSound: Bool) {
        #expect(TCGDriver.power(word).0 == power)
        #expect(TCGDriver.power(word).problem.isEmpty == isSound)
    }

    @Test func `QEMU's errors lose what helps nobody`() {
        let said = "qemu-system-x86_64: warning: host doesn't support requested feature\nqemu-system-x86_64: unable to find CPU model 'x'\n"
        #expect(QEMUMessage.text(of: said) == "unable to find CPU model 'x'")
        #expect(QEMUMessage.text(of: "qemu-img: Could not open 'x'") == "Could not open 'x'")
    }
}
