import Proxmox
@testable import ProxmoxDriver
import StrataAPI
import StrataDriverKit
import Testing
@testable import VNCAuthentication

/// What the server writes, whole, cut short and made up.
@Suite struct ParserTests {
    @Test func `a task's name is taken apart`() throws {
        let task = try #require(UPID("UPID:pve1:0003A1B2:0F5C2D1E9:66F0A1B2:qmstart:100:root@pam!token:"))
        #expect(task.node == "pve1" && task.kind == "qmstart" && task.subject == "100" && task.user == "root@pam!token")
        #expect(task.startedAt == 0x66F0_A1B2)
        let vzdump = try #require(UPID("UPID:a-b:00000001:00000002:00000003:vzdump::root@pam:"))
        #expect(vzdump.subject.isEmpty)
    }

    @Test(arguments: [
        "", "UPID", "UPID:", "UPID::::::::", "UPID:../x:00000001:00000002:00000003:a:b:c:", "UPID:a:xyz:00000002:00000003:a:b:c:",
        "UPID:a:00000001:00000002:00000003::b:c:", "upid:a:00000001:00000002:00000003:a:b:c:",
    ])
    func `what is no task's name is none`(text: String) { #expect(UPID(text) == nil) }

    /// The vectors of NIST SP 500-20 and of FIPS 81.
    @Test(
        arguments: [
            (0x1334_5779_9BBC_DFF1, 0x0123_4567_89AB_CDEF, 0x85E8_1354_0F0A_B405),
            (0x0123_4567_89AB_CDEF, 0x4E6F_7720_6973_2074, 0x3FA4_0E8A_984D_4815),
            (0x0000_0000_0000_0000, 0x0000_0000_0000_0000, 0x8CA6_4DE9_C1B1_23A7),
        ] as [(UInt64, UInt64, UInt64)])
    func `a block is enciphered as the standard says`(key: UInt64, plain: UInt64, cipher: UInt64) {
        func bytes(_ number: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) } }
        #expect(DES(key: bytes(key)).encrypt(bytes(plain)) == bytes(cipher))
    }

    @Test(arguments: [
        ("qemu/100", true), ("lxc/999999999", true), ("qemu/99", false), ("qemu/0100", false), ("qemu/1e3", false), ("qemu/", false),
        ("/100", false), ("qemu/100/config", false), ("../100", false), ("qemu/+100", false), ("qemu/1000000000", false),
        ("no-such-machine", false),
    ])
    func `a guest's name is its kind and its number`(text: String, isOne: Bool) { #expect((GuestID(text) != nil) == isOne) }

    @Test(arguments: [
        "local-lvm:vm-100-disk-0,size=8G", "virtio=BC:24:11:00:00:01,bridge=vmbr0,firewall=1,tag=5", "none,media=cdrom", "order=scsi0;net0",
        "name=eth0,bridge=vmbr0,ip=dhcp", "",
    ])
    func `a list of properties is written as it was read`(text: String) { #expect(PropertyList(text).text == text) }

    @Test func `a property is changed in its place, and others stay`() {
        var list = PropertyList("virtio=BC:24:11:00:00:01,bridge=vmbr0,unknown=x")
        list["bridge"] = "vmbr1"
        list["tag"] = "7"
        #expect(list.text == "virtio=BC:24:11:00:00:01,bridge=vmbr1,unknown=x,tag=7")
        list["tag"] = nil
        #expect(list.text == "virtio=BC:24:11:00:00:01,bridge=vmbr1,unknown=x")
    }

    @Test(arguments: [("8G", 8 << 30), ("512M", 512 << 20), ("1.5G", 3 << 29), ("64K", 64 << 10), ("1024", 1024)] as [(String, Int64)])
    func `a disk's size is read`(text: String, bytes: Int64) { #expect(DiskSize.bytes(text) == bytes) }

    @Test(arguments: ["", "G", "-1G", "xG", "1e99G", "nanG"])
    func `what is no size is none`(text: String) { #expect(DiskSize.bytes(text) == nil) }

    @Test func `tags say whose a guest is, whatever separates them, and a copy's say nothing`() {
        let uid = UID.random()
        var instance = Instance(name: ObjectName(namespace: "team", name: "web.example"))
        instance.metadata.uid = uid
        var order = Order(instance, type: .virtualMachine, image: nil, stack: ProxmoxDriver.stack)
        order.server = "Größe (1) +x"
        let own = OwnerTags(order)
        let text = own.write(over: ["prod", "strata-7-\(UID.random().text)"], of: 100)
        for separator in [";", ",", " "] {
            let tags = OwnerTags.split(text.replacing(";", with: separator))
            #expect(OwnerTags(tags, of: 100) == own)
            #expect(OwnerTags(tags, of: 101) == nil)
            #expect(OwnerTags.foreign(tags) == ["prod"])
        }
        #expect(OwnerTags(["strata-100-nonsense"], of: 100) == nil)
    }

    /// As version 6 wrote them: numbers as text, and truth as empty text.
    @Test func `a guest of an old server is read`() throws {
        let json =
            #"{"id":"qemu/100","type":"qemu","node":"pve","vmid":"100","name":"a","status":"running","maxmem":"2147483648","maxcpu":"2","uptime":"17","template":""}"#
        let record = try #require(try Self.records(#"{"data":[\#(json)]}"#).first)
        #expect(record.memory == 2 << 30 && record.cores == 2 && record.uptime == 17 && !record.isTemplate)
        #expect(record.power == .running)
    }

    @Test func `whatever a server writes, reading it ends`() throws {
        let words: [JSONValue] = [
            .null, .bool(true), .int(-1), .int(.max), .double(.greatestFiniteMagnitude), .string(""), .string("qemu/100"),
            .string(String(repeating: "x", count: 100_000)), .array([]), .object([:]), .array([.array([.null])]),
        ]
        let keys = [
            "id", "node", "vmid", "name", "status", "qmpstatus", "lock", "tags", "maxcpu", "maxmem", "uptime", "pid", "template", "ha",
        ]
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<3000 {
            var object: [String: JSONValue] = [:]
            for key in keys where Bool.random(using: &generator) { object[key] = words.randomElement(using: &generator) }
            _ = try Self.records(JSONValue.object(["data": .array([.object(object)])]).text).map { $0.observed() }
            _ = GuestRecord(GuestID(.qemu, 100), node: "pve", .object(object)).observed()
            _ = GuestConfig(.object(object)).fields(.qemu, site: SiteOptions(), keys: [], isAdopted: false)
            _ = SnapshotNote.observed(.object(object))
            _ = GuestAddresses.read(.object(object), .qemu)
        }
    }

    private static func records(_ answer: String) throws -> [GuestRecord] {
        try GuestRecord.rows.read(Array(answer.utf8), GuestRecord.init(resource:))
    }
}
