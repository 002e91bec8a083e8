import StrataAPI
import StrataDriverKit
import Testing

@testable import QEMUDriver

struct `What is told of disks and kept of memory` {
    private static let chain = Array(
        #"""
        [{"virtual-size": 67108864, "filename": "/vm/a/disk-1.qcow2", "cluster-size": 65536, "format": "qcow2", "actual-size": 200704,
          "full-backing-filename": "/vm/a/base", "backing-filename": "base", "dirty-flag": false, "backing-filename-format": "raw"},
         {"virtual-size": 67108864, "filename": "/vm/a/base", "format": "raw", "actual-size": 512, "dirty-flag": false}]
        """#.utf8)

    @Test func `is the chain of a disk's files, and nothing from what is cut short or is something else`() {
        let facts = DiskFacts.chain(Self.chain)
        #expect(facts?.map(\.file) == ["disk-1.qcow2", "base"])
        #expect(facts?.map(\.below) == ["base", nil])
        #expect(facts?.map(\.belowFormat) == ["raw", nil])
        #expect(facts?.map(\.virtualSize) == [64 << 20, 64 << 20])
        for length in 0..<Self.chain.count { #expect(DiskFacts.chain(Array(Self.chain.prefix(length))) == nil) }
        for text in ["[]", "{}", "null", #"[{"filename": 1}]"#, #"{"filename": "/", "format": "raw", "virtual-size": 1}"#] {
            #expect(DiskFacts.chain(Array(text.utf8)) == nil, "\(text)")
        }
    }

    @Test func `is a node's file, also where QEMU tells of it in JSON`() throws {
        func node(_ file: String, driver: String = "qcow2") -> BlockNode? {
            BlockNode(["node-name": "n", "drv": .string(driver), "file": .string(file), "image": ["virtual-size": 4096]])
        }
        #expect(node("/vm/a/base")?.file == "/vm/a/base")
        let told =
            #"json:{"backing": {"driver": "qcow2"}, "driver": "qcow2", "file": {"driver": "file", "filename": "/vm/a/disk-1.qcow2"}}"#
        #expect(node(told)?.file == "/vm/a/disk-1.qcow2")
        #expect(node(String(told.dropLast(3))) == nil)
        #expect(node("/vm/a/base", driver: "file") == nil)
        #expect(BlockNode(["node-name": "n"]) == nil)
    }

    @Test func `are the arguments of the process, without where its memory came from and with what was added`() throws {
        let memory: JSONValue = [
            [
                "type": "dimm",
                "data": [
                    "memdev": "/objects/ram-1", "hotplugged": true, "addr": 4_294_967_296, "size": 134_217_728, "slot": 0, "node": 0,
                    "id": "dimm-1",
                ],
            ], ["type": "dimm", "data": ["id": "odd"]],
        ]
        let processors: JSONValue = [
            ["props": ["core-id": 1, "thread-id": 0, "socket-id": 0], "qom-path": "/machine/peripheral/cpu-1", "type": "max-x86_64-cpu"],
            ["props": ["core-id": 0], "qom-path": "/machine/unattached/device[0]", "type": "max-x86_64-cpu"], ["props": ["core-id": 2]],
        ]
        let added = AddedDevices(memory: memory, processors: processors, present: ["-m", "size=512M"])
        #expect(added.arguments.enumerated().filter { $0.offset % 2 == 0 }.map(\.element) == ["-object", "-device", "-device"])
        let present = ["qemu-system-x86_64", "-incoming", "defer", "-S"] + added.arguments
        #expect(AddedDevices(memory: memory, processors: processors, present: present).arguments == [])
        #expect(KeptMemory.decode(KeptMemory.encode(present, added: ["-x"])) == ["-S"] + added.arguments + ["-x"])
        for text in ["", "{}", "[1]", "[\"a\""] { #expect(KeptMemory.decode(Array(text.utf8)) == nil) }
    }

    @Test func `are those arguments with the file that is written to now`() throws {
        var definition = MachineDefinition()
        definition.diskFile = "disk-2.qcow2"
        let directory = MachineDirectory(path: "/vm/a")
        var old = definition
        old.diskFile = "disk.qcow2"
        let arguments = ["-blockdev", MachineArguments.disk(old, in: directory).text, "-blockdev", "{}", "-S"]
        #expect(
            MachineArguments.renewed(arguments, definition, in: directory)
                == ["-blockdev", MachineArguments.disk(definition, in: directory).text, "-blockdev", "{}", "-S"])
    }

    @Test func `is a snapshot's record, only in the directory of its UID`() throws {
        var record = SnapshotRecord()
        record.uid = UID("0f6d2c3a-1b2c-4d5e-8f90-123456789abc")
        record.name = "default/s"
        record.createdAt = Timestamp(microseconds: 1_700_000_000_000_001)
        record.disk = "disk.qcow2"
        record.hasMemory = true
        #expect(SnapshotRecord(parsing: record.bytes, directory: record.uid.text) == record)
        #expect(SnapshotRecord(parsing: record.bytes, directory: "other") == nil)
        record.disk = "../../etc/passwd"
        #expect(SnapshotRecord(parsing: record.bytes, directory: record.uid.text) == nil)
        for length in 0..<record.bytes.count {
            #expect(SnapshotRecord(parsing: Array(record.bytes.prefix(length)), directory: record.uid.text) == nil)
        }
    }

    @Test(arguments: [
        ("1,maxcpus=4", "size=512M,slots=16,maxmem=2048M", 1, 4, 512, 2048), ("2", "size=128M", 2, 2, 128, 128),
    ])
    func `is the room that a machine was started with`(
        processors: String, memory: String, count: Int, most: Int, size: Int64, mostSize: Int64
    ) throws {
        let room = try #require(MachineRoom(processors: processors, memory: memory))
        #expect(room.processors == count && room.mostProcessors == most)
        #expect(room.memory == size << 20 && room.mostMemory == mostSize << 20)
        #expect(room.arguments == ["-smp", processors, "-m", memory])
        #expect(MachineRoom(processors: "x", memory: memory) == nil)
        #expect(MachineRoom(processors: processors, memory: "max") == nil)
    }

    @Test func `is room only for what the board, the size and the processor allow`() {
        var definition = MachineDefinition()
        definition.memory = 512 << 20
        #expect(MachineRoom(definition, Platform.known[0]).mostMemory == 2 << 30)
        #expect(MachineRoom(definition, Platform.known[1]) == MachineRoom(processors: "1", memory: "size=512M"))
        definition.options.cpuModel = "qemu32"
        #expect(MachineRoom(definition, Platform.known[0]).mostMemory == 512 << 20)
        definition.options.cpuModel = ""
        definition.memory = 511 << 20
        #expect(MachineRoom(definition, Platform.known[0]).mostMemory == 511 << 20)
        definition.cpuCores = 32
        #expect(MachineRoom(definition, Platform.known[0]).mostProcessors == 32)
    }
}
